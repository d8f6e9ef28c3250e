"""What one source tells twice: echoes of a play a moment later, and two programs that report to one account."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from sync.core.matching.feed import REPORTED
from sync.core.matching.likeness import key_of
from sync.core.music import Play
from sync.core.play_times import moment
from sync.core.song_length import length_of

_JITTER = 5.0  # seconds: one play told twice, whoever tells it
_ROUNDING = 1.0
_ECHOES, _ECHO_SHARE = 3, 0.1  # so many impossible returns, and of the plays, show that a source doubles
_ECHO_AT_MOST, _UNKNOWN_LENGTH = 60.0, 120.0
_RETURNS, _RETURN_SHARE, _RETURN_WITHIN, _MEETS = 4, 0.25, 1800.0, 3.0


def without_echoes(plays: Sequence[Play]) -> list[Play]:
    """The plays of one source and client, in order, without those it tells again.

    The same song after less than the 30 s that a report takes is no second play. Where that keeps happening the source
    doubles its plays, and whatever returns within half of its length (60 s at most) is told again as well."""
    stamps = [moment(play.played_at) for play in plays]
    before = _places_before(plays)
    returns = [stamps[i] - stamps[j] for i, j in enumerate(before) if j is not None]
    impossible = sum(_JITTER < gap < REPORTED - _ROUNDING for gap in returns)
    doubles = impossible >= _ECHOES and impossible >= _ECHO_SHARE * len(plays)
    told = set[int]()
    for i, j in enumerate(before):
        while j is not None and j in told and before[j] is not None:  # the first of its kind counts
            j = before[j]
        if j is None:
            continue
        near = REPORTED - _ROUNDING
        if doubles:
            near = max(near, min(_ECHO_AT_MOST, (length_of(plays[i].song) or _UNKNOWN_LENGTH) / 2))
        if stamps[i] - stamps[j] < near:
            told.add(i)
    return [play for i, play in enumerate(plays) if i not in told]


def parted(plays: Sequence[Play]) -> list[list[Play]]:
    """Two lists, of the starts and of the ends, where two programs report to one account, one when a song starts and
    one when it ends: again and again a song returns just when another one begins. Else one list.

    Of a song on repeat the end of one play and the start of the next come as one stamp, which then is in both lists."""
    stamps = [moment(play.played_at) for play in plays]
    rows = _rows(plays, stamps)
    keys = [key_of(play.song) for play in plays]
    met = 0
    for i in (i for row in rows for i in row[1:]):
        beside = (k for k in (i - 1, i + 1) if 0 <= k < len(plays))
        met += any(abs(stamps[k] - stamps[i]) <= _MEETS and keys[k] != keys[i] for k in beside)
    if met < _RETURNS or met < _RETURN_SHARE * len(plays):
        return [list(plays)]
    starts = sorted(i for row in rows for i in (row[:-1] or row))
    ends = sorted(i for row in rows for i in row[1:])
    return [[plays[i] for i in starts], [plays[i] for i in ends]]


def _rows(plays: Sequence[Play], stamps: Sequence[float]) -> list[list[int]]:
    """The places of the same song's plays with no other song between them."""
    keys = [key_of(play.song) for play in plays]
    rows, last = list[list[int]](), dict[object, list[int]]()
    for i, key in enumerate(keys):
        row = last.get(key)
        if row and stamps[i] - stamps[row[-1]] <= _RETURN_WITHIN and not _parts(keys, stamps, row, i):
            row.append(i)
        else:
            last[key] = [i]
            rows.append(last[key])
    return rows


def _parts(keys: Sequence[object], stamps: Sequence[float], row: Sequence[int], i: int) -> bool:
    """Whether another song was heard between the last of a row and the place `i`: it is stamped there, or it fills the
    time from the end of a whole play to the start of the next."""
    before, after = stamps[row[-1]], stamps[i]
    first, last = bisect_left(stamps, before - _MEETS), bisect_right(stamps, after + _MEETS)
    if any(before + _MEETS < at < after - _MEETS for at in stamps[row[-1] + 1 : i]):
        return True
    begun = {keys[k] for k in range(first, last) if abs(stamps[k] - before) <= _MEETS}
    ended = {keys[k] for k in range(first, last) if abs(stamps[k] - after) <= _MEETS}
    return len(row) > 1 and bool((begun & ended) - {keys[i]})


def _places_before(plays: Sequence[Play]) -> list[int | None]:
    """For each play where the same song was last told."""
    last, before = dict[object, int](), list[int | None]()
    for i, play in enumerate(plays):
        key = key_of(play.song)
        before.append(last.get(key))
        last[key] = i
    return before
