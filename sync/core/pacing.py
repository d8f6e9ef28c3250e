"""Where a runner was when, of a route: the time of full kilometres, and the least time for a distance."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sync.core.route import Route

_MOST_SPLITS = 1000
_JUMP = 12.0  # m/s; nobody runs so fast, a position does


@dataclass(frozen=True, slots=True)
class Way:
    """Where the runner was when: points with a distance that never falls, in seconds and metres."""

    at: list[float]
    metres: list[float]

    def when(self, metres: float) -> float:
        """The first moment, in proportion between two points. `metres` lie on the way."""
        after = bisect_left(self.metres, metres)
        if after == 0 or self.metres[after] == self.metres[after - 1]:
            return self.at[after]
        share = (metres - self.metres[after - 1]) / (self.metres[after] - self.metres[after - 1])
        return self.at[after - 1] + share * (self.at[after] - self.at[after - 1])


def way_of(route: Route) -> Way:
    """By the clock, pauses included."""
    way, before, last = Way([], []), 0.0, 0.0
    for ms, metres in zip(route.time_ms, route.distance, strict=True):
        if metres is None:
            continue
        if metres < last / 2:  # a leg that counts from 0
            before += last
        elif metres < last:
            continue
        last = metres
        way.at.append(ms / 1000)
        way.metres.append(before + metres)
    return way


class Stood:
    """How long the watch had been stopped by a moment (ms)."""

    def __init__(self, route: Route) -> None:
        self._pauses = sorted(route.pauses)
        self._begins = [begin for begin, _ in self._pauses]
        self._before = [0, *accumulate(end - begin for begin, end in self._pauses)]

    def until(self, ms: float) -> float:
        """Milliseconds in all."""
        begun = bisect_left(self._begins, ms)
        if begun == 0:
            return 0
        begin, end = self._pauses[begun - 1]
        return self._before[begun - 1] + min(ms, end) - begin


def splits(way: Way, length: float) -> Iterator[float]:
    """The seconds of each full `length` in metres, of the first thousand."""
    if way.at:
        full = min(_MOST_SPLITS, int((way.metres[-1] - way.metres[0]) / length))
        ends = [way.when(way.metres[0] + length * n) for n in range(full + 1)]
        yield from (round(end - begin, 1) for begin, end in pairwise(ends))


def without_jumps(way: Way) -> Iterator[Way]:
    """The way, cut where a position jumped."""
    begin = 0
    for row in range(1, len(way.at) + 1):
        seconds = way.at[row] - way.at[row - 1] if row < len(way.at) else 0.0
        if row == len(way.at) or way.metres[row] - way.metres[row - 1] > _JUMP * max(seconds, 1.0):
            yield Way(way.at[begin:row], way.metres[begin:row])
            begin = row


def fastest(way: Way, length: float) -> float | None:
    """The least seconds for `length` metres that begin or end at a point: no other part is faster."""
    if len(way.at) < 2 or way.metres[-1] - way.metres[0] < length:
        return None
    at, metres, least, row = way.at, way.metres, float("inf"), 0
    for end, whole in enumerate(metres):
        begin = whole - length
        if begin < metres[0]:
            continue
        while metres[row + 1] <= begin:
            row += 1
        step = metres[row + 1] - metres[row]
        least = min(least, at[end] - at[row] - (begin - metres[row]) / step * (at[row + 1] - at[row]))
    row = 0
    for begin, whole in enumerate(metres):
        until = whole + length
        if until > metres[-1]:
            break
        while metres[row] < until:
            row += 1
        step = metres[row] - metres[row - 1]
        least = min(least, at[row] - (metres[row] - until) / step * (at[row] - at[row - 1]) - at[begin])
    return round(least, 1)
