"""The values of one field of many equal FIT messages. Source: FIT Protocol (FIT SDK), base types."""

import sys
from typing import Literal

from sync.adapters.fit_layout import Definition, Field

UINT32 = 0x86

Code = Literal["B", "b", "h", "H", "i", "I"]

_INTEGERS: dict[int, tuple[Code, int]] = {  # by base type: the code of a memoryview, and what means "not known"
    0x00: ("B", 0xFF),
    0x01: ("b", 0x7F),
    0x02: ("B", 0xFF),
    0x0A: ("B", 0),
    0x83: ("h", 0x7FFF),
    0x84: ("H", 0xFFFF),
    0x8B: ("H", 0),
    0x85: ("i", 0x7FFFFFFF),
    UINT32: ("I", 0xFFFFFFFF),
    0x8C: ("I", 0),
}
_BYTES: dict[Code, int] = {"B": 1, "b": 1, "h": 2, "H": 2, "i": 4, "I": 4}
_NOT_OURS = frozenset((0x88, 0x89, 0x8E, 0x8F, 0x90))  # floats, and integers of eight bytes


class Declined(Exception):
    """Legal perhaps, but not read here: one of the libraries has to."""


def known(definition: Definition, wanted: frozenset[int]) -> dict[int, Field]:
    """The wanted fields that hold one integer, by number. Arrays, strings and sizes that are no multiple of the type's
    (COROS) hold none. Raises Declined for numbers of other types, and where one field stands twice."""
    fields: dict[int, Field] = {}
    for field in definition.fields:
        if field.number in wanted:
            if field.base in _NOT_OURS:
                raise Declined(f"a field {field.number} of type {field.base:#x}")
            if field.number in fields:
                raise Declined(f"two fields {field.number}")
            fields[field.number] = field
    return {
        number: field
        for number, field in fields.items()
        if field.base in _INTEGERS and field.size == _BYTES[_INTEGERS[field.base][0]]
    }


def unknown(field: Field) -> int:
    """The value that means "not known"."""
    return _INTEGERS[field.base][1]


def column(body: bytes | bytearray, definition: Definition, field: Field) -> list[int]:
    """The integers of one field, from the messages in `body`, their header bytes included."""
    step, first = definition.size + 1, field.at + 1
    code = _INTEGERS[field.base][0]
    if field.size == 1:
        planes = body[first::step]
    else:
        order = range(field.size) if definition.big_endian == (sys.byteorder == "big") else range(field.size)[::-1]
        planes = bytearray(len(body) // step * field.size)
        for place, byte in enumerate(order):
            planes[place :: field.size] = body[first + byte :: step]
    return memoryview(planes).cast("B").cast(code).tolist()
