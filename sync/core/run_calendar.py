"""Runs as a calendar to subscribe to or take along: iCalendar (RFC 5545), an event a run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LINE = 75
"""Octets; longer lines go on in the next one behind a blank (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """`name`: unlike every other's; `about`: lines of text."""

    name: str
    title: str
    start: datetime
    seconds: float
    about: str


def calendar(events: Iterable[Event], made_at: datetime) -> Iterator[bytes]:
    """The file, event by event."""
    yield _lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Runtrack//Runs//EN", "CALSCALE:GREGORIAN")
    for event in events:
        yield _lines(
            "BEGIN:VEVENT",
            f"UID:{text(event.name)}@runtrack",
            f"DTSTAMP:{_at(made_at)}",
            f"DTSTART:{_at(event.start)}",
            f"DTEND:{_at(event.start + timedelta(seconds=max(1.0, event.seconds)))}",
            f"SUMMARY:{text(event.title)}",
            f"DESCRIPTION:{text(event.about)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )
    yield _lines("END:VCALENDAR")


def text(value: str) -> str:
    """As a value of that type (RFC 5545, 3.3.11). Other control characters have no place in it."""
    kept = "".join(sign for sign in value if sign == "\n" or sign.isprintable())
    for sign in ("\\", ";", ","):
        kept = kept.replace(sign, f"\\{sign}")
    return kept.replace("\n", "\\n")


def _lines(*lines: str) -> bytes:
    return b"".join(_folded(line.encode()) + b"\r\n" for line in lines)


def _folded(line: bytes) -> bytes:
    """No character is cut in two."""
    pieces = list[bytes]()
    while len(line) > LINE - bool(pieces):
        cut = LINE - bool(pieces)
        while line[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        pieces.append(line[:cut])
        line = line[cut:]
    return b"\r\n ".join([*pieces, line])


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
