"""Hand-built FIT bytes for the tests: one message at a time, without any FIT library.

Source: Garmin FIT protocol. Times are FIT seconds (since 1989-12-31T00:00:00Z), positions semicircles.
"""

import struct
from datetime import UTC, datetime

from sync.sim.fit_bytes import crc16

FIT_EPOCH = 631_065_600
UINT8, UINT16, SINT32, UINT32, STRING, ENUM = 0x02, 0x84, 0x85, 0x86, 0x07, 0x00
_CODES = {UINT8: "B", UINT16: "H", SINT32: "i", UINT32: "I", ENUM: "B"}
START = datetime(2026, 3, 14, 7, 0, tzinfo=UTC)

Field = tuple[int, int, int]  # number, base type, value


def fit_time(moment: datetime) -> int:
    return int(moment.timestamp()) - FIT_EPOCH


def message(number: int, fields: list[Field], *, local: int = 0, big: bool = False, developer: bytes = b"") -> bytes:
    """A definition and one data message of it. `developer`: the bytes of one developer field."""
    order = ">" if big else "<"
    head = struct.pack(order + "BBHB", 0, big, number, len(fields))
    head += b"".join(bytes((field, struct.calcsize(_CODES[base]), base)) for field, base, _ in fields)
    body = b"".join(struct.pack(order + _CODES[base], value) for _, base, value in fields) + developer
    if developer:
        head += bytes((1, 0, len(developer), 0))
    return bytes((0x40 | (0x20 if developer else 0) | local,)) + head + bytes((local,)) + body


def fit(messages: bytes, *, header: int = 14, zero_crc: bool = False) -> bytes:
    """A whole file around the messages."""
    start = struct.pack("<BBHI4s", header, 0x20, 2132, len(messages), b".FIT")
    if header == 14:
        start += struct.pack("<H", 0 if zero_crc else crc16(start))
    whole = start + messages
    return whole + struct.pack("<H", 0 if zero_crc else crc16(whole))


def file_id(kind: int = 4) -> bytes:
    return message(0, [(0, ENUM, kind), (1, UINT16, 1)])


def record(moment: int, metres: float, *, big: bool = False, developer: bytes = b"") -> bytes:
    fields = [(253, UINT32, moment), (0, SINT32, 2**29), (1, SINT32, 2**28), (5, UINT32, int(metres * 100))]
    return message(20, fields, big=big, developer=developer)


def session(
    start: int,
    elapsed: float,
    metres: float = 8000.0,
    *,
    sport: int = 1,
    sub_sport: int = 0,
    big: bool = False,
) -> bytes:
    fields = [(253, UINT32, int(start + elapsed)), (2, UINT32, start), (7, UINT32, int(elapsed * 1000))]
    fields += [(8, UINT32, int(elapsed * 1000)), (9, UINT32, int(metres * 100))]
    return message(18, [*fields, (5, ENUM, sport), (6, ENUM, sub_sport)], big=big)


def local_time(moment: int, offset: int) -> bytes:
    """The activity message, which alone tells the local time."""
    return message(34, [(253, UINT32, moment), (5, UINT32, moment + offset)])


def run_fit(
    start: datetime = START,
    elapsed: float = 2461.0,
    metres: float = 8000.0,
    *,
    sport: int = 1,
    sub_sport: int = 0,
    offset: int = 3600,
) -> bytes:
    """A small run: ten records, a session and the local time."""
    begin = fit_time(start)
    records = b"".join(record(begin + int(elapsed * i / 9), metres * i / 9) for i in range(10))
    ends = session(begin, elapsed, metres, sport=sport, sub_sport=sub_sport)
    return fit(file_id() + records + ends + local_time(int(begin + elapsed), offset))
