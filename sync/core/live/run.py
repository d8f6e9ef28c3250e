"""A run in progress, and its points, as they are kept until the watch's own file takes their place."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.core.live.point import LivePoint

STALE = timedelta(seconds=90)
"""Without a point for so long nothing is known of now: a tunnel, a pause, no signal. The run is not over."""
SILENCE = timedelta(minutes=30)
"""Without a point for so long the run is taken to be over; one that comes later belongs to another run."""
KEPT = timedelta(days=7)
"""How long its points are kept at most, whatever becomes of the run."""
PART = timedelta(minutes=5)
"""Points are kept in parts of so long: what arrives changes one small document, not the whole run."""
LOOKS_AGAIN = timedelta(minutes=10)
"""How often it is looked whether the watch's own file has come."""
LONGEST = timedelta(hours=36)
MOST_POINTS = 150_000


@dataclass(frozen=True, slots=True)
class LiveRun:
    """`source`: who tells of it (a service of the role `LIVE`); `id`: its own, unique with the source; `device`: as the
    source names it. `begun`, `last`: the times of its first and its last point; `arrived_at`: when the newest came;
    `points`: how many there are. `ended_at`: when it was over, None while it goes on. `every`: seconds between two
    points, as its source says. `due`: when it is looked at again."""

    user: str
    source: str
    id: str
    begun: datetime
    last: datetime
    arrived_at: datetime
    device: str = ""
    points: int = 0
    every: float | None = None
    ended_at: datetime | None = None
    due: datetime | None = None
    version: int = 0

    def is_over(self, now: datetime) -> bool:
        return self.ended_at is not None or now - self.last > SILENCE or now - self.begun > LONGEST

    def is_stale(self, now: datetime) -> bool:
        """Whether where the runner is now is not known."""
        return self.is_over(now) or now - self.last > STALE

    def over(self, at: datetime) -> "LiveRun":
        """Stopped; the first time stands."""
        return self if self.ended_at is not None else replace(self, ended_at=at)


@dataclass(frozen=True, slots=True)
class LivePart:
    """The points of a run that fall into `PART`s of time, counted from 1970 by `number`."""

    user: str
    source: str
    id: str
    number: int
    points: tuple[LivePoint, ...]
    version: int = 0


def part_of(at: datetime) -> int:
    """The number of the part that a moment falls into."""
    return int(at.timestamp() // PART.total_seconds())
