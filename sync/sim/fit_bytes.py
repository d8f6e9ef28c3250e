"""Reads the messages of FIT files with `struct` alone, so that no fault is shared with the product's readers.

Source: Garmin FIT protocol (file header, definition and data messages, compressed timestamps, developer
fields, CRC-16). Only integer fields are read; strings, floats and developer values are stepped over.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

FILE_ID, SESSION, RECORD, ACTIVITY = 0, 18, 20, 34
TIMESTAMP = 253
_KEPT = frozenset((FILE_ID, SESSION, RECORD, ACTIVITY))
# base type number -> (struct code, the value that means "not known")
_INTEGERS = {
    0: ("B", 0xFF),
    1: ("b", 0x7F),
    2: ("B", 0xFF),
    3: ("h", 0x7FFF),
    4: ("H", 0xFFFF),
    5: ("i", 0x7FFFFFFF),
    6: ("I", 0xFFFFFFFF),
    10: ("B", 0),
    11: ("H", 0),
    12: ("I", 0),
    14: ("q", 0x7FFFFFFFFFFFFFFF),
    15: ("Q", 0xFFFFFFFFFFFFFFFF),
    16: ("Q", 0),
}


class Broken(Exception):
    """The bytes are no FIT file, are cut short, or fail their checksum."""


@dataclass(frozen=True)
class FitFile:
    """One file of a chain: per message kind, in file order, the known integer fields {field number: raw}."""

    file_ids: list[dict[int, int]] = field(default_factory=list)
    sessions: list[dict[int, int]] = field(default_factory=list)
    records: list[dict[int, int]] = field(default_factory=list)
    activities: list[dict[int, int]] = field(default_factory=list)

    @property
    def type(self) -> int | None:
        """The file type of the file_id message (4 is an activity); None without such a message."""
        return self.file_ids[0].get(0) if self.file_ids else None


def fit_files(data: bytes) -> Iterator[FitFile]:
    """The files concatenated in `data`, one by one. Raises `Broken`; bytes behind a valid file that do not
    look like another file are left alone, as real devices write them.
    """
    start = 0
    while start == 0 or data[start + 8 : start + 12] == b".FIT":
        begin, end = _bounds(data, start)
        found = FitFile()
        _read(data, begin, end, found)
        yield found
        start = end + 2


def readable(data: bytes) -> FitFile:
    """What the first file in `data` says before its bytes break off, checksums or not. Never raises: bytes that are
    no FIT give an empty file."""
    found = FitFile()
    if len(data) >= 12 and data[8:12] == b".FIT":
        with suppress(Broken, struct.error, IndexError):
            _read(data, data[0], min(len(data), data[0] + struct.unpack_from("<I", data, 4)[0]), found)
    return found


def crc16(data: bytes | memoryview) -> int:
    """The FIT checksum (CRC-16, polynomial 0xA001 reflected, start 0)."""
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _CRC_TABLE[(crc ^ byte) & 0xFF]
    return crc


def _crc_entry(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


_CRC_TABLE = tuple(map(_crc_entry, range(256)))


def _bounds(data: bytes, start: int) -> tuple[int, int]:
    """Where the messages of the file at `start` begin and end, once header and checksums are found good."""
    if len(data) - start < 14 or data[start + 8 : start + 12] != b".FIT":
        raise Broken("no FIT header")
    header = data[start]
    (size,) = struct.unpack_from("<I", data, start + 4)
    begin, end = start + header, start + header + size
    if header not in (12, 14) or size == 0 or end + 2 > len(data):
        raise Broken("header size, empty, or cut short")
    (said,) = struct.unpack_from("<H", data, start + 12)
    if header == 14 and said not in (0, crc16(data[start : start + 12])):
        raise Broken("header checksum")
    (said,) = struct.unpack_from("<H", data, end)
    if said not in (0, crc16(memoryview(data)[start:end])):
        raise Broken("file checksum")
    return begin, end


@dataclass(frozen=True)
class _Layout:
    """How the messages of one local type lie in the bytes; `picks`: (field, offset, reader, unknown)."""

    number: int
    size: int
    picks: tuple[tuple[int, int, struct.Struct, int], ...]


def _read(data: bytes, at: int, end: int, found: FitFile) -> None:
    """Go through the messages, adding them to `found`; what was added before a `Broken` stays."""
    homes = {
        FILE_ID: found.file_ids,
        SESSION: found.sessions,
        RECORD: found.records,
        ACTIVITY: found.activities,
    }
    layouts: dict[int, _Layout] = {}
    clock = 0
    while at < end:
        head = data[at]
        at += 1
        if not head & 0x80 and head & 0x40:
            layouts[head & 0x0F], at = _definition(data, at, end, developer=bool(head & 0x20))
            continue
        layout = layouts.get((head >> 5) & 0x03 if head & 0x80 else head & 0x0F)
        if layout is None or at + layout.size > end:
            raise Broken("a message without a definition, or cut short")
        values: dict[int, int] = {}
        for number, offset, reader, unknown in layout.picks:
            (value,) = reader.unpack_from(data, at + offset)
            if value != unknown:
                values[number] = value
        at += layout.size
        if head & 0x80:
            # five bits of seconds since the last full timestamp; they roll over every 32 s
            values[TIMESTAMP] = clock + ((head - clock) & 0x1F)
        clock = values.get(TIMESTAMP, clock)
        if layout.number in homes:
            homes[layout.number].append(values)


def _definition(data: bytes, at: int, end: int, *, developer: bool) -> tuple[_Layout, int]:
    if at + 5 > end:
        raise Broken("a definition cut short")
    order = ">" if data[at + 1] else "<"
    (number,) = struct.unpack_from(order + "H", data, at + 2)
    fields = data[at + 4]
    at += 5
    if at + 3 * fields + developer > end:
        raise Broken("a definition cut short")
    picks, offset = [], 0
    for place in range(at, at + 3 * fields, 3):
        field_number, size, base = data[place : place + 3]
        code, unknown = _INTEGERS.get(base & 0x1F, ("", 0))
        wanted = number in _KEPT or field_number == TIMESTAMP
        # a size that is no multiple of its type's (some COROS files) is stepped over; of an array the first
        if wanted and code and size and size % struct.calcsize(code) == 0:
            picks.append((field_number, offset, struct.Struct(order + code), unknown))
        offset += size
    at += 3 * fields
    if developer:
        extra = data[at]
        at += 1
        if at + 3 * extra > end:
            raise Broken("a definition cut short")
        offset += sum(data[at + 1 : at + 3 * extra : 3])
        at += 3 * extra
    return _Layout(number, offset, tuple(picks)), at
