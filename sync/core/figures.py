"""What a run was like while one song played: distance, pace, heart rate, cadence; and a song's tempo beside the steps.

Positions come from the times of the points (docs/services/plays.md): a share of the distance would be wrong as soon as
the pace changes. Tempo: docs/services/songfacts.md.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
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
    left out; heart_rate: beats/min; cadence: as the Route has it (steps/min of both feet on foot). These two are means
    of the points in which the watch was running and saw any. metres: run in the part."""

    distance: float | None = None
    pace: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None
    metres: float | None = None


@dataclass(frozen=True, slots=True)
class Tempo:
    """A song's beats per minute as a runner feels them; `note` says how they differ from the catalogue's, or ""."""

    bpm: float | None
    note: str = ""


def figures(route: Route, run_start: datetime, part_start: datetime, part_end: datetime) -> Figures:
    """The figures of the part from `part_start` to `part_end` (aware UTC), as far as it lies inside the run, which
    began at `run_start`."""
    return figures_of(route, run_start, [(part_start, part_end)])[0]


def figures_of(route: Route, run_start: datetime, parts: Iterable[tuple[datetime, datetime]]) -> list[Figures]:
    """The same for several parts, each from its start to its end."""
    way, start = _Way(route), moment(run_start)
    return [_figures(route, way, max(moment(begin), start), moment(end)) for begin, end in parts]


def _figures(route: Route, way: "_Way", part_start: float, part_end: float) -> Figures:
    first, last = round(part_start * 1000), round(part_end * 1000)
    begin, rows = way.metres(first), range(bisect_left(route.time_ms, first), bisect_right(route.time_ms, last))
    moving = running(route, rows)
    covered, seconds = _covered(route, way, first, last)
    return Figures(
        None if begin is None or last < first else round(begin, 1),
        _pace(covered, seconds),
        _mean(route.heart_rate, moving),
        _mean(route.cadence, moving),
        None if covered is None else round(covered, 1),
    )


def running(route: Route, rows: range) -> list[int]:
    """Those of the rows at which the watch was not stopped."""
    kept, at = list[int](), rows.start
    for stopped, resumed in sorted(route.pauses):
        kept.extend(range(at, min(bisect_right(route.time_ms, stopped), rows.stop)))
        at = max(at, bisect_left(route.time_ms, resumed))
    kept.extend(range(at, rows.stop))
    return kept


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


def _covered(route: Route, way: "_Way", first: int, last: int) -> tuple[float | None, float]:
    """Metres between two times (ms), as far as the route goes, and the seconds of it in which the watch was running."""
    if not route.time_ms:
        return None, 0.0
    first, last = max(first, route.time_ms[0]), min(last, route.time_ms[-1])
    begin, end = way.metres(first), way.metres(last)
    if begin is None or end is None or end < begin or last < first:
        return None, 0.0
    stood = sum(max(0, min(resumed, last) - max(stopped, first)) for stopped, resumed in route.pauses)
    return end - begin, (last - first - stood) / 1000


def _pace(metres: float | None, seconds: float) -> float | None:
    pace = seconds * 1000 / metres if metres else 0.0
    return round(pace, 1) if 0 < pace <= _SLOWEST else None


class _Way:
    """Where the runner was when: the points that have a distance."""

    def __init__(self, route: Route) -> None:
        known = [(ms, far) for ms, far in zip(route.time_ms, route.distance, strict=True) if far is not None]
        self._at, self._far = [ms for ms, _ in known], [far for _, far in known]
        self._pauses = route.pauses

    def metres(self, ms: int) -> float | None:
        """At a time, in proportion between the points around it; before the first point what that one says. None where
        no point is near. While the watch was stopped the distance stood still."""
        for stopped, resumed in self._pauses:
            if stopped < ms < resumed:
                ms = stopped
        before, after = bisect_right(self._at, ms) - 1, bisect_left(self._at, ms)
        if before < 0 or after == len(self._at):
            only = max(before, 0)
            return self._far[only] if self._at and abs(self._at[only] - ms) <= _LONGEST_HOLE else None
        earlier, later, low = self._at[before], self._at[after], self._far[before]
        if later == earlier:
            return low
        if later - earlier > _LONGEST_HOLE and not any(earlier <= a and b <= later for a, b in self._pauses):
            return None
        return low + (self._far[after] - low) * (ms - earlier) / (later - earlier)


def _mean(column: Column, rows: list[int]) -> float | None:
    values = [value for value in map(column.__getitem__, rows) if value]
    return round(sum(values) / len(values), 1) if values else None
