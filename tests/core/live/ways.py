"""Ways of people with a phone in their pocket: where it is by the second, and what it reports of that."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, pi, radians, sin
from random import Random

from sync.core.live.point import LivePoint

NOON = datetime(2026, 10, 9, 12, tzinfo=UTC)
LAT, LON = 48.0, 11.5
METRE = 1 / 111_195

type Way = Callable[[float], tuple[float, float]]
"""Metres (east, north) from the home, by seconds."""


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def point(seconds: float, east: float, north: float) -> LivePoint:
    return LivePoint(at(seconds), LAT + north * METRE, LON + east * METRE / cos(radians(LAT)))


def walked(*legs: tuple[float, float]) -> Way:
    """To the north: so many seconds at so many m/s, one after the other, and then still."""

    def way(seconds: float) -> tuple[float, float]:
        north = 0.0
        for long, speed in legs:
            north += min(long, max(seconds, 0.0)) * speed
            seconds -= long
        return 0.0, north

    return way


def lap(speed: float) -> Way:
    """Round and round a track of 400 m: two straights of 84.39 m, two bends with a radius of 36.8 m."""
    straight, radius = 84.39, 36.8
    bend = pi * radius

    def way(seconds: float) -> tuple[float, float]:
        far = speed * seconds % (2 * (straight + bend))
        half, far = divmod(far, straight + bend)
        if far < straight:
            east, north = radius, far - straight / 2
        else:
            turn = (far - straight) / radius
            east, north = radius * cos(turn), straight / 2 + radius * sin(turn)
        return (east, north) if half == 0 else (-east, -north)

    return way


def reported(
    way: Way,
    until: float,
    every: float = 10.0,
    *,
    error: float = 0.0,
    seed: int = 1,
    tells: float | None = None,
) -> list[LivePoint]:
    """`error`: metres, the standard deviation of each place; `tells`: m/s, the speed that the phone says."""
    chance, found, seconds = Random(seed), list[LivePoint](), 0.0
    while seconds <= until:
        east, north = way(seconds)
        here = point(seconds, east + chance.gauss(0, error), north + chance.gauss(0, error))
        found.append(replace(here, speed=tells))
        seconds += every
    return found


def hopping(between: Iterable[tuple[float, float]]) -> Way:
    """Every half minute at the next of these places: a phone that is found by the wireless networks around it."""
    places = list(between)
    return lambda seconds: places[int(seconds // 30) % len(places)]
