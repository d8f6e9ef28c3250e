"""One history of all feeds: copies become one, and the best source tells each slot of time.

A play of another source for which no copy is found is listed only where there is room. So no spelling, wrong meaning or
jitter can list a song twice.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sync.core.matching.feed import REPORTED
from sync.core.matching.likeness import likeness, may_be_one
from sync.core.matching.pairing import best_first
from sync.core.matching.spans import Span
from sync.core.play_times import rank

_SHARE = 0.5
"""Of the shorter of two listings that must be in common for them to be one."""
_COARSE = 8.0  # seconds: a stamp that may be further off overrules nothing that it does not contradict
_NEAR = 3.0
_STAMPS_AGREE, _MAY_BE_SKIPPED, _OVERLAP = 1.2, 0.9, 0.2
_CONTRADICTIONS, _CONTRADICTED = 3, 0.25
"""So many listings, and so many of the better sources', for a source to be told off by them."""
_TWICE = (-1.5, 3.0)


def joined(merged: Sequence[Span], more: Sequence[Span], *, gappy: bool) -> list[Span]:
    """The history `merged` with the listings of a source of less weight. `gappy`: both lack plays of the other."""
    ours, theirs = sorted(merged, key=_when), sorted(more, key=_when)
    pairs = best_first(_candidates(ours, theirs, gappy))
    pairs += _between(ours, theirs, pairs)
    for i, j in pairs:
        ours[i] = _both(ours[i], theirs[j])
    ours.sort(key=_when)
    copies = {j for _, j in pairs}
    left = [span for j, span in enumerate(theirs) if j not in copies]
    if _contradicts(left, ours):
        return ours
    fitting = [fits for span in left if (fits := _in_its_room(span, ours)) is not None]
    return sorted(ours + fitting, key=_when)


def told_once(merged: Sequence[Span]) -> list[Span]:
    """Without the listings that share more than half with one that a better source tells: joining has moved an end."""
    kept, longest = list[Span](), max((span.seconds for span in merged), default=0.0)
    for span in sorted(merged, key=lambda span: (rank(span.plays[0].source), -len(span.plays), *_when(span))):
        first = bisect_left(kept, span.begin - longest, key=_begin)
        near = kept[first : bisect_left(kept, span.end, lo=first, key=_begin)]  # no other has any of its time
        if not any(_doubles(span, one) for one in near):
            insort(kept, span, key=_when)
    return kept


def _doubles(span: Span, one: Span) -> bool:
    common = min(span.end, one.end) - max(span.begin, one.begin)
    if common <= _SHARE * min(span.seconds, one.seconds):
        return False
    return {play.source for play in span.plays}.isdisjoint(play.source for play in one.plays)


def _begin(span: Span) -> float:
    return span.begin


def _when(span: Span) -> tuple[float, float]:
    return span.begin, span.end


def _candidates(ours: Sequence[Span], theirs: Sequence[Span], gappy: bool) -> list[tuple[int, int, float]]:
    """(place, place, weight) of those that may be copies."""
    begins = [span.begin for span in theirs]
    reach = max((span.latest - span.earliest for span in theirs), default=0.0) + 1.0
    found = []
    for i, a in enumerate(ours):
        for j in range(bisect_left(begins, a.earliest - reach), bisect_right(begins, a.latest + reach)):
            fit = _stamps_agree(a, theirs[j]) or _overlap(a, theirs[j], gappy)
            like = likeness(a.plays[0].song, theirs[j].plays[0].song) if fit else 0.0
            if like:
                found.append((i, j, like * fit))
    return found


def _stamps_agree(a: Span, b: Span) -> float:
    """How well what was stamped says that two are one: start with start, end with end, or a start here and an end
    there with the song between them."""
    near = _NEAR + min(a.begin_off, a.end_off, _COARSE) + min(b.begin_off, b.end_off, _COARSE)
    if a.starts and b.starts:
        return _STAMPS_AGREE if abs(a.begin - b.begin) <= near else 0.0
    if a.ends and b.ends:
        return _STAMPS_AGREE if abs(a.end - b.end) <= near else 0.0
    length = a.length or b.length
    if not length:
        return 0.0
    span = _from_start_to_end(a, b)
    if abs(span - length) <= near:
        return _STAMPS_AGREE
    return _MAY_BE_SKIPPED if min(REPORTED, length / 2) <= span < length else 0.0


def _from_start_to_end(a: Span, b: Span) -> float:
    return b.end - a.begin if a.starts else a.end - b.begin


def _overlap(a: Span, b: Span, gappy: bool) -> float:
    """How much two have in common; 0 where it is less than half of the shorter. Pauses are allowed for, unless both
    have the same side stamped: no pause parts those."""
    believed = max(0.0, min(a.end, b.end) - max(a.begin, b.begin))
    same_side = (a.starts and b.starts) or (a.ends and b.ends)
    common = believed if same_side else min(a.latest, b.latest) - max(a.earliest, b.earliest)
    if common <= 0 or common < _SHARE * min(a.seconds, b.seconds) or (gappy and _two_in_a_row(a, b)):
        return 0.0
    return _OVERLAP + believed / max(1.0, a.seconds, b.seconds)


def _two_in_a_row(a: Span, b: Span) -> bool:
    """A start here and an end there as far apart as both are long: not one paused song but the same one twice, each
    source lacking one."""
    one, other = a.length or b.length, b.length or a.length
    if a.starts == b.starts or one is None or other is None:
        return False
    return _TWICE[0] <= _from_start_to_end(a, b) - one - other <= _TWICE[1]


def _between(ours: Sequence[Span], theirs: Sequence[Span], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs of one listing here and one there that lie alone between the same copies, where the names do not
    speak against it. Those that are alike by name have been weighed before."""
    found, known = [], sorted(pairs)
    for (i, j), (k, m) in pairwise(known):
        if (k - i, m - j) == (2, 2):
            a, b = ours[i + 1], theirs[j + 1]
            overlap = min(a.latest, b.latest) > max(a.earliest, b.earliest)
            if overlap and may_be_one(a.plays[0].song, b.plays[0].song):
                found.append((i + 1, j + 1))
    return found


def _both(a: Span, b: Span) -> Span:
    """Two copies as one: each side from the one that is less unsure of it."""
    begin = b if _overrules(b.begin_off, a.begin_off, abs(b.begin - a.begin)) else a
    end = b if _overrules(b.end_off, a.end_off, abs(b.end - a.end)) else a
    if end.end - begin.begin < min(REPORTED, a.seconds):  # the stamps contradict each other
        begin = end = a
    return Span(
        a.plays + b.plays,
        begin.begin,
        end.end,
        begin.begin_off,
        end.end_off,
        min(begin.earliest, begin.begin),
        max(end.latest, end.end),
        a.length or b.length,
    )


def _overrules(off: float, other: float, apart: float) -> bool:
    return off < other and (off <= _COARSE or apart > 2 * off + 10.0)


def _contradicts(left: Sequence[Span], ours: Sequence[Span]) -> bool:
    """Whether a source tells so much else of the same time that it does not tell of the same listener, or is wrong."""
    against = sum(_against(span, ours) for span in left)
    return against >= _CONTRADICTIONS and against >= _CONTRADICTED * len(ours)


def _against(span: Span, ours: Sequence[Span]) -> bool:
    common = sum(max(0.0, min(span.end, one.end) - max(span.begin, one.begin)) for one in ours)
    return common > _SHARE * span.seconds


def _in_its_room(span: Span, ours: Sequence[Span]) -> Span | None:
    """The part of a listing that lies where nothing else was heard; None where that is too little of it, or does not
    hold its stamp."""
    free, at = [], span.begin
    for one in ours:
        if one.begin >= span.end:
            break
        if one.end > at:
            if one.begin > at:
                free.append((at, one.begin))
            at = one.end
    if at < span.end:
        free.append((at, span.end))
    stamp, off = (span.end, span.end_off) if span.ends else (span.begin, span.begin_off)
    slack = 2 * off + 5.0
    rooms = [(end - begin, begin, end) for begin, end in free if begin - slack <= stamp <= end + slack]
    seconds, begin, end = max(rooms, default=(0.0, 0.0, 0.0))
    least = min(REPORTED, span.length / 2) if span.length else REPORTED
    if seconds <= 0 or seconds < max(least, _SHARE * span.seconds):
        return None
    earliest, latest = min(span.earliest, begin), max(span.latest, end)
    return replace(span, begin=begin, end=end, earliest=earliest, latest=latest)
