"""Traccar Client (traccar.org/osmand): from version 9 on a JSON object, before it a line of fields, speeds in knots.

Nobody knows the version of an app on their phone: both are read at one address.
"""

from collections.abc import Mapping
from typing import Any

from sync.core.live.phones.reading import is_vague, json_of, number, object_in, speed, time
from sync.core.live.phones.told import NOTHING, UNREADABLE, Fields, Told
from sync.core.live.point import LivePoint

KNOT = 1852 / 3600
"""In m/s."""


def read(fields: Fields, body: bytes) -> Told:
    """What one request says, of either version."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return _before_9(fields)
    try:
        return _of_9(object_in(json_of(body), "location"))
    except ValueError:
        return UNREADABLE


def _of_9(location: Mapping[str, Any]) -> Told:
    place = object_in(location, "coords")
    at, lat, lon = time(location.get("timestamp")), number(place.get("latitude")), number(place.get("longitude"))
    if at is None or lat is None or lon is None:
        return UNREADABLE
    if is_vague(place.get("accuracy")) or object_in(location, "activity").get("type") == "in_vehicle":
        return NOTHING
    return Told((LivePoint(at, lat, lon, altitude=number(place.get("altitude")), speed=speed(place.get("speed"))),))


def _before_9(fields: Fields) -> Told:
    if not fields:
        return NOTHING
    both = fields.get("location", "").split(",")
    lat, lon = (fields.get("lat"), fields.get("lon")) if len(both) != 2 else (both[0], both[1])
    at, north, east = time(fields.get("timestamp")), number(lat), number(lon)
    if at is None or north is None or east is None:
        return UNREADABLE
    if is_vague(fields.get("accuracy")) or fields.get("valid") in ("false", "0"):
        return NOTHING
    altitude = number(fields.get("altitude"))
    return Told((LivePoint(at, north, east, altitude=altitude, speed=speed(fields.get("speed"), KNOT)),))
