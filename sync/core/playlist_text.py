"""What a soundtrack's template sees: the run's songs and sums over them, as plain values that are safe to print.

Names come from strangers: each becomes one line of bounded length without control characters. DESIGN section 6.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.core.exchange import Found
from sync.core.music import plain
from sync.core.soundtrack import Part

LONGEST_NAME, LONGEST_LINK = 200, 1000
_TURNS_TEXT_AROUND = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class SongLine:
    """One song of a run. `at`: when it began, as "4:05" or "1:02:03" after the run's start ("0:00" when it was playing
    already); `seconds`: how long it played inside the run; `bpm`: beats a minute, None when unknown; "" is unknown in
    every text."""

    number: int
    at: str
    artist: str
    title: str
    album: str
    seconds: int
    bpm: int | None
    link: str


def values(
    *, title: str, start: datetime, elapsed: float, parts: Sequence[Part], facts: Mapping[str, Found], link: str
) -> dict[str, object]:
    """The names a template may use: title, songs (each a `SongLine`), count, artists, top_artist, seconds, time, share
    and link.

    start: the run's, aware UTC; elapsed: its seconds; facts: by `Song.key`; link: the run's page ("": there is none).
    `top_artist` was heard longest, the alphabet decides a tie; `share` is the percentage of the run with music."""
    seconds = sum(part.inside for part in parts)
    heard = min(seconds, elapsed) if elapsed > 0 else seconds
    by_artist = _by_artist(parts)
    return {
        "title": one_line(title),
        "songs": tuple(_line(number, part, start, facts.get(part.song.key)) for number, part in enumerate(parts, 1)),
        "count": len(parts),
        "artists": len(by_artist),
        "top_artist": min(by_artist, key=lambda name: (-by_artist[name], name.casefold(), name), default=""),
        "seconds": round(heard),
        "time": length(heard),
        "share": round(100 * heard / elapsed) if elapsed > 0 else 0,
        "link": web_link(link),
    }


def one_line(text: str) -> str:
    """The text as one line that cannot disturb its neighbours: blanks for control characters, nothing that turns the
    direction of what follows, at most `LONGEST_NAME` characters."""
    kept = "".join(_harmless(sign) for sign in text[: 4 * LONGEST_NAME])
    line = " ".join(kept.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1].rstrip()}…"


def web_link(text: str) -> str:
    """The text if it is a web address and nothing else, or ""."""
    looks = text.startswith(("https://", "http://")) and len(text) <= LONGEST_LINK
    return text if looks and text.isprintable() and not any(map(str.isspace, text)) else ""


def clock(seconds: float) -> str:
    """As "4:05", or "1:02:03" from an hour on; what is before the start is 0:00."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """As "51 min", "1 h 5 min", and "40 s" below a minute."""
    if seconds < 60:
        return f"{round(seconds)} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _line(number: int, part: Part, start: datetime, found: Found | None) -> SongLine:
    song = part.song
    return SongLine(
        number,
        clock((part.start - start).total_seconds()),
        one_line(song.artist),
        one_line(song.title),
        one_line(song.album),
        round(part.inside),
        round(found.bpm) if found is not None and found.bpm else None,
        web_link(song.link),
    )


def _by_artist(parts: Sequence[Part]) -> dict[str, float]:
    """Seconds by artist, as the first part spells the name; to the millisecond, so that no order of adding matters."""
    names: dict[str, str] = {}
    seconds: dict[str, float] = {}
    for part in parts:
        shown = one_line(part.song.artist)
        if shown:
            name = names.setdefault(plain(shown) or shown, shown)
            seconds[name] = round(seconds.get(name, 0.0) + part.inside, 3)
    return seconds


def _harmless(sign: str) -> str:
    if sign in _TURNS_TEXT_AROUND:
        return ""
    return " " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign
