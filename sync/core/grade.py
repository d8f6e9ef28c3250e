"""Grade, and the pace that would have cost as much on the flat: for display alone.

Minetti et al. 2002, J Appl Physiol 93: the energy cost of running by the grade. Others have left such a model, for it
is off downhill; and altitude that is noisy always makes a pace faster, for the cost is a convex function of the grade.
So altitude is looked at over 50 m, over 200 m where it is not a barometer's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SMOOTH, ROUGH = 50.0, 200.0
"""Metres over which altitude is looked at: of a barometer, and of satellites."""
STEEPEST = 0.3
_FLAT = 3.6  # J/(kg m)


def cost(grade: float) -> float:
    """Energy that running takes, J/(kg m), at a grade (rise over run); within what was measured, 0.3 up and down."""
    i = max(-STEEPEST, min(STEEPEST, grade))
    return 155.4 * i**5 - 30.4 * i**4 - 43.3 * i**3 + 46.3 * i**2 + 19.5 * i + _FLAT


def flat_pace(pace: float, grade: float) -> float:
    """The pace on the flat that costs as much as this one at this grade."""
    return pace * _FLAT / cost(grade)


@dataclass(frozen=True, slots=True)
class Profile:
    """The altitude at each `window` metres of the way, from its beginning on."""

    begin: float
    window: float
    heights: tuple[float, ...]

    def steps(self, begin: float, end: float) -> list[tuple[float, float]]:
        """(metres, grade) of the way between two distances, as far as altitude is known."""
        found = []
        first = max(0, int((begin - self.begin) / self.window))
        for number in range(first, len(self.heights) - 1):
            low = self.begin + number * self.window
            metres = min(end, low + self.window) - max(begin, low)
            if low >= end:
                break
            if metres > 0:
                found.append((metres, (self.heights[number + 1] - self.heights[number]) / self.window))
        return found

    @property
    def climb(self) -> float:
        return sum(max(0.0, after - before) for before, after in pairwise(self.heights))


def profile(far: Sequence[float], height: Sequence[float]) -> Profile | None:
    """Of points in order, distance and altitude in metres. Over 50 m; over 200 m where the climb says that what one
    sees between is noise (it cannot be that much less over a longer window). None: too short for either."""
    fine, rough = _over(far, height, SMOOTH), _over(far, height, ROUGH)
    if fine is None or rough is None:
        return fine
    return fine if fine.climb <= 1.6 * rough.climb + 10 else rough


def _over(far: Sequence[float], height: Sequence[float], window: float) -> Profile | None:
    if len(far) < 2 or far[-1] - far[0] < window:
        return None
    sums = [0.0]
    for each in height:
        sums.append(sums[-1] + each)
    heights = []
    for number in range(int((far[-1] - far[0]) / window) + 1):
        middle = far[0] + number * window
        first, last = bisect_left(far, middle - window / 2), bisect_right(far, middle + window / 2)
        if last <= first:  # a hole: the nearest point
            first = min(first, len(far) - 1)
            last = first + 1
        heights.append((sums[last] - sums[first]) / (last - first))
    return Profile(far[0], window, tuple(heights))
