"""Which plays of two feeds are copies of one listening: the likeliest pairs first, each play in one pair at most."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from sync.core.matching.feed import Feed, passed
from sync.core.matching.likeness import likeness, name_of
from sync.core.song_length import USUAL_LENGTH

_WITHIN = 900.0  # seconds between the stamps of two copies
_WEIGHED = 1000.0
_ONE_MOMENT = 3.0

Candidates = list[tuple[int, int, float]]
"""(place in the one, place in the other, how likely)."""


def best_first(candidates: Iterable[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The pairs of places, each place used once."""
    pairs, ones, others = list[tuple[int, int]](), set[int](), set[int]()
    for i, j, _ in sorted(candidates, key=lambda pair: (-pair[2], pair[0], pair[1])):
        if i not in ones and j not in others:
            pairs.append((i, j))
            ones.add(i)
            others.add(j)
    return pairs


def alike(a: Feed, b: Feed) -> Candidates:
    """The pairs that may be copies by name and time."""
    cores = [name_of(play.song).core for play in b.plays]
    found = []
    for i, (play, at) in enumerate(zip(a.plays, a.stamps, strict=True)):
        core = name_of(play.song).core
        for j in range(bisect_left(b.stamps, at - _WITHIN), bisect_right(b.stamps, at + _WITHIN)):
            other = b.plays[j].song
            if core == cores[j] or play.song.isrc or play.song.uri:
                like = likeness(play.song, other)
                if like:
                    found.append((i, j, like))
    return found


def align(a: Feed, b: Feed, candidates: Candidates) -> list[tuple[int, int]]:
    """Note as `partners` the pairs whose stamps differ as what they mean would have it. Nearest in time would be wrong:
    of a song on repeat the end of one play lies beside the start of the next."""
    likely = []
    for i, j, like in candidates:
        length = a.lengths[i] or b.lengths[j] or USUAL_LENGTH
        expected = passed(a.states[i], length) - passed(b.states[j], length)
        off = abs(a.stamps[i] - b.stamps[j] - expected)
        likely.append((i, j, like * (1.0 - min(off, _WITHIN) / _WEIGHED)))
    pairs = best_first(likely)
    a.partners[b] = dict(pairs)
    b.partners[a] = {j: i for i, j in pairs}
    return pairs


def share_lengths(a: Feed, b: Feed, pairs: Iterable[tuple[int, int]]) -> None:
    """Both copies get the length that the better source `a` knows, else that of the other."""
    for i, j in pairs:
        a.lengths[i] = b.lengths[j] = a.lengths[i] or b.lengths[j]


def untie(feed: Feed) -> bool:
    """Put two plays of one moment (a song's end, the next one's start) in the order in which another feed has them;
    returns whether any were swapped."""
    swapped = False
    for i in range(len(feed.stamps) - 1):
        if feed.stamps[i + 1] - feed.stamps[i] > _ONE_MOMENT:
            continue
        if any(i in known and i + 1 in known and known[i] > known[i + 1] for known in feed.partners.values()):
            _swap(feed.plays, i)
            _swap(feed.lengths, i)
            _swap(feed.states, i)
            swapped = True
    return swapped


def _swap[T](row: list[T], i: int) -> None:
    row[i], row[i + 1] = row[i + 1], row[i]
