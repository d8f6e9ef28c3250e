"""OwnTracks in its HTTP mode (owntracks.org/booklet/tech/http and tech/json): one message a request, `vel` in km/h.

Zero-valued fields are left out. Anything but a place has to be answered alike, an empty body too: the app sends the
next message when this one was taken. An encrypted message (libsodium's secretbox: XSalsa20) cannot be opened here.
"""

from sync.core.live.phones.reading import is_vague, json_of, number, object_in, speed, time
from sync.core.live.phones.told import NOTHING, UNREADABLE, Fields, Told, Trouble
from sync.core.live.point import LivePoint

KM_PER_HOUR = 1 / 3.6


def read(fields: Fields, body: bytes) -> Told:
    """What one request says."""
    if not body.strip():
        return NOTHING
    try:
        message = object_in(json_of(body))
    except ValueError:
        return UNREADABLE
    match message.get("_type"):
        case "location":
            return _place(message)
        case "encrypted":
            return Told(trouble=Trouble.ENCRYPTED)
        case str():
            return NOTHING
        case _:
            return UNREADABLE


def _place(message: object) -> Told:
    fields = object_in(message)
    at, lat, lon = time(fields.get("tst")), number(fields.get("lat")), number(fields.get("lon"))
    if at is None or lat is None or lon is None:
        return UNREADABLE
    if is_vague(fields.get("acc")):
        return NOTHING
    return Told(
        (LivePoint(at, lat, lon, altitude=number(fields.get("alt")), speed=speed(fields.get("vel"), KM_PER_HOUR)),)
    )
