"""What a run was like during each of its songs, kept: made of its route and of the plays laid onto it.

Derived, as a digest is: `recipe` says by which rules, `made_of` of which songs, and what is of others is made anew.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from sync.core.figures import Figures, figures_of
from sync.core.insights.steadiness import is_steady
from sync.core.insights.stretch import Measured, Stretch
from sync.core.key import Key
from sync.core.play_times import moment
from sync.core.recipes import SONG_FIGURES
from sync.core.route import Route

if TYPE_CHECKING:
    from sync.core.soundtrack import Part

MOST_BYTES = 300_000
"""Of the songs of one run: a row of DynamoDB holds 400 KB. A day of songs with usual names has some 200,000."""
_NUMBERS = 500


@dataclass(frozen=True, slots=True)
class SongFigure:
    """One song of a run. `song`: what tells songs apart (`Song.key`); `start` and `end` (aware UTC) may lie outside the
    run, `inside`: seconds of it inside; `sources`: the services that told of it; `isrc`: the recording's number, ""
    where nobody says; `stretch`: how one ran to it, as the statistics take it (None: too short for them)."""

    song: str
    artist: str
    title: str
    start: datetime
    end: datetime
    inside: float
    sources: tuple[str, ...] = ()
    figures: Figures = Figures()
    isrc: str = ""
    stretch: Stretch | None = None

    @property
    def place(self) -> tuple[str, datetime, datetime]:
        """What it is among the songs of its run."""
        return self.song, self.start, self.end


@dataclass(frozen=True, slots=True)
class SongFigures:
    """The songs of a run in the order in which they began, one that was heard twice is there twice; as many as fit a
    row. `began`: when the run did; `steady`: it is none of intervals."""

    user: str
    source: str
    id: str
    leg: int
    recipe: int
    made_of: str
    began: datetime
    songs: tuple[SongFigure, ...] = ()
    steady: bool = True
    version: int = 0

    @property
    def key(self) -> Key:
        return Key(self.user, self.source, self.id, self.leg)

    def is_of(self, parts: "Sequence[Part]") -> bool:
        """Whether it is of these songs, by the present rules."""
        return self.recipe == SONG_FIGURES and self.made_of == fingerprint(parts)


def song_figures(
    key: Key, start: datetime, parts: "Sequence[Part]", route: Route | None, before: SongFigures | None = None
) -> SongFigures:
    """The figures of a run that began at `start`, for each of its parts. Without a route, which is kept for a time
    only, a song has the figures that it had before."""
    steady = before.steady if before is not None else True
    ran: list[tuple[Figures, Stretch | None]]
    if route is not None:
        measured, began = Measured(route), moment(start)
        steady = is_steady(measured)
        seen = figures_of(route, start, ((part.start, part.end) for part in parts))
        spans = ((max(moment(part.start), began), moment(part.end)) for part in parts)
        ran = list(zip(seen, (measured.stretch(*span) for span in spans), strict=True))
    else:
        known = {one.place: (one.figures, one.stretch) for one in before.songs} if before is not None else {}
        ran = [known.get((part.song.key, part.start, part.end), (Figures(), None)) for part in parts]
    songs = [_song(part, *seen) for part, seen in zip(parts, ran, strict=True)]
    fit = sum(size <= MOST_BYTES for size in accumulate(map(_size, songs)))
    made_of = fingerprint(parts)
    kept = tuple(songs[:fit])
    return SongFigures(key.user, key.source, key.id, key.leg, SONG_FIGURES, made_of, start, kept, steady)


def fingerprint(parts: "Sequence[Part]") -> str:
    """Of songs as they are laid onto a run: 16 hexadecimal digits, "" without any."""
    if not parts:
        return ""
    told = (f"{part.song.key}\0{_utc(part.start)}\0{_utc(part.end)}\0{'+'.join(part.sources)}" for part in parts)
    return hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _song(part: "Part", seen: Figures, stretch: Stretch | None) -> SongFigure:
    song = part.song
    return SongFigure(
        song.key, song.artist, song.title, part.start, part.end, part.inside, part.sources, seen, song.isrc, stretch
    )


def _size(one: SongFigure) -> int:
    """Bytes that it takes in a row, or more: a sign of a name may need six there."""
    steps = 16 * len(one.stretch.seconds_at) + 250 if one.stretch is not None else 0
    return _NUMBERS + steps + sum(len(text.encode("utf-8", "replace")) for text in (one.song, one.artist, one.title))
