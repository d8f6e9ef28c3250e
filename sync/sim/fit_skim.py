"""A tolerant look into a FIT file: what is needed to list it, and nothing else.

Reads the messages session, record and activity of one file with `struct` alone, checks no checksum and
keeps what it has seen when the bytes break off (FIT Protocol 2.0). A 2.8 MB file takes about 0.2 s.
"""

import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.sim.fit_encoding import EPOCH

_CODES = {0x84: "H", 0x86: "I", 0x8C: "I", 0x85: "i", 0x00: "B", 0x02: "B"}
_INVALID = {"H": 0xFFFF, "I": 0xFFFFFFFF, "i": 0x7FFFFFFF, "B": 0xFF}
_WANTED = {18: {253, 2, 3, 4, 5, 6, 7, 8, 9}, 20: {253, 5}, 34: {253, 5}}
_OLDEST = 100_000_000  # FIT seconds: smaller values count from when a watch was switched on


@dataclass(frozen=True)
class Skim:
    """What a FIT file says of its activity; None where it is silent. Seconds, metres, FIT sport numbers."""

    start: datetime | None = None
    sport: int | None = None
    sub_sport: int | None = None
    elapsed: float | None = None
    timer: float | None = None
    distance: float | None = None
    offset: int | None = None  # seconds, local time minus UTC
    sessions: int = 0


def skim(data: bytes) -> Skim:
    """What could be read. Never raises: bytes that are no FIT give an empty `Skim`."""
    seen: dict[int, list[dict[int, int]]] = {18: [], 20: [], 34: []}
    with suppress(struct.error, IndexError, KeyError):  # broken off or nonsense: what came before still counts
        _walk(data, seen)
    session = seen[18][0] if seen[18] else {}
    times = [t for t in (record.get(253) for record in seen[20]) if t is not None and t > _OLDEST]
    begin = session.get(2) or (times[0] if times else None)
    if begin is None or begin < _OLDEST:
        return Skim(sport=session.get(5), sub_sport=session.get(6), sessions=len(seen[18]))
    elapsed = session[7] / 1000 if 7 in session else float(times[-1] - begin) if times else None
    ways = [record[5] for record in seen[20] if 5 in record]
    distance = session[9] / 100 if 9 in session else ways[-1] / 100 if ways else None
    local = [end[5] - end[253] for end in seen[34] if 5 in end and 253 in end]
    return Skim(
        EPOCH + timedelta(seconds=begin), session.get(5), session.get(6), elapsed,
        session[8] / 1000 if 8 in session else elapsed, distance,
        local[0] if local and abs(local[0]) <= 15 * 3600 else None, len(seen[18]),
    )  # fmt: skip


def _walk(data: bytes, seen: dict[int, list[dict[int, int]]]) -> None:
    """Go through the messages of the first file in `data`, collecting the wanted fields."""
    if data[8:12] != b".FIT":
        return
    at, end = data[0], min(len(data), data[0] + struct.unpack_from("<I", data, 4)[0])
    layouts: dict[int, tuple[int, int, list[tuple[int, int, str]]]] = {}
    stamp = 0
    while at < end:
        head = data[at]
        at += 1
        if head & 0xC0 == 0x40:
            at = _define(data, at, head, layouts)
            continue
        if head & 0x80:  # compressed time stamp: five bits on top of the last full one
            stamp += (head & 0x1F) - stamp & 0x1F
            message, size, fields = layouts[head >> 5 & 3]
        else:
            message, size, fields = layouts[head & 0x0F]
        if message in seen:
            values = {number: struct.unpack_from(code, data, at + place)[0] for number, place, code in fields}
            values = {number: v for number, v in values.items() if v != _INVALID[_code(fields, number)]}
            stamp = values.setdefault(253, stamp)
            seen[message].append(values)
        at += size


def _define(data: bytes, at: int, head: int, layouts: dict[int, tuple[int, int, list[tuple[int, int, str]]]]) -> int:
    """Learn one layout (its message, size and wanted fields); returns where the next message begins."""
    order = ">" if data[at + 1] else "<"
    message, count = struct.unpack_from(order + "HB", data, at + 2)
    at += 5
    place, fields = 0, []
    for _ in range(count):
        number, size, base = data[at : at + 3]
        code = _CODES.get(base, "")
        if number in _WANTED.get(message, ()) and code and size == struct.calcsize(order + code):
            fields.append((number, place, order + code))
        place += size
        at += 3
    if head & 0x20:  # developer fields: only their sizes matter here
        at += 1
        for _ in range(data[at - 1]):
            place += data[at + 1]
            at += 3
    layouts[head & 0x0F] = message, place, fields
    return at


def _code(fields: list[tuple[int, int, str]], number: int) -> str:
    return next(code[1] for known, _, code in fields if known == number)
