"""What the statistics are given: the parts of all runs in order, made of what is kept of the songs of each run.

A song is told by artist and title here, for two services name one song by two ids. Pure, and of plain values: it goes
to another process.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sync.core.insights.least import LEAST, MINUTE, Least
from sync.core.insights.stretch import Stretch
from sync.core.music import IMPORTED, SOURCES, live_of, plain
from sync.core.song_figures import SongFigure, SongFigures

NOT_BY_ITSELF = frozenset({SOURCES[0], IMPORTED, live_of(SOURCES[0])})
"""The first of the sources, its export, and what was seen there: its terms forbid to make statistics of what was
played. Left out, unless one analyses one's own listening on a machine of one's own, and has said so."""


@dataclass(frozen=True, slots=True)
class Part:
    """One song's part. `run`, `song`: numbers from 0; tempo, energy: as a catalogue has them (beats/min, 0 to 1), and
    those of the song after it in the same run; compared: it goes into the comparison of paces."""

    run: int
    song: int
    stretch: Stretch
    tempo: float | None
    energy: float | None
    next_tempo: float | None
    next_energy: float | None
    compared: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """`songs`: (artist, title) by number, as first written. `left_out`: plays that only a source told of which is not
    analysed by itself. `least`: what is needed before anything is said of it."""

    parts: tuple[Part, ...]
    songs: tuple[tuple[str, str], ...]
    left_out: int = 0
    least: Least = LEAST

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def facts_name(one: SongFigure) -> str:
    """Under which name the facts of its song are kept."""
    return one.isrc or one.song


def song_name(artist: str, title: str) -> str:
    """What a song is told by here."""
    return f"{plain(artist)}|{plain(title)}"


def taken(one: SongFigure, *, streamed: bool) -> bool:
    """Whether a play may be analysed; `streamed`: also one that only `NOT_BY_ITSELF` told of."""
    return streamed or not one.sources or not set(one.sources) <= NOT_BY_ITSELF


def sample(
    runs: Iterable[SongFigures],
    known: Mapping[str, tuple[float | None, float | None]],
    *,
    streamed: bool = False,
) -> Sample:
    """`known`: tempo and energy by `facts_name`; the runs in any order."""
    parts, left_out = list[Part](), 0
    names = dict[str, int]()
    songs = list[tuple[str, str]]()
    number = 0
    for run in sorted(runs, key=lambda each: (each.began, each.source, each.id, each.leg)):
        mine = [one for one in run.songs if taken(one, streamed=streamed)]
        left_out += len(run.songs) - len(mine)
        before = len(parts)
        for place, one in enumerate(mine):
            if one.stretch is None:
                continue
            name = song_name(one.artist, one.title)
            song = names.setdefault(name, len(songs))
            if song == len(songs):
                songs.append((one.artist, one.title))
            tempo, energy = known.get(facts_name(one), (None, None))
            after = known.get(facts_name(mine[place + 1]), (None, None)) if place + 1 < len(mine) else (None, None)
            compared = run.steady and one.stretch.minute > MINUTE
            parts.append(Part(number, song, one.stretch, tempo, energy, *after, compared))
        number += len(parts) > before
    return Sample(tuple(parts), tuple(songs), left_out)


def facts_names(runs: Sequence[SongFigures]) -> list[str]:
    """All of them, each once."""
    return list(dict.fromkeys(facts_name(one) for run in runs for one in run.songs if one.stretch is not None))
