"""The plainer rules that ours is held against: by time stamp alone, and one source by overlap and detected habit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sync.core.music import Habit, Play
from sync.core.play_times import SITTING, moment, rank, usual_habit
from sync.core.song_length import USUAL_LENGTH, length_of
from tests.bench.worlds import Run

_REPORTED, _LONG_SONG, _JITTER = 30.0, 360.0, 5.0  # seconds
_NO_FIT, _ALIKE, _PAIRS = 20.0, 2.0, 3
_BESIDE, _SURE, _HALF_A_DAY = 1800.0, 5, 43_200.0


@dataclass(frozen=True, slots=True)
class Told:
    """One listening as a rule tells it, in seconds since 1970 UTC."""

    plays: tuple[Play, ...]
    begin: float
    end: float


def stamped(run: Run, after: float = 0.0, before: float = 0.0) -> list[Told]:
    """Every play of the best source that is stamped inside the run, give or take some seconds."""
    best = min((rank(play.source) for play in run.plays), default=None)
    first, last = run.start - timedelta(seconds=before), run.start + timedelta(seconds=run.elapsed + after)
    plays = [play for play in run.plays if rank(play.source) == best and first <= play.played_at <= last]
    return [Told((play,), at, at) for play in sorted(plays, key=_at) for at in (_at(play),)]


def overlapping(run: Run, source: str) -> list[Told]:
    """The plays of one source that overlap the run by 30 s. Its habit is found by comparing gaps with lengths: of the
    plays of the run itself first, then of half a day, then of all. Plays that come again within 5 s are left out."""
    plays = _once(sorted((play for play in run.plays if play.source == source), key=_at))
    begin = moment(run.start)
    end = begin + run.elapsed
    habit = _detected_near(plays, begin, end)
    told = [_span(plays, i, habit) for i in range(len(plays))]
    return sorted((one for one in told if _inside(one, begin, end)), key=lambda one: (one.begin, one.end))


def _inside(one: Told, begin: float, end: float) -> bool:
    length = length_of(one.plays[0].song)
    return min(one.end, end) - max(one.begin, begin) >= (min(_REPORTED, length / 2) if length else _REPORTED)


def _at(play: Play) -> float:
    return moment(play.played_at)


def _once(plays: Iterable[Play]) -> list[Play]:
    kept, last = list[Play](), dict[str, float]()
    for play in plays:
        if _at(play) - last.get(play.song.key, -1e12) > _JITTER:
            kept.append(play)
            last[play.song.key] = _at(play)
    return kept


def _span(plays: Sequence[Play], i: int, habit: Habit) -> Told:
    at, length = _at(plays[i]), length_of(plays[i].song)
    least = min(_REPORTED, length or _REPORTED)
    others = (abs(_at(plays[j]) - at) for j in (range(i) if habit == "end" else range(i + 1, len(plays))))
    gap = min((seconds for seconds in others if seconds >= least), default=1e12)
    seconds = min(length, gap) if length else gap if gap <= _LONG_SONG else USUAL_LENGTH
    return Told((plays[i],), at - seconds, at) if habit == "end" else Told((plays[i],), at, at + seconds)


def _detected_near(plays: Sequence[Play], begin: float, end: float) -> Habit:
    for within, pairs in ((_BESIDE, _SURE), (_HALF_A_DAY, _PAIRS), (1e12, _PAIRS)):
        near = [play for play in plays if begin - within <= _at(play) <= end + within]
        if habit := _detected(near, pairs):
            return habit
    return usual_habit(plays[0].source, plays[0].client) if plays else Habit.END


def _detected(plays: Sequence[Play], pairs: int) -> Habit | None:
    """The habit whose lengths fit the gaps better on the whole; None when too few pairs tell of it."""
    ends, starts = list[float](), list[float]()
    for one, other in pairwise(plays):
        gap, earlier, later = _at(other) - _at(one), length_of(one.song), length_of(other.song)
        if earlier and later and gap < SITTING and abs(earlier - later) > _ALIKE:
            ends.append(min(abs(gap - later), _NO_FIT))
            starts.append(min(abs(gap - earlier), _NO_FIT))
    if len(ends) < pairs or sum(ends) == sum(starts):
        return None
    return Habit.END if sum(ends) < sum(starts) else Habit.START
