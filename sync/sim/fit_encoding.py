"""The bytes of a FIT file: header, definition and data messages, checksum (FIT Protocol 2.0)."""

import struct
from array import array
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)  # second 0 of every FIT time stamp
PROFILE = 2132  # the profile version in the header, 21.32


class Base(NamedTuple):
    """A FIT base type: its number, its struct code, and the value that means "nothing recorded"."""

    number: int
    code: str
    invalid: int


ENUM = Base(0x00, "B", 0xFF)
SINT8 = Base(0x01, "b", 0x7F)
UINT8 = Base(0x02, "B", 0xFF)
UINT16 = Base(0x84, "H", 0xFFFF)
SINT32 = Base(0x85, "i", 0x7FFFFFFF)
UINT32 = Base(0x86, "I", 0xFFFFFFFF)
UINT32Z = Base(0x8C, "I", 0)
TIME = Base(0x86, "I", 0xFFFFFFFF)  # a uint32 too; its own object, so that time fields can be told apart

Field = tuple[int, Base, int | None]  # (field number of the profile, base type, raw value)


def seconds(moment: datetime, offset: int = 0) -> int:
    """A FIT time stamp: whole seconds since the FIT epoch; with an offset (seconds), of local time."""
    return int((moment - EPOCH).total_seconds()) + offset


def semicircles(degrees: float) -> int:
    """A position as FIT stores it: 2^31 semicircles are 180 degrees."""
    return round(degrees * (2**31 / 180))


class Body:
    """The messages of a file being written; a definition goes in when a local type is new or has changed."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._defined: dict[int, bytes] = {}

    def add(self, local: int, message: int, fields: list[Field]) -> None:
        """One message of this profile number under a local type (0-15)."""
        self.define(local, message, [(number, base) for number, base, _ in fields])
        values = [base.invalid if value is None else value for _, base, value in fields]
        self.data += struct.pack("<B" + "".join(base.code for _, base, _ in fields), local, *values)

    def define(self, local: int, message: int, layout: list[tuple[int, Base]]) -> struct.Struct:
        """Announce a layout; returns how its data messages are packed (local type first)."""
        packed = struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(layout))
        for number, base in layout:
            packed += struct.pack("<BBB", number, struct.calcsize("<" + base.code), base.number)
        if self._defined.get(local) != packed:
            self._defined[local] = packed
            self.data += packed
        return struct.Struct("<B" + "".join(base.code for _, base in layout))

    def file(self) -> bytes:
        """The complete file: 14-byte header with its own checksum, messages, checksum over both."""
        header = struct.pack("<BBHI4s", 14, 0x20, PROFILE, len(self.data), b".FIT")
        whole = header + struct.pack("<H", crc(header)) + bytes(self.data)
        return whole + struct.pack("<H", crc(whole))


def crc(data: bytes) -> int:
    """The FIT checksum (CRC-16/ARC: polynomial 0x8005 reflected, start 0). 100 KB take about 10 ms."""
    table = _crc_table()
    value = 0
    for pair in struct.unpack(f"<{len(data) // 2}H", data[: len(data) & ~1]):
        value = table[value ^ pair]
    if len(data) % 2:
        value = value >> 8 ^ _one_byte((value ^ data[-1]) & 0xFF)
    return value


def _one_byte(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


@lru_cache(maxsize=1)
def _crc_table() -> array[int]:
    """What 16 bits become: a step of two bytes shifts the old value out, so nothing else counts."""
    one = [_one_byte(value) for value in range(256)]
    two = [value >> 8 ^ one[value & 0xFF] for value in one]
    return array("H", [two[low] ^ one[high] for high in range(256) for low in range(256)])
