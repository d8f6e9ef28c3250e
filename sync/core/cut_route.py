"""A route as strangers may see it: without the pieces that touch a privacy zone, and without what would tell of them.

The route is cut by whole pieces of `PIECE` metres. Times and distances begin at 0 and go on behind a hole where they
stopped before it: how long the way inside was, and how far, is what would tell where in the circle somebody lives.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import cos, hypot, radians

from sync.core.privacy import METRES, Place, Zone
from sync.core.route import CHANNELS, Route

PIECE = 100.0
HOLE = 1000
"""Milliseconds that a hole takes in the new time; halfway a point without a place ends the line on a map."""
PLACES = ("lat", "lon")
WITHOUT = ("temperature", "power")
"""Channels that no stranger is shown."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One that is shown: from and to in the recording's ms (both included), and where it begins in the new time."""

    first_ms: int
    last_ms: int
    shown_ms: int

    def shown(self, begin_ms: float, end_ms: float) -> tuple[float, float] | None:
        """The new times of what lies of these times inside the stretch."""
        begin, end = max(begin_ms, self.first_ms), min(end_ms, self.last_ms)
        return (begin - self.first_ms + self.shown_ms, end - self.first_ms + self.shown_ms) if begin < end else None


@dataclass(frozen=True, slots=True)
class CutRoute:
    """What is left, and of which stretches it is made. `whole`: nothing was hidden."""

    route: Route
    stretches: tuple[Stretch, ...]
    whole: bool


def cut(
    route: Route, zones: Sequence[Zone], *, places: bool = True, figures: bool = True, goes_on: bool = False
) -> CutRoute:
    """The route for others. `places`: they are shown, else nothing has to be cut and none are in it; `figures`: what
    the watch measured besides is shown; `goes_on`: it is being run, and whether its last piece is to touch a zone is
    not known yet."""
    hidden = _hidden(route, zones, goes_on=goes_on) if places else set[int]()
    pieces = _pieces(route)
    rows = [index for index in range(len(route)) if pieces[index] not in hidden]
    runs = [[row for _, row in group] for _, group in groupby(enumerate(rows), lambda pair: pair[1] - pair[0])]
    return CutRoute(*_joined(route, runs, _kept(places=places, figures=figures)), len(rows) == len(route))


def _kept(*, places: bool, figures: bool) -> frozenset[str]:
    """The channels that are shown."""
    measured = frozenset(CHANNELS) - {*PLACES, *WITHOUT}
    return (measured if figures else frozenset()) | (frozenset(PLACES) if places else frozenset())


def _hidden(route: Route, zones: Sequence[Zone], *, goes_on: bool) -> set[int]:
    """The pieces that touch a zone, by a point or by the line between two; where there is one, the last piece until it
    is whole."""
    pieces = _pieces(route)
    hidden = {pieces[-1]} if zones and goes_on and pieces else set[int]()
    placed = [(row, place) for row, place in enumerate(_places(route)) if place is not None]
    for zone in zones:
        hidden |= {pieces[row] for row, place in placed if zone.hides(place)}
        for (row, begin), (later, end) in pairwise(placed):
            if zone.crossed(begin, end):
                hidden |= set(range(pieces[row], pieces[later] + 1))
    return hidden


def _places(route: Route) -> Iterator[Place | None]:
    for lat, lon in zip(route.lat, route.lon, strict=True):
        yield None if lat is None or lon is None else (lat, lon)


def _pieces(route: Route) -> list[int]:
    """The number of each point's piece, by the way between the places, so that no other column has to be right."""
    far, before, numbers = 0.0, None, list[int]()
    for place in _places(route):
        if place is not None:
            far += 0.0 if before is None else metres(before, place)
            before = place
        numbers.append(int(far // PIECE))
    return numbers


def metres(begin: Place, end: Place) -> float:
    """Between two places, on ground taken for flat."""
    around = (end[1] - begin[1] + 180.0) % 360.0 - 180.0
    return hypot(around * METRES * cos(radians(begin[0])), (end[0] - begin[0]) * METRES)


def _joined(route: Route, runs: list[list[int]], kept: frozenset[str]) -> tuple[Route, tuple[Stretch, ...]]:
    """The rows that are left, one stretch behind the other."""
    columns: dict[str, list[float | None]] = {name: [] for name in CHANNELS}
    times, stretches, pauses = list[int](), list[Stretch](), list[tuple[int, int]]()
    far = 0.0
    for rows in runs:
        if times:
            _hole(times, columns, pauses)
        first, last, at = route.time_ms[rows[0]], route.time_ms[rows[-1]], times[-1] + HOLE // 2 if times else 0
        stretches.append(Stretch(first, last, at))
        times += [route.time_ms[row] - first + at for row in rows]
        for name in CHANNELS:
            values = [route.column(name)[row] if name in kept else None for row in rows]
            columns[name] += values if name != "distance" else _from(values, far)
        far = max((value for value in columns["distance"] if value is not None), default=far)
        pauses += [
            (max(begin, first) - first + at, min(end, last) - first + at)
            for begin, end in route.pauses
            if begin < last and end > first
        ]
    shown = Route(tuple(times), *(tuple(columns[name]) for name in CHANNELS), pauses=tuple(pauses), sport=route.sport)
    return shown, tuple(stretches)


def _hole(times: list[int], columns: dict[str, list[float | None]], pauses: list[tuple[int, int]]) -> None:
    pauses.append((times[-1], times[-1] + HOLE))
    times.append(times[-1] + HOLE // 2)
    for column in columns.values():
        column.append(None)


def _from(values: list[float | None], far: float) -> list[float | None]:
    """Distances that go on from `far`."""
    first = next((value for value in values if value is not None), 0.0)
    return [None if value is None else max(far, value - first + far) for value in values]
