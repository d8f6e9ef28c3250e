"""Whether a run is one of intervals: fast and slow by turns, by plan. The statistics leave those out.

Kept, they would make every band a tenth wider and mislead nobody; a run that is taken for one costs no more than it
would have told.
"""

from bisect import bisect_left

from sync.core.insights.stretch import Measured

_WINDOW = 20.0  # seconds
_WARM = 300.0  # seconds, not looked at
_APART, _TURNS = 0.25, 6


def is_steady(measured: Measured) -> bool:
    """Not: speeds of 20 seconds lie more than a quarter of the middle one apart, and change sides six times."""
    speeds = _speeds(measured)
    if len(speeds) < 20:
        return True
    ordered = sorted(speeds)
    slow, middle, fast = (ordered[int(share * (len(ordered) - 1))] for share in (0.15, 0.5, 0.85))
    if middle <= 0 or (fast - slow) / middle <= _APART:
        return True
    low, high, turns, was = slow + 0.3 * (fast - slow), fast - 0.3 * (fast - slow), 0, 0
    for speed in speeds:
        now = 1 if speed >= high else -1 if speed <= low else was
        turns += now != was and was != 0
        was = now
    return turns < _TURNS


def _speeds(measured: Measured) -> list[float]:
    ran, metres = measured.ran, measured.way.metres
    found = []
    if ran:
        at = ran[0] + _WARM
        while at + _WINDOW <= ran[-1]:
            first, last = bisect_left(ran, at), bisect_left(ran, at + _WINDOW)
            if last > first and ran[last] > ran[first]:
                found.append((metres[last] - metres[first]) / (ran[last] - ran[first]))
            at += _WINDOW
    return found
