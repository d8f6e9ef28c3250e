"""Moments as numbers, whose word counts first, and what a time stamp usually means at a source.

Source: docs/services/plays.md#what-a-stamp-means. What a stamp means in truth is found out by `matching/meaning.py`.
"""

from datetime import UTC, datetime, timedelta

from sync.core.music import IMPORTED, SOURCES, Habit, is_live, live_of

SITTING = 20 * 60.0
"""Seconds: plays that are further apart do not belong to one row of songs."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds()
_SEEN = tuple(map(live_of, SOURCES))


def moment(at: datetime) -> float:
    """Seconds since 1970 UTC; a time without a zone is taken to be UTC."""
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - _EPOCH).total_seconds()


def date_of(seconds: float) -> datetime:
    """The aware UTC time of a `moment`; one that no calendar has becomes the nearest that it has."""
    return _EPOCH + timedelta(seconds=min(max(seconds, _FIRST), _LAST))


def rank(source: str) -> tuple[int, str]:
    """Whose word counts first: the smaller. An export counts as its service; sources that nobody knows come last, and
    behind them what was only seen while it played."""
    known = SOURCES[0] if source == IMPORTED else source
    if known in SOURCES:
        return SOURCES.index(known), source
    seen = _SEEN.index(known) + 1 if known in _SEEN else len(_SEEN) + 1 if is_live(known) else 0
    return len(SOURCES) + seen, source


def usual_habit(source: str, client: str) -> Habit:
    """What a source means by default: the first and everything that copies from it the end, others the start."""
    return Habit.END if source in (SOURCES[0], IMPORTED) or "spotify" in client.casefold() else Habit.START
