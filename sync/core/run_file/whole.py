"""What such a file is made of: the run, its route, and the songs laid onto it; and which song plays at each point."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sync.core.route import Route


@dataclass(frozen=True, slots=True)
class SongAt:
    """A song of the run. begins, ends: milliseconds since 1970 (UTC), which may lie outside the run; pace: seconds a
    kilometre; bpm: as one runs to it. Texts are lines of their own (`template_values.one_line`)."""

    number: int
    artist: str
    title: str
    begins: int
    ends: int
    album: str = ""
    link: str = ""
    seconds: float | None = None
    bpm: float | None = None
    pace: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None
    sources: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Artist and title; some sources know no artist."""
        return " - ".join(filter(None, (self.artist, self.title)))


@dataclass(frozen=True, slots=True)
class WholeRun:
    """A run with all that is in its file. `songs` in the order in which they began; elapsed: seconds; distance:
    metres."""

    name: str
    title: str
    sport: str
    start: datetime
    offset: int | None
    elapsed: float
    distance: float
    route: Route
    songs: tuple[SongAt, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points that follow one another, from row `first` up to `end`, which is not in it, and the song that plays."""

    song: SongAt | None
    first: int
    end: int


def stretches(run: WholeRun) -> Iterator[Stretch]:
    """The whole route, cut where another song plays; of two at a time the one that began later."""
    at = _Playing(run.songs)
    first, playing = 0, None
    for row, ms in enumerate(run.route.time_ms):
        now = at.song(ms)
        if row and now is not playing:
            yield Stretch(playing, first, row)
            first = row
        playing = now
    if len(run.route):
        yield Stretch(playing, first, len(run.route))


class _Playing:
    def __init__(self, songs: tuple[SongAt, ...]) -> None:
        self._songs = sorted(songs, key=lambda song: song.begins)
        self._begins = [song.begins for song in self._songs]

    def song(self, ms: int) -> SongAt | None:
        """An earlier one goes on where a later one has ended."""
        for index in range(bisect_right(self._begins, ms) - 1, -1, -1):
            if ms < self._songs[index].ends:
                return self._songs[index]
            if index and ms - self._songs[index].begins > _LONGEST:
                return None
        return None


_LONGEST = 24 * 3_600_000
"""Milliseconds that nothing plays on beyond a later song."""


def iso(ms: int) -> str:
    """`2026-03-14T09:00:00.500Z`; without the part of a second where there is none."""
    at = datetime.fromtimestamp(ms // 1000, UTC)
    part = f".{ms % 1000:03}" if ms % 1000 else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{part}Z"
