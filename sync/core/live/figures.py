"""What the points of a run in progress say of now, and of each song: distance, time, pace, heart rate."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.cut_route import metres
from sync.core.live.point import LivePoint

FASTEST = 12.5  # m/s: beyond it nobody runs, and the place is wrong
NOW = timedelta(seconds=60)
"""Pace now is that of the last minute: what a watch says of one moment is 0 at each stop, and noise else."""
LEAST_SECONDS, LEAST_METRES = 15.0, 15.0
"""Less than that says nothing of a pace."""


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """Metres; seconds; seconds per kilometre; beats and steps of both feet a minute. None: not known."""

    distance: float | None = None
    elapsed: float | None = None
    pace: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None


def distances(points: Sequence[LivePoint]) -> tuple[float | None, ...]:
    """Metres from the start to each point, never falling: as the watch counts them; where it counts none, from place to
    place, without the leaps of a phone that has lost its place."""
    if any(point.distance is not None for point in points):
        return _never_falling(points)
    if not any(point.has_place for point in points):
        return (None,) * len(points)
    found, far, before = list[float | None](), 0.0, None
    for point in points:
        if point.lat is not None and point.lon is not None:
            place = point.lat, point.lon
            if before is not None:
                step, seconds = metres(before[0], place), (point.at - before[1]).total_seconds()
                far += step if step <= FASTEST * seconds else 0.0
            before = place, point.at
        found.append(far)
    return tuple(found)


def _never_falling(points: Sequence[LivePoint]) -> tuple[float | None, ...]:
    found, far = list[float | None](), None
    for point in points:
        if point.distance is not None:
            far = point.distance if far is None else max(far, point.distance)
        found.append(far)
    return tuple(found)


def now_of(points: Sequence[LivePoint], far: Sequence[float | None]) -> LiveFigures:
    """At the last point; `far`: what `distances` says."""
    if not points:
        return LiveFigures()
    last = points[-1]
    first = bisect_left(points, last.at - NOW, key=lambda point: point.at)
    told = next((point for point in reversed(points) if point.elapsed is not None), None)
    elapsed = (last.at - points[0].at).total_seconds()
    if told is not None and told.elapsed is not None:
        elapsed = told.elapsed + (last.at - told.at).total_seconds()
    recent = points[first:]
    return LiveFigures(
        far[-1],
        round(elapsed, 1),
        _pace(points, far, first, len(points) - 1),
        _newest([point.heart_rate for point in recent]),
        _newest([point.cadence for point in recent]),
    )


def during(points: Sequence[LivePoint], far: Sequence[float | None], begin: datetime, end: datetime) -> LiveFigures:
    """Pace and mean heart rate and cadence between two moments."""
    first = bisect_left(points, begin, key=lambda point: point.at)
    last = bisect_right(points, end, key=lambda point: point.at) - 1
    if last <= first:
        return LiveFigures()
    inside = points[first : last + 1]
    return LiveFigures(
        pace=_pace(points, far, first, last),
        heart_rate=_mean([point.heart_rate for point in inside]),
        cadence=_mean([point.cadence for point in inside if point.cadence]),
    )


def _pace(points: Sequence[LivePoint], far: Sequence[float | None], first: int, last: int) -> float | None:
    begin, end = far[first], far[last]
    seconds = (points[last].at - points[first].at).total_seconds()
    if begin is None or end is None or seconds < LEAST_SECONDS or end - begin < LEAST_METRES:
        return None
    return round(seconds / (end - begin) * 1000, 1)


def _newest(values: Sequence[float | None]) -> float | None:
    return next((value for value in reversed(values) if value is not None), None)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None
