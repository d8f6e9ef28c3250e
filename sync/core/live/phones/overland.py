"""Overland for iOS (github.com/aaronpk/Overland-iOS): batches of GeoJSON, longitude first, speeds in m/s, -1 unknown.

A batch that is not answered with `{"result":"ok"}` is kept and sent again whole.
"""

from sync.core.live.phones.reading import MOST_POINTS, is_vague, json_of, number, object_in, speed, time
from sync.core.live.phones.told import UNREADABLE, Fields, Told, Trouble
from sync.core.live.point import LivePoint


def read(fields: Fields, body: bytes) -> Told:
    """What one request says; what of a batch cannot be read is left out."""
    try:
        batch = object_in(json_of(body)).get("locations")
    except ValueError:
        return UNREADABLE
    if not isinstance(batch, list):
        return UNREADABLE
    if len(batch) > MOST_POINTS:
        return Told(trouble=Trouble.TOO_LARGE)
    read = [point for point in map(_point, batch) if point is not None]
    return Told(tuple(point for point, is_run in read if is_run)) if read or not batch else UNREADABLE


def _point(value: object) -> tuple[LivePoint, bool] | None:
    """And whether somebody may be running there: not in what the phone itself says to be a vehicle."""
    told, place = object_in(value, "properties"), object_in(value, "geometry").get("coordinates")
    if not isinstance(place, list) or len(place) < 2:
        return None
    at, lon, lat = time(told.get("timestamp")), number(place[0]), number(place[1])
    if at is None or lat is None or lon is None:
        return None
    point = LivePoint(at, lat, lon, altitude=number(told.get("altitude")), speed=speed(told.get("speed")))
    return point, not is_vague(told.get("horizontal_accuracy")) and told.get("motion") != ["driving"]
