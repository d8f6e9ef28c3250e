"""Whether somebody with this phone is running: apps report all day, and a person at a desk is no run in progress.

A run begins with a minute and a half of moving faster than a brisk walk (the CDC's ends at 4 mph, 1.8 m/s) and slower
than a vehicle, on from place to place: what jumps between two places and back is a phone that does not know where it
is. It is over where the runner has stayed for a quarter of an hour, has got into a vehicle, or has not run for an hour.
It is worked out from places and times: the speeds that phones tell are often missing, rounded, or 0; they only speak
against.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from math import cos, hypot, radians
from statistics import median

from sync.core.live.point import LivePoint
from sync.core.privacy import METRES

SLOWEST, FASTEST = 1.8, 7.0
"""m/s of a runner: faster than a brisk walk, slower than a vehicle (25 km/h)."""
STEP, LONGEST_STEP = timedelta(seconds=20), timedelta(minutes=3)
"""Between two places that are compared: over less, the errors of both are a speed of their own."""
BEGINS, STEPS = timedelta(seconds=90), 3
"""A run is seen to begin over so long, and so many steps."""
MOST_OF_THEM, THE_OTHERS = 0.75, 1.35
"""The share of these steps that is as fast as a runner, and m/s of the others: a sprint for the bus is no run."""
STRAIGHT, ON = 0.6, timedelta(minutes=1)
"""The share of the way that leads on, over so long: on a track of 400 m, 0.8 along a straight."""
STANDS = 1.0
"""m/s. Who tells less stands, wherever the places are; who tells more moves, also in circles."""
AROUND, STAYED = 100.0, timedelta(minutes=15)
"""Metres from where the runner stopped, and how long: then the run was over there."""
RODE, WALKED = timedelta(minutes=3), timedelta(hours=1)
"""How long in a vehicle, and without running, until it was over."""


def metres(one: LivePoint, other: LivePoint) -> float:
    """Between two points with a place, measured as if the ground were flat."""
    (north, east), (other_north, other_east) = _place(one), _place(other)
    around = (other_east - east + 180.0) % 360.0 - 180.0  # the shorter way, also across the date line
    return METRES * hypot(other_north - north, around * cos(radians((north + other_north) / 2)))


def _place(point: LivePoint) -> tuple[float, float]:
    assert point.lat is not None
    assert point.lon is not None
    return point.lat, point.lon


def speed(one: LivePoint, other: LivePoint) -> float:
    """m/s from the earlier to the later of two points of different times."""
    return metres(one, other) / (other.at - one.at).total_seconds()


def begin_of_run(points: Sequence[LivePoint]) -> int | None:
    """Of points in order of time: which is the first of the run that is seen to have begun by the last of them."""
    end = points[-1]
    passed, fast = [end], list[float]()
    for index in range(len(points) - 2, -1, -1):
        point, after = points[index], passed[-1]
        if after.at - point.at < STEP:
            continue
        if after.at - point.at > LONGEST_STEP or not THE_OTHERS <= speed(point, after) <= FASTEST:
            return None
        fast.append(speed(point, after))
        passed.append(point)
        if len(fast) >= STEPS and end.at - point.at >= BEGINS:
            runs = sum(each >= SLOWEST for each in fast) >= MOST_OF_THEM * len(fast)
            return index if runs and _moves(points[index:], passed) else None
    return None


def _moves(points: Sequence[LivePoint], passed: Sequence[LivePoint]) -> bool:
    """By the speeds that the phone tells, else whether anywhere along `passed`, from the last to the first, three steps
    or more led on rather than back."""
    told = [point.speed for point in points if point.speed is not None]
    if 2 * len(told) >= len(points):
        return median(told) >= STANDS
    for index, begin in enumerate(passed):
        way = 0.0
        for steps, (one, other) in enumerate(pairwise(passed[index:]), start=1):
            way += metres(one, other)
            if steps >= STEPS and begin.at - other.at >= ON:
                if metres(begin, other) >= STRAIGHT * way:
                    return True
                break
    return False


@dataclass(frozen=True, slots=True)
class Going:
    """What of a run tells whether it still goes on. `first`: its first point; `newest`; `stays`: since when, and where,
    it has not left the place; `last`: the end of the last step, which was `fast` or not; `ran`: when it was last run;
    `rides`: since when it is faster than anybody runs."""

    first: LivePoint
    newest: LivePoint
    stays: LivePoint
    last: LivePoint
    ran: LivePoint
    fast: bool = False
    rides: LivePoint | None = None

    def with_one(self, point: LivePoint) -> "Going":
        """After another point; one that is not later changes nothing."""
        if point.at <= self.newest.at:
            return self
        stays = point if metres(self.stays, point) > AROUND else self.stays
        if point.at - self.last.at < STEP:
            return replace(self, newest=point, stays=stays)
        now = speed(self.last, point)
        fast = SLOWEST <= now <= FASTEST
        ran = point if fast and self.fast else self.ran  # one such step alone may be an error of both places
        rides = (self.rides or self.last) if now > FASTEST else None
        return replace(self, newest=point, stays=stays, last=point, ran=ran, fast=fast, rides=rides)

    def with_earlier(self, point: LivePoint) -> "Going | None":
        """With a point of before its first that came later than that; None where it was not run from there."""
        apart = self.first.at - point.at
        if not timedelta(0) < apart <= LONGEST_STEP or metres(point, self.first) > FASTEST * apart.total_seconds():
            return None
        if apart < STEP:
            return self
        return replace(self, first=point) if speed(point, self.first) >= SLOWEST else None

    @property
    def over(self) -> LivePoint | None:
        """Where and when it was over; None while it goes on."""
        if self.rides is not None and self.newest.at - self.rides.at >= RODE:
            return self.rides
        if self.newest.at - self.stays.at >= STAYED:
            return self.stays
        return self.ran if self.newest.at - self.ran.at >= WALKED else None


def going(point: LivePoint) -> Going:
    """From the first point of a run on, or the first that is heard of it again."""
    return Going(point, point, point, point, point)
