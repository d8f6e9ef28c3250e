"""GPSLogger for Android (github.com/mendhak/gpslogger), "Log to custom URL": what is sent is what its user has written.

That is the line `FIELDS` behind our address, or in the body. Speeds in m/s. A field that is not known is left empty, or
stays the word that stands for it.
"""

from sync.core.live.phones.reading import is_vague, number, speed, time
from sync.core.live.phones.told import NOTHING, UNREADABLE, Fields, Told
from sync.core.live.point import LivePoint

FIELDS = "lat=%LAT&lon=%LON&time=%TIMESTAMP&alt=%ALT&spd=%SPD&acc=%ACC"


def read(fields: Fields, body: bytes) -> Told:
    """What one request says."""
    if not fields:
        return NOTHING
    at, lat, lon = time(fields.get("time")), number(fields.get("lat")), number(fields.get("lon"))
    if at is None or lat is None or lon is None:
        return UNREADABLE
    if is_vague(fields.get("acc")):
        return NOTHING
    return Told((LivePoint(at, lat, lon, altitude=number(fields.get("alt")), speed=speed(fields.get("spd"))),))
