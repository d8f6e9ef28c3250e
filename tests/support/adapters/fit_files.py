"""FIT files as hypothesis makes them up: legal, but as strange as devices together are; and what reading may say."""

import struct
from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

from sync.adapters.fit_values import Declined
from sync.core.route import NoRoute
from tests.support.adapters.fit_messages import (
    ENUM,
    FLOAT32,
    SINT32,
    T0,
    UINT8,
    UINT16,
    UINT32,
    described,
    file_of,
    record,
)

Layout = tuple[int, int, int]  # number, bytes, base type

_BYTES = {ENUM: 1, 0x01: 1, UINT8: 1, UINT16: 2, SINT32: 4, UINT32: 4, FLOAT32: 4, 0x83: 2, 0x8B: 2, 0x8C: 4}
_UNKNOWN = {0x01: b"\x7f", SINT32: b"\x7f\xff\xff\xff", 0x83: b"\x7f\xff", 0x8B: bytes(2), 0x8C: bytes(4)}  # else all 1
_ANY = {0: SINT32, 1: SINT32, 2: UINT16, 3: UINT8, 4: UINT8, 5: UINT32, 6: UINT16, 7: UINT16, 13: 0x01, 53: UINT8}
_USUAL = {
    20: ((253, UINT32), *_ANY.items(), (73, UINT32), (78, UINT32), (107, UINT16)),
    21: ((253, UINT32), (0, ENUM), (1, ENUM), (3, UINT32)),
    18: ((253, UINT32), (2, UINT32), (5, ENUM), (6, ENUM), (7, UINT32), (8, UINT32), (9, UINT32)),
    12: ((0, ENUM), (1, ENUM)),
    34: ((253, UINT32), (5, UINT32)),
    78: ((0, UINT16),),
    0xFF00: ((253, UINT32), (1, UINT8)),
}
_TIMES = (253, 2, 5)


@st.composite
def _layouts(draw: st.DrawFn, message: int, *, timed: bool) -> list[Layout]:
    usual = draw(st.lists(st.sampled_from(_USUAL[message]), unique=True, min_size=len(_USUAL[message]) // 2))
    fields = [(number, _BYTES[base], base) for number, base in usual if not (timed and number == 253)]
    if draw(st.integers(0, 5)) == 0 and fields:  # another type, an array, or a size that is no multiple of its type's
        at = draw(st.integers(0, len(fields) - 1))
        base, size = draw(st.sampled_from([*_BYTES, 0x0D, 0x07, 0x42])), draw(st.integers(1, 8))
        fields[at] = (fields[at][0], size, base)
    return fields


@st.composite
def _blocks(draw: st.DrawFn) -> bytes:
    """A definition, and some messages of it."""
    message = draw(st.sampled_from([20, 20, 20, 20, *_USUAL]))
    local, compressed = draw(st.integers(0, 15)), draw(st.integers(0, 3)) == 0
    layout, big = draw(_layouts(message, timed=compressed)), draw(st.booleans())
    developer = draw(st.sampled_from([0, 0, 1, 3]))
    local = local & 3 if compressed else local
    head = bytes((0x40 | (0x20 if developer else 0) | local, 0, big)) + struct.pack(">H" if big else "<H", message)
    head += bytes((len(layout),)) + b"".join(map(bytes, layout))
    head += bytes((1, 0, developer, 0)) if developer else b""
    chance = Random(draw(st.integers(0, 2**32)))  # for the values only: what a file is like is drawn
    written = []
    for _ in range(draw(st.integers(0, 6)) if draw(st.booleans()) else 40):
        written.append(bytes((0x80 | local << 5 | chance.randrange(32) if compressed else local,)))
        written += [_value(field, chance, big=big) for field in layout]
        written.append(bytes(developer))
    return head + b"".join(written)


def _value(field: Layout, chance: Random, *, big: bool) -> bytes:
    number, size, base = field
    kind = chance.randrange(10)
    if kind == 0:
        value = (_UNKNOWN.get(base, b"\xff") * size)[:size]
    elif kind == 1:
        value = bytes(size)
    elif number in _TIMES and size == 4:
        value = (T0 + chance.randrange(4000)).to_bytes(4, "big")
    else:
        value = chance.randbytes(size)
    return value if big else value[::-1]


@st.composite
def fit_files(draw: st.DrawFn) -> bytes:
    """One file or a chain of them, their checksums right. Some developers' fields are described, some are not."""
    chain = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        blocks = draw(st.lists(_blocks(), max_size=6))
        begun = record(0, (3, UINT8, 140)) if draw(st.integers(0, 7)) else b""
        chain.append(file_of(begun, *(described(b"power") if draw(st.booleans()) else ()), *blocks))
    return b"".join(chain)


def reads_or_says_why(read: Callable[[bytes], object], data: bytes) -> bool:
    """False for an empty answer or an empty reason; any other exception goes through."""
    try:
        return bool(read(data))
    except (Declined, NoRoute) as none:
        return bool(str(none))
