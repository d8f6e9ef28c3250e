"""Which run the points of a phone belong to: it says only where it is, never that a run began or ended."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import isfinite
from typing import Any

from sync.core.live.point import LivePoint
from sync.core.live.run import KEPT, SILENCE, LiveRun, part_of

AHEAD = timedelta(minutes=5)
"""How far the clock of a phone may be ahead of ours."""
BOUNDS = {
    "distance": (0.0, 1_000_000.0),
    "elapsed": (0.0, 200_000.0),
    "altitude": (-500.0, 9_000.0),
    "speed": (0.0, 100.0),
    "heart_rate": (20.0, 260.0),
    "cadence": (0.0, 400.0),
}
"""What a figure may be, in the units of a `LivePoint`; one beyond it was not measured."""


def usable(points: Iterable[LivePoint], now: datetime) -> list[LivePoint]:
    """In order of time: without those of a wrong clock, those that are nowhere (0, 0 is what a phone says that does not
    know), and without values that cannot be."""
    good = (point for point in points if now - KEPT < point.at <= now + AHEAD and _is_somewhere(point))
    return sorted(map(_bounded, good), key=lambda point: point.at)


def _bounded(point: LivePoint) -> LivePoint:
    wrong = dict[str, Any]()
    for name, (least, most) in BOUNDS.items():
        value = getattr(point, name)
        if value is not None and not least <= value <= most:
            wrong[name] = None
    return replace(point, **wrong) if wrong else point


def _is_somewhere(point: LivePoint) -> bool:
    if point.lat is None or point.lon is None:
        return point.lat is None and point.lon is None  # a watch indoors tells figures without a place
    known = isfinite(point.lat) and isfinite(point.lon) and abs(point.lat) <= 90 and abs(point.lon) <= 180
    return known and (point.lat, point.lon) != (0.0, 0.0)


def groups(points: Sequence[LivePoint]) -> list[list[LivePoint]]:
    """Points in order of time, parted where nothing was told for so long that it is another run."""
    found = list[list[LivePoint]]()
    for point in points:
        if found and point.at - found[-1][-1].at <= SILENCE:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def run_of(known: Iterable[LiveRun], device: str, points: Sequence[LivePoint]) -> LiveRun | None:
    """The run of this device that a group of points belongs to: the one nearest in time, None where it is a new one, as
    it is after the end of a run that was told."""
    begin, end = points[0].at, points[-1].at
    own = (one for one in known if one.device == device and not (one.ended_at is not None and begin > one.ended_at))
    near = [one for one in own if _apart(one, begin, end) <= SILENCE]
    return min(near, key=lambda one: (_apart(one, begin, end), one.begun), default=None)


def _apart(run: LiveRun, begin: datetime, end: datetime) -> timedelta:
    return max(run.begun - end, begin - run.last, timedelta(0))


def new_id(device: str, points: Sequence[LivePoint]) -> str:
    """Of a run that these begin. Two of one device that begin within the same minutes are one: what a phone sends at
    once may be taken in by several at once."""
    return f"{sha256(device.encode()).hexdigest()[:8]}-{part_of(points[0].at)}"
