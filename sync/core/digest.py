"""What a page says of a run at a glance, worked out once from its route: times, splits, best efforts, a small line.

Derived: `recipe` says by which rules, and a digest of other rules is made anew from the kept route.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from sync.core.figures import running
from sync.core.key import Key
from sync.core.pacing import Stood, Way, fastest, splits, way_of, without_jumps
from sync.core.recipes import DIGEST
from sync.core.route import Column, Route

KILOMETRE, MILE = 1000.0, 1609.344
EFFORTS = {
    "400 m": 400.0,
    "1 km": KILOMETRE,
    "1 mile": MILE,
    "5 km": 5000.0,
    "10 km": 10_000.0,
    "half marathon": 21_097.5,
    "marathon": 42_195.0,
}
"""Metres, shortest first."""
LINE = 64

_STANDING = 0.5  # m/s; slower is not moving
_CLIMB = 2.0  # metres up before it counts: less is the barometer
_ON_FOOT = ("running", "run", "walking", "hiking")


@dataclass(frozen=True, slots=True)
class Digest:
    """Seconds, metres, beats and steps (on a bike turns) a minute; None: not recorded.

    moving: the watch running, and not standing; gain: metres climbed; kilometres, miles: the seconds of each full one,
    the watch's pauses left out; efforts: distance -> the least seconds in which it was run, pauses included; line: at
    most `LINE` places (latitude, longitude) on the way."""

    user: str
    source: str
    id: str
    leg: int
    recipe: int
    moving: float
    distance: float | None
    gain: float | None
    heart_rate: float | None
    most_heart_rate: float | None
    cadence: float | None
    kilometres: tuple[float, ...] = ()
    miles: tuple[float, ...] = ()
    efforts: dict[str, float] = field(default_factory=dict)
    line: tuple[tuple[float, float], ...] = ()
    version: int = 0


def digest(key: Key, route: Route) -> Digest:
    """The digest of a run. What it was like during each song is worked out when asked for (`figures`): plays may come
    for days, and a text can be made without them."""
    whole = way_of(route)
    stood, rows = Stood(route), running(route, range(len(route)))
    ran = Way([at - stood.until(at * 1000) / 1000 for at in whole.at], whole.metres)
    beats = _values(route.heart_rate, rows)
    return Digest(
        key.user,
        key.source,
        key.id,
        key.leg,
        recipe=DIGEST,
        moving=_moving(route, stood),
        distance=round(whole.metres[-1] - whole.metres[0], 1) if whole.at else None,
        gain=_gain(route.altitude),
        heart_rate=_mean(beats),
        most_heart_rate=max(beats, default=None),
        cadence=_mean(_values(route.cadence, rows)),
        kilometres=tuple(splits(ran, KILOMETRE)),
        miles=tuple(splits(ran, MILE)),
        efforts=_efforts(whole, on_foot=(route.sport or "").endswith(_ON_FOOT)),
        line=_line(route),
    )


def _moving(route: Route, stood: Stood) -> float:
    """Seconds between points that lie apart, or of which nobody knows; outside of the watch's pauses."""
    moving = 0.0
    for (begin, here), (end, there) in pairwise(zip(route.time_ms, route.distance, strict=True)):
        seconds = (end - begin - stood.until(end) + stood.until(begin)) / 1000
        if here is None or there is None or there - here >= _STANDING * seconds:
            moving += seconds
    return round(moving, 1)


def _gain(altitude: Column) -> float | None:
    gain, low = 0.0, None
    for height in altitude:
        if height is None:
            continue
        if low is None or height < low:
            low = height
        elif height >= low + _CLIMB:
            gain, low = gain + height - low, height
    return None if low is None else round(gain, 1)


def _efforts(way: Way, *, on_foot: bool) -> dict[str, float]:
    best: dict[str, float] = {}
    for piece in without_jumps(way) if on_foot else [way]:
        for name, length in EFFORTS.items():
            if (seconds := fastest(piece, length)) is not None and seconds < best.get(name, float("inf")):
                best[name] = seconds
    return best


def _line(route: Route) -> tuple[tuple[float, float], ...]:
    rows = zip(route.lat, route.lon, strict=True)
    places = [(round(lat, 5), round(lon, 5)) for lat, lon in rows if lat is not None and lon is not None]
    if len(places) <= LINE:
        return tuple(places)
    return tuple(places[round(n * (len(places) - 1) / (LINE - 1))] for n in range(LINE))


def _values(column: Column, rows: list[int]) -> list[float]:
    return [value for value in map(column.__getitem__, rows) if value]


def _mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
