"""What LiveTrack answers, read: the run as a whole, and its points (docs/services/livetrack.md#answers).

Every field but a point's time may be missing, or be of another type than expected: then it was not told.
"""

from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from sync.adapters.clean import text
from sync.core.live.point import LivePoint
from sync.core.live.session import LiveSession

PLACEHOLDER, ABOUT = timedelta(hours=24), timedelta(seconds=2)
"""While a run is on its end is said to be a day after its start: that is no end."""
ON_FOOT = ("RUN", "WALK", "HIK", "TRAIL", "TRACK", "TREADMILL")
WALKS = 2.0  # m/s
ONE_LEG, ONE_LEG_WALKING = 120.0, 70.0
"""Cycles a minute below which they are those of one leg. Nobody says whether one or both are told: a runner makes 140
to 200 steps a minute with both, a walker 80 to 130, so that the number itself tells which it is."""


def session_of(answer: Any) -> LiveSession | None:
    """The run as a whole; None for what is no such answer."""
    if not isinstance(answer, dict):
        return None
    begun, ends = moment(answer.get("start")), moment(answer.get("end"))
    if begun is not None and ends is not None and abs(ends - begun - PLACEHOLDER) <= ABOUT:
        ends = None
    publisher = answer.get("publisher")
    nickname = publisher.get("nickname") if isinstance(publisher, dict) else None
    return LiveSession(
        text(answer.get("userDisplayName"), 80) or text(nickname, 80),
        begun,
        ends,
        answer.get("viewable") is not False,
        _number(answer.get("postTrackPointFrequency")),
    )


def points_of(answer: Any) -> list[LivePoint] | None:
    """The points of a page, as they come; None for what is no such answer."""
    told = answer.get("trackPoints") if isinstance(answer, dict) else None
    if not isinstance(told, list):
        return None
    return [point for each in told if isinstance(each, dict) and (point := _point(each)) is not None]


def _point(told: dict[str, Any]) -> LivePoint | None:
    at = moment(told.get("dateTime"))
    if at is None:
        return None
    position = told.get("position")
    place = position if isinstance(position, dict) else {}
    speed = _first(told, "speedMetersPerSec", "speed")
    events = told.get("eventTypes")
    return LivePoint(
        at,
        _number(place.get("lat")),
        _number(place.get("lon")),
        _first(told, "totalDistanceMeters", "distanceMeters"),
        _first(told, "totalDurationSecs", "durationSecs"),
        _first(told, "altitude", "elevation"),
        speed,
        _first(told, "heartRateBeatsPerMin"),
        _cadence(_first(told, "cadenceCyclesPerMin"), speed, told.get("activityType")),
        ends=isinstance(events, list) and "END" in events,
    )


def _cadence(cycles: float | None, speed: float | None, kind: Any) -> float | None:
    """Steps a minute of both feet; None for what has no steps."""
    if cycles is None or (isinstance(kind, str) and kind and not any(one in kind.upper() for one in ON_FOOT)):
        return None
    one_leg = ONE_LEG_WALKING if speed is not None and speed < WALKS else ONE_LEG
    return 2 * cycles if cycles < one_leg else cycles


def _first(told: dict[str, Any], *names: str) -> float | None:
    return next((value for name in names if (value := _number(told.get(name))) is not None), None)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def moment(value: Any) -> datetime | None:
    """A time as it is written there."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def written(at: datetime) -> str:
    """A time as it is asked for."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
