"""Which songs were played during a run: the listenings of all sources, laid onto the time of the run.

Source: docs/services/plays.md#the-rules-and-who-holds-them. A run's window is its start and its elapsed time, for
music goes on while the watch is paused; a song belongs to it by the overlap of intervals, never by its time stamp
alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.core.listenings import listenings, song_of
from sync.core.matching.spans import Span
from sync.core.music import Play, Song
from sync.core.play_times import date_of, moment
from sync.core.song_length import length_of

LONGEST_RUN = 24 * 3600.0
"""Seconds: longer elapsed times are a watch that was never stopped."""
ENOUGH = 30.0
"""Seconds inside the run that make a song one of the run's; of a song shorter than a minute half of it is enough."""


@dataclass(frozen=True, slots=True)
class Part:
    """One song of a run, heard from `start` to `end` (aware UTC; either may lie outside the run).

    `inside`: seconds of it inside the run, never more than the song has. `sources`: every service that told of it, the
    best one first; `played_at`: that one's stamp as it gave it."""

    song: Song
    start: datetime
    end: datetime
    inside: float
    sources: tuple[str, ...]
    played_at: datetime


def soundtrack(start: datetime, elapsed: float, plays: Sequence[Play]) -> tuple[Part, ...]:
    """The songs of a run in the order in which they began; a song heard twice is there twice.

    start: aware UTC; elapsed: seconds, pauses included; plays: one user's, of all sources and in any order, best with
    half a day before and after the run, from which the habits of the sources are found out. Never raises."""
    begin = moment(start)
    end = begin + (min(elapsed, LONGEST_RUN) if elapsed > 0 else 0.0)
    return tuple(_part(one, begin, end) for one in listenings(plays, begin, end) if enough(one, begin, end))


def enough(one: Span, begin: float, end: float) -> bool:
    """Whether a listening is one of those of a run between two `moment`s."""
    least = min(ENOUGH, one.length / 2) if one.length else ENOUGH
    return _inside(one, begin, end) >= least


def _inside(one: Span, begin: float, end: float) -> float:
    return min(one.end, end) - max(one.begin, begin)


def _part(one: Span, begin: float, end: float) -> Part:
    song = song_of(one)
    sources = tuple(dict.fromkeys(play.source for play in one.plays))
    inside = _inside(one, begin, end)
    inside = round(min(inside, length_of(song) or inside), 3)
    return Part(song, date_of(one.begin), date_of(one.end), inside, sources, one.plays[0].played_at)
