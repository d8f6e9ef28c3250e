"""Hand-built FIT messages for the tests, and the run that they use."""

import struct
from datetime import UTC, datetime

from sync.sim.fit_encoding import crc
from sync.sim.recording import Recording

START = datetime(2025, 5, 1, 6, 30, tzinfo=UTC)
START_MS = int(START.timestamp()) * 1000
T0 = int(START.timestamp()) - 631_065_600  # in FIT seconds
RUN = Recording(START, elapsed=600, distance=2000, pauses=((100, 60),), offset=7200, power=True, temperature=True)

ENUM, UINT8, UINT16, SINT32, UINT32, FLOAT32 = 0x00, 0x02, 0x84, 0x85, 0x86, 0x88
CODES = {ENUM: "B", UINT8: "B", UINT16: "H", SINT32: "i", UINT32: "I", FLOAT32: "f"}

Field = tuple[int, int, float]  # field number, base type, raw value


def message(number: int, *fields: Field, order: str = "<", developer: bytes = b"") -> bytes:
    """A definition with one message of it, as local type 0. `developer`: field 0 of developer data index 0."""
    layout = b"".join(bytes((field, struct.calcsize(CODES[base]), base)) for field, base, _ in fields)
    head = bytes((0x60 if developer else 0x40, 0, order == ">")) + struct.pack(f"{order}HB", number, len(fields))
    if developer:
        layout += bytes((1, 0, len(developer), 0))
    values = (int(value) if base != FLOAT32 else value for _, base, value in fields)
    packed = struct.pack(order + "".join(CODES[base] for _, base, _ in fields), *values)
    return head + layout + b"\x00" + packed + developer


def file_of(*messages: bytes) -> bytes:
    body = b"".join(messages)
    start = struct.pack("<BBHI4s", 12, 0x20, 2132, len(body), b".FIT")
    return start + body + struct.pack("<H", crc(start + body))


def record(after: int, *fields: Field, order: str = "<", developer: bytes = b"") -> bytes:
    return message(20, (253, UINT32, T0 + after), *fields, order=order, developer=developer)


def session(after: int, sport: int, sub_sport: int = 0, elapsed: int = 10) -> bytes:
    start = (2, UINT32, T0 + after)
    return message(18, start, (5, ENUM, sport), (6, ENUM, sub_sport), (7, UINT32, elapsed * 1000))


def timer(after: int, kind: int) -> bytes:
    return message(21, (253, UINT32, T0 + after), (0, ENUM, 0), (1, ENUM, kind))


def described(name: bytes) -> tuple[bytes, bytes]:
    """What has to come before a developer field of one byte: its app (developer_data_id) and its description."""
    layout = ((0, 1, UINT8), (1, 1, UINT8), (2, 1, UINT8), (3, len(name) + 1, 0x07))
    head = bytes((0x40, 0, 0)) + struct.pack("<HB", 206, len(layout)) + b"".join(map(bytes, layout))
    return message(207, (3, UINT8, 0)), head + bytes((0, 0, 0, UINT8)) + name + b"\0"
