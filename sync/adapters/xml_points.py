"""The points of a GPX or TCX file: what both have in common once their words are understood."""

import math
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sync.core.original import Measures
from sync.core.route import CHANNELS, NoRoute, Route

MOST_POINTS = 200_000
_EARTH, _PAUSE_MS = 6_371_008.8, 10_000
_ON_FOOT = ("running", "run", "walking", "hiking")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def number(text: str) -> float | None:
    """The number that a text is; None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e9 else None


def moment(text: str) -> datetime | None:
    """An ISO time; one without a zone is UTC. None for anything else, and for years that no watch has seen."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return at if 1980 < at.year < 2200 else None


class XmlPoints:
    """Collects points, and becomes what is asked of them."""

    def __init__(self) -> None:
        self.title = ""
        self.sports: list[str] = []
        self.time_ms = array("q")
        self.columns = {
            name: array("d") for name in CHANNELS
        }  # a stranger's file may have many: 8 bytes for each value
        self.breaks: list[int] = []  # numbers of the points that a new stretch begins with
        self.offset: int | None = None
        self.timeless = 0
        self.begun: datetime | None = None  # of a recording without points, what its laps say
        self.elapsed = 0.0
        self.distance: float | None = None

    def point(self, at: datetime | None, values: dict[str, float]) -> None:
        """One point. Raises NoRoute for more of them than any run has."""
        if at is None:
            self.timeless += 1
            return
        if len(self.time_ms) >= MOST_POINTS:
            raise NoRoute(f"more than {MOST_POINTS:,} points")
        east = at.utcoffset()
        if self.offset is None and east:
            self.offset = int(east.total_seconds())
        lat, lon = values.get("lat"), values.get("lon")
        if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
            values = {name: value for name, value in values.items() if name not in ("lat", "lon")}
        if values.get("heart_rate") == 0:
            del values["heart_rate"]  # a strap without contact
        self.time_ms.append(round((at - _EPOCH) / timedelta(milliseconds=1)))
        for name, column in self.columns.items():
            column.append(values.get(name, math.nan))

    def breaks_off(self) -> None:
        """A stretch is over: the next point begins another one."""
        if self.time_ms and (not self.breaks or self.breaks[-1] != len(self.time_ms)):
            self.breaks.append(len(self.time_ms))

    def measures(self) -> Measures:
        """Raises NoRoute where nothing says when it was."""
        sports = tuple(self.sports) or ("other",)
        if not self.time_ms:
            if self.begun is None or not self.elapsed:
                raise NoRoute("its points have no times: a planned route" if self.timeless else "it holds no points")
            return Measures(self.begun.astimezone(UTC), self.offset, self.elapsed, self.distance, sports)
        first, last = min(self.time_ms), max(self.time_ms)
        start = _EPOCH + timedelta(milliseconds=first)
        return Measures(start, self.offset, (last - first) / 1000, round(self._length(), 2), sports)

    @property
    def lon(self) -> float | None:
        """Where it began."""
        return next(_known(self.columns["lon"]), None)

    def route(self, reader: str) -> Route:
        """Raises NoRoute when there was no point with a time."""
        self.measures()
        if not self.time_ms:
            raise NoRoute("no points")
        notes = [f"{self.timeless} points without a time left out"] if self.timeless else []
        pauses = tuple(
            (self.time_ms[at - 1], self.time_ms[at])
            for at in self.breaks
            if at < len(self.time_ms) and self.time_ms[at] - self.time_ms[at - 1] > _PAUSE_MS
        )
        sport = "multi_sport" if len(set(self.sports)) > 1 else next(iter(self.sports), None)
        columns = {name: [None if math.isnan(value) else value for value in self.columns[name]] for name in CHANNELS}
        if all(value is None for value in columns["distance"]):
            columns["distance"] = list(self._distances())
        if (sport or "").endswith(_ON_FOOT):  # both formats count one foot
            columns["cadence"] = [None if value is None else value * 2 for value in columns["cadence"]]
        order = sorted(range(len(self.time_ms)), key=self.time_ms.__getitem__)
        if order != list(range(len(order))):
            notes.append("points out of order")
        return Route(
            tuple(self.time_ms[i] for i in order),
            *(tuple(columns[name][i] for i in order) for name in CHANNELS),
            pauses=pauses,
            offset=self.offset,
            sport=sport,
            reader=reader,
            notes=tuple(notes),
        )

    def _length(self) -> float:
        told = max(_known(self.columns["distance"]), default=None)
        return told if told is not None else max((m for m in self._distances() if m is not None), default=0.0)

    def _distances(self) -> Iterator[float | None]:
        """Metres along the positions; nothing where there are none."""
        total, before = 0.0, None
        for lat, lon in zip(self.columns["lat"], self.columns["lon"], strict=True):
            if math.isnan(lat) or math.isnan(lon):
                yield None
                continue
            if before is not None:
                total += _apart(*before, lat, lon)
            before = (lat, lon)
            yield round(total, 2)


def _known(values: Iterable[float]) -> Iterator[float]:
    return (value for value in values if not math.isnan(value))


def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres between two positions, on a sphere."""
    phi, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))
