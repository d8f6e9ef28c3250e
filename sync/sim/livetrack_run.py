"""A run as the simulated LiveTrack shows it: a point each 10 s, sent in batches of 15 s, some 20 s late, with its gaps.

Source: docs/services/livetrack.md#answers.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

EVERY, BATCH, LATE = timedelta(seconds=10), timedelta(seconds=15), timedelta(seconds=20)
DAY = timedelta(days=1)
METRES, SPEED = 111_195.0, 3.0
"""Of a degree of latitude; metres a second."""


@dataclass(frozen=True, slots=True)
class SimLivePoint:
    """`at`: when the runner was there; `sent_at`: from when it is shown. `seconds`: on the watch's timer."""

    at: datetime
    sent_at: datetime
    seconds: float
    fitness: bool = True
    kind: str = "place"  # place, nowhere (0, 0) or placeless
    ends: bool = False


@dataclass
class SimLiveRun:
    """`waits`: seconds before the timer starts, without any figure. `stopped`: when it was saved, None while it goes
    on; `says_end`: its last point says so. `gap`: without a signal from then to then, all of it sent afterwards.
    `indoors`: there are no points. `gone_at`: from when on it is shown no longer."""

    start: datetime
    id: str = "1f2e3d4c-0000-4000-8000-0000000000aa"
    token: str = "7ab1e70ken7ab1e70ken7ab1e70ken7a"
    name: str = "Ana"
    stopped: datetime | None = None
    says_end: bool = True
    moves_end: bool = True
    hidden: bool = False
    indoors: bool = False
    waits: float = 20.0
    gap: tuple[datetime, datetime] | None = None
    gone_at: datetime | None = None
    frequency: float | None = 15
    kind: str = "RUNNING"

    @property
    def link(self) -> str:
        return f"https://livetrack.garmin.com/session/{self.id}/token/{self.token}"

    def is_gone(self, now: datetime) -> bool:
        return now >= (self.gone_at or self.start + DAY)

    def session(self, now: datetime) -> dict[str, Any]:
        """What is said of it as a whole. Its end is a day after its start until it is another one."""
        end = self.start + DAY
        if self.stopped is not None and self.moves_end and self.stopped + LATE <= now:
            end = self.stopped
        said: dict[str, Any] = {
            "sessionId": self.id,
            "sessionToken": self.token,
            "userDisplayName": self.name,
            "sessionName": "Morning run",
            "start": written(self.start),
            "end": written(end),
            "viewable": not self.hidden,
            "privacyLevel": "PUBLIC",
            "activityType": self.kind,
            "publisher": {"nickname": self.name},
        }
        return said | ({"postTrackPointFrequency": self.frequency} if self.frequency else {})

    def shown(self, now: datetime) -> list[SimLivePoint]:
        """The points that have been sent by now."""
        return [point for point in self._all(now) if point.sent_at <= now]

    def _all(self, now: datetime) -> list[SimLivePoint]:
        if self.indoors or self.hidden:
            return []
        end = min(now, self.stopped or now)
        count = int((end - self.start) / EVERY)
        made = [self._point(number) for number in range(count + 1)]
        if self.stopped is not None and self.stopped <= now and self.says_end:
            made.append(SimLivePoint(self.stopped, self._sent(self.stopped), self._seconds(self.stopped), ends=True))
        return made

    def _point(self, number: int) -> SimLivePoint:
        at = self.start + number * EVERY
        kind = {4: "nowhere", 7: "placeless"}.get(number, "place")
        return SimLivePoint(at, self._sent(at), self._seconds(at), self._seconds(at) > 0, kind)

    def _seconds(self, at: datetime) -> float:
        return max(0.0, (at - self.start).total_seconds() - self.waits)

    def _sent(self, at: datetime) -> datetime:
        batches = -(-(at - self.start) // BATCH)
        sent = self.start + batches * BATCH + LATE
        return max(sent, self.gap[1]) if self.gap is not None and self.gap[0] <= sent < self.gap[1] else sent


def told(point: SimLivePoint) -> dict[str, Any]:
    """A point as it is told: flat, without fields that are not known."""
    far = point.seconds * SPEED
    said: dict[str, Any] = {"dateTime": written(point.at), "reportedTime": written(point.sent_at), "eventTypes": []}
    match point.kind:
        case "place":
            said["position"] = {"lat": 48.0 + far / METRES, "lon": 11.5}
        case "nowhere":
            said["position"] = {"lat": 0, "lon": 0}
    if point.ends:
        said["eventTypes"] = ["END"]
    if not point.fitness:
        return said | {"pointStatus": "STATIONARY"}
    return said | {
        "altitude": 520.2,
        "speed": SPEED,
        "speedMetersPerSec": SPEED,
        "totalDistanceMeters": far,
        "distanceMeters": far,
        "totalDurationSecs": point.seconds,
        "durationSecs": point.seconds,
        "heartRateBeatsPerMin": 142,
        "cadenceCyclesPerMin": 84,
        "powerWatts": 250,
        "activityType": "RUNNING",
        "pointStatus": "MOVING",
    }


def written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
