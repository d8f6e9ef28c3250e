"""What `played_at` means at a source: the end of a listening, or its start. Found by comparing gaps with lengths.

Source: music.md section 5. In a row of songs the time from one play to the next is the length of the later song when
plays are stamped at their end, and of the earlier one when they are stamped at their start.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from sync.core.music import IMPORTED, SOURCES, Habit, Play, Song, plain

SITTING = 20 * 60.0
"""Seconds: plays that are further apart do not belong to one row of songs."""
USUAL_LENGTH = 4 * 60.0
"""Seconds that a song of unknown length is taken to last."""
PAIRS = 3
"""Fewer pairs of neighbouring plays say nothing about the habit."""
_BESIDE, _SURE = 1800.0, 5  # seconds around the run, and how many pairs from there are enough
_HALF_A_DAY, _NEAREST = 12 * 3600.0, 40
_NO_FIT = 20.0  # seconds: further apart is not nearly the length of a song
_ALIKE = 2.0  # seconds: songs of one length do not tell the two habits apart
_LONGEST = 24 * 3600.0

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds()

Name = tuple[str, str]


def moment(at: datetime) -> float:
    """Seconds since 1970 UTC; a time without a zone is taken to be UTC."""
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH).total_seconds()


def date_of(seconds: float) -> datetime:
    """The aware UTC time of a `moment`; one that no calendar has becomes the nearest that it has."""
    return _EPOCH + timedelta(seconds=min(max(seconds, _FIRST), _LAST))


@lru_cache(maxsize=10_000)
def name_of(song: Song) -> Name:
    """Artist and title as a person would compare them; a name of nothing but signs stands for itself."""
    return plain(song.artist) or song.artist.casefold(), plain(song.title) or song.title.casefold()


def length_of(song: Song) -> float | None:
    """Its length in seconds; None when it is unknown or makes no sense."""
    seconds = song.seconds
    return seconds if seconds is not None and 0 < seconds <= _LONGEST else None


def rank(source: str) -> tuple[int, str]:
    """Whose word counts first: the smaller. A Spotify export is Spotify; sources that nobody knows come last."""
    known = SOURCES[0] if source == IMPORTED else source
    return (SOURCES.index(known) if known in SOURCES else len(SOURCES)), source


def lengths_in(plays: Iterable[Play]) -> dict[Name, float]:
    """Every length that any source gives, by name; of several the best source's, and of those the shortest."""
    best: dict[Name, tuple[tuple[int, str], float]] = {}
    for play in plays:
        seconds = length_of(play.song)
        if seconds is not None:
            name, offer = name_of(play.song), (rank(play.source), seconds)
            best[name] = min(best.get(name, offer), offer)
    return {name: seconds for name, (_, seconds) in best.items()}


def usual_habit(source: str, client: str) -> Habit:
    """What a source means by default: Spotify and everything that copies from Spotify the end, others the start."""
    return "end" if source in (SOURCES[0], IMPORTED) or "spotify" in client.casefold() else "start"


def misfits(plays: Iterable[Play], lengths: Mapping[Name, float]) -> tuple[list[float], list[float]]:
    """By how many seconds each neighbouring pair of plays misses END, and START. Pairs that tell nothing are left out:
    a song of unknown length, a long break, two songs of one length."""
    dated = sorted(
        (moment(play.played_at), length_of(play.song) or lengths.get(name_of(play.song), 0.0)) for play in plays
    )
    ends, starts = list[float](), list[float]()
    for (before, earlier), (after, later) in pairwise(dated):
        if earlier and later and after - before < SITTING and abs(earlier - later) > _ALIKE:
            ends.append(abs(after - before - later))
            starts.append(abs(after - before - earlier))
    return ends, starts


def detected(plays: Iterable[Play], lengths: Mapping[Name, float] | None = None, pairs: int = PAIRS) -> Habit | None:
    """The habit of the plays of one source and client; None when fewer than so many pairs tell of it.

    The one whose pairs fit better on the whole, a pair that does not fit (a skipped or paused song) counting alike
    however far off it is: with few pairs that is right more often than their median. `lengths` (`lengths_in`)
    helps out where a song comes without its length."""
    each = misfits(plays, lengths or {})
    ends, starts = (sum(min(seconds, _NO_FIT) for seconds in pair) for pair in each)
    if len(each[0]) < pairs or ends == starts:
        return None
    return "end" if ends < starts else "start"


def detected_near(plays: Sequence[Play], start: float, end: float, lengths: Mapping[Name, float]) -> Habit | None:
    """The habit around a run (its start and end as `moment`s): one device can change its habit from day to day. So
    the plays of the run itself are asked first, then the nearest of half a day, then all."""

    def away(play: Play) -> float:
        at = moment(play.played_at)
        return max(start - at, at - end, 0.0)

    nearest = sorted(plays, key=lambda play: (away(play), moment(play.played_at)))
    for within, most, pairs in ((_BESIDE, None, _SURE), (_HALF_A_DAY, _NEAREST, PAIRS), (None, None, PAIRS)):
        asked = [play for play in nearest if within is None or away(play) <= within][:most]
        habit = detected(asked, lengths, pairs)
        if habit:
            return habit
    return None


def habit_of(plays: Sequence[Play]) -> Habit:
    """What `played_at` means in plays of one source and client: found out, or what is usual there."""
    given = {play.habit for play in plays if play.habit}
    if len(given) == 1:
        return given.pop()
    first = min(plays, key=lambda play: (play.source, play.client), default=None)
    return detected(plays) or (usual_habit(first.source, first.client) if first else "end")
