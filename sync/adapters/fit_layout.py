"""Where the messages of a FIT file lie and how they are laid out. No value is read here.

Equal messages in a row are found together: a watch writes thousands of records with one layout, and stepping over
them one by one is what makes a reader slow. Source: FIT Protocol (FIT SDK).
"""

from collections.abc import Iterator
from itertools import batched
from typing import Literal, NamedTuple

TIMESTAMP = 253
"""The number that a message's time has in every kind of message."""

_COMPRESSED = 0x80  # in a header: its last five bits are those of the message's time
_DEFINITION = 0x40
_DEVELOPER = 0x20
# What a header byte says: the local type (four bits, or two below _COMPRESSED), or that a definition follows.
_KINDS = bytes(
    [h & 15 for h in range(64)] + [_DEFINITION] * 64 + [_COMPRESSED | h >> 5 & 3 for h in range(_COMPRESSED, 256)]
)
_WINDOW = 16  # messages looked at together; four times as many after each window of equal ones
_WIDEST = 1 << 14


class Broken(Exception):
    """The bytes end, or make no sense, before their file does."""


class TooManySteps(Exception):
    """More changes between messages than any recording has."""


class Steps:
    """How much work is left: a run of messages is a step, a definition, and each of its fields."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, steps: int) -> None:
        """Raises TooManySteps when none are left."""
        self.left -= steps
        if self.left < 0:
            raise TooManySteps


class Span(NamedTuple):
    """One file of a chain: its first byte, that of its messages, and the byte behind those. `whole`: its checksum
    follows; else the data end before."""

    start: int
    begin: int
    end: int
    whole: bool


class Field(NamedTuple):
    """A field of a message: its number in the profile, where it lies behind the header byte, bytes, base type."""

    number: int
    at: int
    size: int
    base: int


class Definition(NamedTuple):
    """A definition message: which message it defines, how long each is without its header byte, and its fields but for
    those of developers. `has_time`: one of them is TIMESTAMP."""

    number: int
    size: int
    big_endian: bool
    fields: tuple[Field, ...]
    has_time: bool


class Run(NamedTuple):
    """So many `messages` in a row of one definition, from the header byte at `at`. `compressed`: these hold times."""

    definition: Definition
    at: int
    messages: int
    compressed: bool

    @property
    def length(self) -> int:
        """Bytes in all."""
        return self.messages * (self.definition.size + 1)


def files(data: bytes) -> Iterator[Span]:
    """The files in `data`, one behind the other."""
    at = 0
    while data[at + 8 : at + 12] == b".FIT":
        begin, size = at + max(data[at], 12), int.from_bytes(data[at + 4 : at + 8], "little")
        end = begin + size if size else len(data)  # 0 stands there until a watch has finished its file
        yield Span(at, begin, min(end, len(data)), end + 2 <= len(data))
        at = end + 2


def runs(data: bytes, span: Span, steps: Steps) -> Iterator[Run]:
    """The messages of one file, in order. Raises Broken behind the last whole one when it was not the file's last, and
    TooManySteps."""
    at, end = span.begin, span.end
    defined: dict[int, Definition] = {}
    known: dict[bytes, Definition] = {}
    while at < end:
        kind = _KINDS[data[at]]
        if kind == _DEFINITION:
            behind = _behind_definition(data, at, end)
            written = data[at:behind]
            if written not in known:
                known[written] = _definition(written)
                steps.take(len(known[written].fields))
            defined[data[at] & 15] = known[written]
            at = behind
        else:
            used = defined.get(kind & 15)
            if used is None:
                raise Broken("a message of an unknown kind")
            step = used.size + 1
            count = min(_alike(data, at, step, end), (end - at) // step)
            if not count:
                raise Broken("a message cut short")
            yield Run(used, at, count, kind >= _COMPRESSED)
            at += count * step
        steps.left -= 1
        if steps.left < 0:
            raise TooManySteps


def _alike(data: bytes, at: int, step: int, end: int) -> int:
    """How many headers of one kind follow each other from `at`."""
    kind = _KINDS[data[at]]
    if at + step >= end or _KINDS[data[at + step]] != kind:
        return 1
    count, window, mark = 2, _WINDOW, bytes((kind,))
    while True:
        heads = data[at + count * step : min(at + (count + window) * step, end) : step].translate(_KINDS)
        same = len(heads) - len(heads.lstrip(mark))
        count += same
        if same < window:
            return count
        window = min(window * 4, _WIDEST)


def _behind_definition(data: bytes, at: int, end: int) -> int:
    behind = at + 6 + 3 * data[at + 5] if at + 6 <= end else end + 1
    if data[at] & _DEVELOPER:
        behind += 1 + 3 * data[behind] if behind < end else 1
    if behind > end:
        raise Broken("a definition cut short")
    return behind


def _definition(written: bytes) -> Definition:
    order: Literal["big", "little"] = "big" if written[2] else "little"
    fields, size, behind = [], 0, 6 + 3 * written[5]
    for number, length, base in batched(written[6:behind], 3):
        fields.append(Field(number, size, length, base))
        size += length
    size += sum(written[behind + 2 :: 3])  # of developers' fields; any app may write any unit there
    has_time = any(field.number == TIMESTAMP for field in fields)
    return Definition(int.from_bytes(written[3:5], order), size, order == "big", tuple(fields), has_time)
