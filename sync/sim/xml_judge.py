"""What Strava makes of an uploaded GPX or TCX file: read without DTD or entities, and capped in size."""

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal
from xml.etree import ElementTree  # refused below: every DTD and entity, which is what etree is weak against

from sync.sim.judged import MALFORMED, NO_TIME, Judged, NotAcceptable

_CAP = 25_000_000
_EARTH_RADIUS = 6_371_000.0
_SPORTS = {
    "running": "Run",
    "run": "Run",
    "trail_running": "TrailRun",
    "biking": "Ride",
    "cycling": "Ride",
    "walking": "Walk",
    "hiking": "Hike",
    "swimming": "Swim",
    "other": "Workout",
}
_Spot = tuple[float, float]


def judge_xml(data: bytes) -> Judged:
    """Start and elapsed time from the points' times, distance from the laps or roughly from the positions.

    Raises `NotAcceptable` for anything that is not well-formed UTF-8 GPX or TCX, and for files without times.
    """
    root = _parsed(data)
    kind = _local(root)
    if kind == "gpx":
        return _judged("gpx", root, "trkpt", _gpx_sport(root))
    if kind == "TrainingCenterDatabase":
        sport = next((e.get("Sport", "") for e in root.iter() if _local(e) == "Activity"), "")
        return _judged("tcx", root, "Trackpoint", _SPORTS.get(sport.lower(), "Workout"))
    raise NotAcceptable(MALFORMED)


def _parsed(data: bytes) -> ElementTree.Element:
    if len(data) > _CAP:
        raise NotAcceptable(MALFORMED)
    try:
        # decoded first: a UTF-16 file could hide its DTD from the search
        text = data.decode("utf-8-sig").strip()
        if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise NotAcceptable(MALFORMED)
        return ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError, LookupError) as error:
        raise NotAcceptable(MALFORMED) from error


def _judged(form: Literal["tcx", "gpx"], root: ElementTree.Element, point_tag: str, sport_type: str) -> Judged:
    points = [element for element in root.iter() if _local(element) == point_tag]
    times = [moment for moment in (_time(_child(point, "time")) for point in points) if moment]
    if not times:
        raise NotAcceptable(NO_TIME)
    spots = [spot for spot in map(_spot, points) if spot]
    laps = [e for e in root.iter() if _local(e) == "Lap"]
    said = [metres for metres in (_number(_child(lap, "distancemeters")) for lap in laps) if metres]
    start, end = min(times), max(times)
    elapsed = (end - start).total_seconds()
    return Judged(
        format=form,
        start=start,
        elapsed=elapsed,
        moving=elapsed,
        distance=round(sum(said) if said else _length(spots), 1),
        sport_type=sport_type,
        records=len(points),
        position=spots[0] if spots else None,
    )


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """The child with this lower-case local name."""
    return next((child for child in element if _local(child).lower() == name), None)


def _gpx_sport(root: ElementTree.Element) -> str:
    said = next((e.text or "" for e in root.iter() if _local(e) == "type"), "")
    return _SPORTS.get(said.strip().lower(), "Ride")  # Strava takes a GPX without a type for a ride


def _time(element: ElementTree.Element | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((element.text or "").strip()) if element is not None else None
        if moment is None:
            return None
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(element: ElementTree.Element | None) -> float | None:
    try:
        value = float(element.text or "") if element is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _spot(point: ElementTree.Element) -> _Spot | None:
    try:
        position = _child(point, "position")
        if position is None:
            return _checked(float(point.get("lat", "")), float(point.get("lon", "")))
        latitude = _number(_child(position, "latitudedegrees"))
        longitude = _number(_child(position, "longitudedegrees"))
    except ValueError:
        return None
    return _checked(latitude, longitude) if latitude is not None and longitude is not None else None


def _checked(latitude: float, longitude: float) -> _Spot | None:
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _length(spots: list[_Spot]) -> float:
    return sum(_steps(spots))


def _steps(spots: list[_Spot]) -> Iterator[float]:
    """Metres from point to point on a flat patch of the globe: near enough for a rough distance."""
    for (lat1, lon1), (lat2, lon2) in pairwise(spots):
        north = math.radians(lat2 - lat1)
        east = math.radians(lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
        yield _EARTH_RADIUS * math.hypot(north, east)
