"""Reads a stranger's XML, element by element: bounded, and without the parts of XML that attacks are made of.

The parser is the standard library's expat, spoken to directly. A document type is refused where it begins, so there are
no entities to expand and nothing outside to fetch; elements are told one by one, so no tree is built of them, which
`ElementTree` does, and defusedxml around it. What is left to bound is depth, the length of a text and the number of
elements.
"""

from typing import Protocol
from xml.parsers import expat

from sync.core.route import NoRoute

MOST_DEEP, MOST_TEXT, MOST_ELEMENTS = 64, 4096, 2_500_000
_PIECE, _MOST_TAG = 64 * 1024, 1024 * 1024
"""Bytes that are read at once, and those that a tag, a comment or an instruction may have."""


class Taker(Protocol):
    """What is told of a document. Names come without their prefix, in lower case; `inside`: the parent's."""

    def begins(self, name: str, inside: str, attributes: dict[str, str]) -> None: ...

    def ends(self, name: str, inside: str, text: str) -> None: ...


def read_xml(data: bytes, taker: Taker) -> None:
    """Tell `taker` of every element. Raises NoRoute for what is no XML, is cut off, or is over a limit."""
    reading = _Reading(taker)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reading.begins, reading.ends
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.refuses
    parser.EntityDeclHandler = reading.refuses
    parser.buffer_text = True
    try:
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
            if at + _PIECE - parser.CurrentByteIndex > _MOST_TAG:
                raise NoRoute("a single tag of its XML is longer than a megabyte")
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise NoRoute(f"no whole XML: {error}"[:200]) from None


class _Reading:
    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._names: list[str] = [""]
        self._texts: list[list[str]] = [[]]
        self._lengths = [0]
        self._elements = 0

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if len(self._names) > MOST_DEEP or self._elements > MOST_ELEMENTS:
            raise NoRoute(f"more than {MOST_DEEP} levels or {MOST_ELEMENTS:,} elements of XML")
        local = name.rpartition(":")[2].lower()
        self._taker.begins(local, self._names[-1], attributes)
        self._names.append(local)
        self._texts.append([])
        self._lengths.append(0)

    def ends(self, name: str) -> None:
        local, text = self._names.pop(), "".join(self._texts.pop()).strip()
        self._lengths.pop()
        self._taker.ends(local, self._names[-1], text)

    def text(self, piece: str) -> None:
        self._lengths[-1] += len(piece)
        if self._lengths[-1] <= MOST_TEXT:
            self._texts[-1].append(piece)

    def refuses(self, *_: object) -> None:
        raise NoRoute("it declares a document type or entities, which no recording needs")
