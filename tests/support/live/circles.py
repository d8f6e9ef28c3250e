"""Points of a run around a lake, as a watch tells them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, pi, radians, sin

from sync.core.live.now_playing import NowPlaying
from sync.core.live.point import LivePoint
from sync.core.live.run import LiveRun
from sync.core.privacy import METRES
from sync.engine.live.arriving import arrived
from sync.ports import Store

NOON = datetime(2026, 10, 9, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LAT, LON, AROUND = 59.91, 10.75, 2000.0
SPEED = 1000 / 300
"""m/s: 5:00 a kilometre."""


def place(metres: float) -> tuple[float, float]:
    """On a circle of 2 km around, so far from where it begins."""
    radius, turned = AROUND / (2 * pi), metres / AROUND * 2 * pi
    return LAT + radius * sin(turned) / METRES, LON + radius * cos(turned) / METRES / cos(radians(LAT))


def point(seconds: float, *, speed: float = SPEED, watch: bool = True, begun: datetime = NOON) -> LivePoint:
    """Where its runner is after so many seconds. `watch`: with what a watch measures."""
    far = seconds * speed
    lat, lon = place(far)
    if not watch:
        return LivePoint(begun + seconds * SECOND, lat, lon)
    return LivePoint(begun + seconds * SECOND, lat, lon, far, seconds, 20.0, speed, 150.0, 170.0)


def points(until: int, *, every: int = 10, watch: bool = True, begun: datetime = NOON) -> list[LivePoint]:
    return [point(seconds, watch=watch, begun=begun) for seconds in range(0, until + 1, every)]


def told(
    store: Store, some: Sequence[LivePoint], *, user: str = "me", source: str = "livetrack", id: str = "run"
) -> LiveRun:
    """They arrive as they are told."""
    (run,) = arrived(store, user, source, some, some[-1].at, id=id)
    return run


def hears(store: Store, now: NowPlaying) -> NowPlaying:
    """It is seen playing, whatever was seen before."""
    before = store.load(NowPlaying, now.user)
    return store.put(replace(now, version=before.version if before is not None else 0))
