"""What a run was like while one song played: distance, pace, heart rate, cadence; and a song's tempo beside the steps.

Positions come from the times of the points (docs/services/plays.md): a share of the distance would be wrong as soon as
the pace changes. Tempo: docs/services/songfacts.md.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from sync.core.play_times import moment
from sync.core.route import Column, Route

_LONGEST_HOLE = 60_000  # ms without a point, beyond which nobody knows where the runner was
_SLOWEST = 3600.0  # s/km: slower is standing
_CLEAR = 0.06  # of the cadence: nearer than this is a match


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one part of a run; None: not recorded.

    distance: metres from the start of the run to where the part began; pace: seconds per kilometre, the watch's pauses
    left out; heart_rate: beats/min; cadence: as the Route has it (steps/min of both feet on foot). The last two are
    means of the points in which the watch was running and saw any."""

    distance: float | None = None
    pace: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None


@dataclass(frozen=True, slots=True)
class Tempo:
    """A song's beats per minute as a runner feels them; `note` says how they differ from the catalogue's, or ""."""

    bpm: float | None
    note: str = ""


def figures(route: Route, run_start: datetime, part_start: datetime, part_end: datetime) -> Figures:
    """The figures of the part from `part_start` to `part_end` (aware UTC), as far as it lies inside the run, which
    began at `run_start`."""
    first = round(max(moment(part_start), moment(run_start)) * 1000)
    last = round(moment(part_end) * 1000)
    begin, rows = _at(route, first), range(bisect_left(route.time_ms, first), bisect_right(route.time_ms, last))
    moving = [row for row in rows if not any(a < route.time_ms[row] < b for a, b in route.pauses)]
    return Figures(
        None if begin is None or last < first else round(begin, 1),
        _pace(route, first, last),
        _mean(route.heart_rate, moving),
        _mean(route.cadence, moving),
    )


def tempo(bpm: float | None, cadence: float | None) -> Tempo:
    """The tempo, doubled or halved when that and not the tempo itself matches the run's cadence (steps/min).

    Catalogues often take a song for twice or half as fast as it is felt. 0 and None: unknown."""
    if bpm is None or not isfinite(bpm) or bpm <= 0:
        return Tempo(None)
    if cadence is None or not isfinite(cadence) or cadence <= 0 or _matches(bpm, cadence):
        return Tempo(bpm)
    if _matches(bpm * 2, cadence):
        return Tempo(bpm * 2, f"doubled from {bpm:g} to match the cadence")
    if _matches(bpm / 2, cadence):
        return Tempo(bpm / 2, f"halved from {bpm:g} to match the cadence")
    return Tempo(bpm)


def _matches(bpm: float, cadence: float) -> bool:
    return abs(bpm - cadence) <= _CLEAR * cadence


def _pace(route: Route, first: int, last: int) -> float | None:
    """Seconds per kilometre from `first` to `last` (ms), of the time in which the watch was running."""
    if not route.time_ms:
        return None
    first, last = max(first, route.time_ms[0]), min(last, route.time_ms[-1])
    begin, end = _at(route, first), _at(route, last)
    if begin is None or end is None or end <= begin:
        return None
    stood = sum(max(0, min(resumed, last) - max(stopped, first)) for stopped, resumed in route.pauses)
    pace = (last - first - stood) / (end - begin)
    return round(pace, 1) if 0 < pace <= _SLOWEST else None


def _at(route: Route, ms: int) -> float | None:
    """Metres at a time, in proportion between the points around it; before the first point what that one says. None
    where no point with a distance is near. While the watch was stopped the distance stood still."""
    for stopped, resumed in route.pauses:
        if stopped < ms < resumed:
            ms = stopped
    before = _known(route, range(bisect_right(route.time_ms, ms) - 1, -1, -1))
    after = _known(route, range(bisect_left(route.time_ms, ms), len(route)))
    if before is None or after is None:
        only = before or after
        return only[1] if only and abs(only[0] - ms) <= _LONGEST_HOLE else None
    (earlier, low), (later, high) = before, after
    if later == earlier:
        return low
    if later - earlier > _LONGEST_HOLE and not any(earlier <= a and b <= later for a, b in route.pauses):
        return None
    return low + (high - low) * (ms - earlier) / (later - earlier)


def _known(route: Route, rows: range) -> tuple[int, float] | None:
    """Time and distance of the first of these rows that has one."""
    for row in rows:
        distance = route.distance[row]
        if distance is not None:
            return route.time_ms[row], distance
    return None


def _mean(column: Column, rows: list[int]) -> float | None:
    values = [value for value in map(column.__getitem__, rows) if value]
    return round(sum(values) / len(values), 1) if values else None
