"""Whether a play certainly began after a moment, and lasted more than a few seconds: a confirmation is never false.

Where a stamp may be that of a play's end or of its start, the earlier beginning counts.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sync.core.matching.spans import Span
from sync.core.music import Habit, Play
from sync.core.play_times import SITTING, moment, usual_habit
from sync.core.song_length import USUAL_LENGTH
from sync.core.soundtrack import ENOUGH

SURE = 5
"""Neighbours in rows of songs, all of which say the same of what a source's stamps mean: it is not by chance."""


def was_skipped(play: Play, one: Span, around: Iterable[Play], told: Sequence[Span] = ()) -> bool:
    """Whether it was left after a few seconds, or may have been as far as the stamps around it say: some sources tell
    of such plays. What is taken for a start, and may be an end, lies between both its neighbours."""
    least = min(ENOUGH, one.length / 2) if one.length else ENOUGH
    if one.seconds < least:
        return True
    at = moment(play.played_at)
    others = (
        moment(other.played_at) - at for other in around if other.source == play.source and other.song != play.song
    )
    either = not one.ends and not _is_start(play, told)
    return any(0 < (-apart if one.ends else apart) < least or (either and 0 < -apart < least) for apart in others)


def began_after(after: float, play: Play, one: Span, told: Sequence[Span]) -> bool:
    """Whether it began after that moment whatever its stamp means, or what it means is beyond doubt."""
    if one.ends or _is_start(play, told):
        return True
    return moment(play.played_at) - (one.length or USUAL_LENGTH) >= after


def _is_start(play: Play, told: Sequence[Span]) -> bool:
    """Whether its stamp, which is taken for a start, is one beyond doubt."""
    known = play.habit is not None or usual_habit(play.source, play.client) == Habit.START
    return known or _all_are_starts(play.source, told)


def _all_are_starts(source: str, told: Sequence[Span]) -> bool:
    of_source = [one for one in told if one.plays[0].source == source]
    rows = [two for one, two in pairwise(of_source) if two.begin - one.end < SITTING]
    return len(rows) >= SURE and all(one.starts for one in of_source)
