"""One place that a watch or a phone told while its runner ran."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LivePoint:
    """`at`: when the runner was there (aware UTC). lat, lon: degrees (WGS 84); distance: metres since the start, and
    `elapsed` seconds of it, as the watch counts them; altitude: metres; speed: m/s; heart_rate: beats/min; cadence:
    steps/min of both feet. None: not told. `ends`: the run was stopped and saved with it."""

    at: datetime
    lat: float | None = None
    lon: float | None = None
    distance: float | None = None
    elapsed: float | None = None
    altitude: float | None = None
    speed: float | None = None
    heart_rate: float | None = None
    cadence: float | None = None
    ends: bool = False

    @property
    def has_place(self) -> bool:
        return self.lat is not None and self.lon is not None


def merged(known: Iterable[LivePoint], told: Iterable[LivePoint]) -> tuple[LivePoint, ...]:
    """By time, each moment once: phones send again what they do not know to have arrived, and in any order. Of two of
    one moment the one known first stands."""
    points = {point.at: point for point in told}
    points.update({point.at: point for point in known})
    return tuple(points[at] for at in sorted(points))
