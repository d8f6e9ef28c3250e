"""From when to when each play of a feed was heard: one end is stamped, the other one reckoned."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from sync.core.matching.feed import END, HALF, REPORTED, Feed, passed
from sync.core.music import Play
from sync.core.play_times import SITTING
from sync.core.song_length import USUAL_LENGTH

_LONG_SONG = 6 * 60.0  # seconds: what lies between two plays may be one song of unknown length up to here
_LONGEST = 24 * 3600.0
_BOUNDED, _FREE = 4.0, 25.0  # seconds by which a reckoned end may be off: a neighbour lies there, or a pause may hide
_TOUCHES = 5.0


@dataclass(frozen=True, slots=True)
class Span:
    """One listening: from `begin` to `end` as believed, from `earliest` to `latest` at most (it may have been paused:
    then nobody says where). `begin_off` and `end_off`: by how many seconds each may be wrong; the smaller one was
    stamped. `plays`: its copies, the best source's first. `length` of the song in seconds, where any of them knows."""

    plays: tuple[Play, ...]
    begin: float
    end: float
    begin_off: float
    end_off: float
    earliest: float
    latest: float
    length: float | None

    @property
    def seconds(self) -> float:
        return self.end - self.begin

    @property
    def starts(self) -> bool:
        """Whether it is the start that was stamped."""
        return self.begin_off < self.end_off

    @property
    def ends(self) -> bool:
        return self.end_off < self.begin_off


def spans(feed: Feed) -> list[Span]:
    """The told end of each play stays; the other one is reckoned by the length, with the neighbours as bounds."""
    known = [
        at - passed(HALF, length or USUAL_LENGTH) if state == HALF else at
        for at, state, length in zip(feed.stamps, feed.states, feed.lengths, strict=True)
    ]
    return [_back(feed, i, known) if feed.states[i] == END else _forth(feed, i, known) for i in range(len(known))]


def _back(feed: Feed, i: int, known: Sequence[float]) -> Span:
    """Of a play whose end is known."""
    at, least, j = known[i], min(REPORTED, feed.lengths[i] or REPORTED), i - 1
    while j >= 0 and known[j] + (0.0 if feed.states[j] == END else least) > at - least:
        j -= 1
    gap = at - known[j] - (0.0 if feed.states[j] == END else least) if j >= 0 else inf
    seconds, most, off = _reach(feed, i, gap)
    told = max(1.0, feed.noise)
    return Span((feed.plays[i],), at - seconds, at, told + off, told, at - most, at, feed.lengths[i])


def _forth(feed: Feed, i: int, known: Sequence[float]) -> Span:
    """Of a play whose start is known."""
    at, least, j = known[i], min(REPORTED, feed.lengths[i] or REPORTED), i + 1
    while j < len(known) and known[j] - (least if feed.states[j] == END else 0.0) < at + least:
        j += 1
    gap = inf
    if j < len(known) and feed.states[j] == END:
        gap = max(least, known[j] - (feed.lengths[j] or USUAL_LENGTH) - at)
    elif j < len(known):
        gap = known[j] - at
    seconds, most, off = _reach(feed, i, gap)
    told = max(1.0, feed.noise)
    return Span((feed.plays[i],), at, at + seconds, told, told + off, at, at + most, feed.lengths[i])


def _reach(feed: Feed, i: int, gap: float) -> tuple[float, float, float]:
    """How many seconds a listening reaches from its stamp towards its neighbour `gap` seconds away: as believed, at
    most, and by how many it may be off. A player reports a song when it leaves it, so silence between neighbours is
    mostly a pause."""
    heard, length = feed.plays[i].heard, feed.lengths[i]
    told = heard is not None and 0 <= heard <= _LONGEST
    if told and heard is not None:
        seconds = heard
    elif length is None:
        seconds = gap if gap <= _LONG_SONG else USUAL_LENGTH
    else:
        seconds = min(length, gap)
    most = max(seconds, min(gap, SITTING + (length or USUAL_LENGTH)))
    bounded = told or (length is not None and gap <= length + _TOUCHES)
    return seconds, most, _BOUNDED if bounded else _FREE
