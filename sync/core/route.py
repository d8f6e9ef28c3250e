"""A Route: the points of one recording, column by column, with its pauses and sessions.

Times are whole milliseconds since 1970-01-01 UTC. Columns are as long as `time_ms`; a value that the device
did not record is None. Several points may share a time: a device that records twice a second writes whole
seconds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from itertools import accumulate, pairwise
from typing import Any

Column = tuple[float | None, ...]

CHANNELS = (
    "lat",
    "lon",
    "distance",
    "altitude",
    "speed",
    "heart_rate",
    "cadence",
    "power",
    "temperature",
)
"""Every column of a Route except the time, in the order of `Point`'s fields."""

VERSION = 1


class NoRoute(Exception):
    """The file has no route that can be read; `reason` says why in plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReadingStopped(Exception):
    """The reading was ended from outside before it had a result; it may begin again later."""


@dataclass(frozen=True, slots=True)
class Session:
    """One leg as the device saw it.

    elapsed: seconds, pauses included; distance: metres, None when not recorded; sport: activity type key.
    """

    start_ms: int
    elapsed: float
    distance: float | None
    sport: str


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a Route; the units are those of the Route's columns."""

    time_ms: int
    lat: float | None
    lon: float | None
    distance: float | None
    altitude: float | None
    speed: float | None
    heart_rate: float | None
    cadence: float | None
    power: float | None
    temperature: float | None


@dataclass(frozen=True, slots=True)
class Route:
    """The points of one recording, in order of time. Raises ValueError when a column has another length.

    lat, lon: degrees (WGS 84); distance: metres since the start; altitude: metres; speed: m/s;
    heart_rate: beats/min; cadence: steps/min of both feet when running, walking or hiking, else
    revolutions/min; power: W; temperature: °C.
    pauses: (from, to) in ms, the timer being stopped in between. offset: local time minus UTC in seconds.
    sport: activity type key, "multi_sport" when the sessions differ, None when the file does not say.
    reader: what read the file; notes: what the reader had to overlook, in plain words.
    """

    time_ms: tuple[int, ...]
    lat: Column
    lon: Column
    distance: Column
    altitude: Column
    speed: Column
    heart_rate: Column
    cadence: Column
    power: Column
    temperature: Column
    _: KW_ONLY
    pauses: tuple[tuple[int, int], ...] = ()
    offset: int | None = None
    sport: str | None = None
    sessions: tuple[Session, ...] = ()
    reader: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in CHANNELS:
            if len(self.column(name)) != len(self.time_ms):
                raise ValueError(f"{name} has {len(self.column(name))} values for {len(self.time_ms)} points")
        if any(later < earlier for earlier, later in pairwise(self.time_ms)):
            raise ValueError("the points are not in order of time")

    def __len__(self) -> int:
        return len(self.time_ms)

    def column(self, channel: str) -> Column:
        """The values of one of `CHANNELS`."""
        values: Column = getattr(self, channel)
        return values

    def points(self) -> Iterator[Point]:
        """The rows, in order."""
        return map(Point, self.time_ms, *(self.column(name) for name in CHANNELS))

    @property
    def absent(self) -> tuple[str, ...]:
        """The channels that never occur: a treadmill run has no lat and lon."""
        return tuple(name for name in CHANNELS if all(value is None for value in self.column(name)))

    def to_document(self) -> dict[str, Any]:
        """This route as JSON values: times as steps from the first one, absent channels left out. Loses nothing."""
        absent = self.absent
        return {
            "v": VERSION,
            "time": [*self.time_ms[:1], *(later - earlier for earlier, later in pairwise(self.time_ms))],
            "channels": {name: list(self.column(name)) for name in CHANNELS if name not in absent},
            "pauses": [list(pause) for pause in self.pauses],
            "offset": self.offset,
            "sport": self.sport,
            "sessions": [[s.start_ms, s.elapsed, s.distance, s.sport] for s in self.sessions],
            "reader": self.reader,
            "notes": list(self.notes),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Route":
        """The Route that `to_document` wrote. Raises ValueError for anything else."""
        try:
            if document["v"] != VERSION:
                raise ValueError(f"a route of version {document['v']}, not {VERSION}")
            time_ms = tuple(accumulate(document["time"]))
            nothing: Column = (None,) * len(time_ms)
            channels = document["channels"]
            return cls(
                time_ms,
                *(tuple(channels[name]) if name in channels else nothing for name in CHANNELS),
                pauses=tuple((begin, end) for begin, end in document["pauses"]),
                offset=document["offset"],
                sport=document["sport"],
                sessions=tuple(Session(*session) for session in document["sessions"]),
                reader=document["reader"],
                notes=tuple(document["notes"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a route: {type(error).__name__} {error}") from error
