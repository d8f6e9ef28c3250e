"""What the apps send is read with each one's units and places; what is none of it breaks nothing."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.live.phones.apps import APPS
from sync.core.live.phones.phone import LivePhone
from sync.core.live.phones.reading import MOST_POINTS
from sync.core.live.phones.told import Trouble
from sync.core.live.point import LivePoint
from sync.engine.live.phones import read
from sync.engine.live.setting_up import setup_of

AT = datetime(2026, 10, 9, 6, 5, 10, tzinfo=UTC)
SECONDS = int(AT.timestamp())
ISO = "2026-10-09T06:05:10.000Z"


def feature(**other: Any) -> dict[str, Any]:
    told = {"timestamp": ISO, "altitude": 520, "speed": 3, "horizontal_accuracy": 5, "motion": ["running"]} | other
    place = told.pop("coordinates", [11.5, 48.1])
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": told}


def of_9(**other: Any) -> dict[str, Any]:
    coords = {"latitude": 48.1, "longitude": 11.5, "accuracy": 5, "speed": 3.0, "altitude": 520.0} | other
    kind = coords.pop("activity", "running")
    return {"location": {"timestamp": ISO, "coords": coords, "activity": {"type": kind}}, "device_id": "1"}


GOOD: dict[str, tuple[str, bytes, Any, float | None]] = {
    "OwnTracks": ("owntracks", b"", {"_type": "location", "lat": 48.1, "lon": 11.5, "tst": SECONDS, "vel": 36}, 10.0),
    "OwnTracks at rest": ("owntracks", b"", {"_type": "location", "lat": 48.1, "lon": 11.5, "tst": SECONDS}, None),
    "Overland": ("overland", b"", {"locations": [feature()], "current": {}}, 3.0),
    "Overland without a speed": ("overland", b"", {"locations": [feature(speed=-1)]}, None),
    "Traccar 9": ("traccar", b"", of_9(), 3.0),
    "Traccar 8": ("traccar", f"id=1&lat=48.1&lon=11.5&timestamp={SECONDS}&speed=10".encode(), b"", 5.144),
    "Traccar in ms": ("traccar", f"lat=48.1&lon=11.5&timestamp={SECONDS}000&speed=10".encode(), b"", 5.144),
    "Traccar in ISO": ("traccar", f"location=48.1,11.5&timestamp={ISO}".encode(), b"", None),
    "Traccar in the body": ("traccar", b"", f"id=1&lat=48.1&lon=11.5&timestamp={SECONDS}".encode(), None),
    "GPSLogger": ("gpslogger", f"lat=48.1&lon=11.5&time={SECONDS}&spd=3.0&acc=5".encode(), b"", 3.0),
    "GPSLogger in ISO": ("gpslogger", f"lat=48.1&lon=11.5&time={ISO}&spd=%25SPD".encode(), b"", None),
}


def bytes_of(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.mark.parametrize(("app", "query", "body", "speed"), GOOD.values(), ids=GOOD)
def test_a_place_is_read_with_its_time_and_its_speed_in_metres_a_second(
    app: str, query: bytes, body: Any, speed: float | None
) -> None:
    told = read(app, query, bytes_of(body))
    assert told.trouble is Trouble.NONE
    (point,) = told.points
    assert (point.at, point.lat, point.lon) == (AT, 48.1, 11.5)
    assert point.speed == (pytest.approx(speed, abs=0.001) if speed is not None else None)


NO_PLACE: dict[str, tuple[str, bytes, Any]] = {
    **{
        f"OwnTracks's {kind}": ("owntracks", b"", {"_type": kind})
        for kind in ("transition", "waypoint", "waypoints", "lwt", "status", "steps", "card", "cmd", "dump", "request")
    },
    "OwnTracks's empty body": ("owntracks", b"", b""),
    "OwnTracks by cells": ("owntracks", b"", {"_type": "location", "lat": 1, "lon": 1, "tst": SECONDS, "acc": 1500}),
    "Overland's empty batch": ("overland", b"", {"locations": []}),
    "Overland in a car": ("overland", b"", {"locations": [feature(motion=["driving"])]}),
    "Overland by cells": ("overland", b"", {"locations": [feature(horizontal_accuracy=1500)]}),
    "Traccar 9 in a car": ("traccar", b"", of_9(activity="in_vehicle")),
    "Traccar 9 by cells": ("traccar", b"", of_9(accuracy=1500)),
    "Traccar 8, not valid": ("traccar", f"lat=1&lon=1&timestamp={SECONDS}&valid=false".encode(), b""),
    "Traccar's look whether we are there": ("traccar", b"", b""),
    "GPSLogger's": ("gpslogger", b"", b""),
}


@pytest.mark.parametrize(("app", "query", "body"), NO_PLACE.values(), ids=NO_PLACE)
def test_what_is_no_place_where_somebody_could_run_is_no_trouble(app: str, query: bytes, body: Any) -> None:
    told = read(app, query, bytes_of(body))
    assert (told.points, told.trouble) == ((), Trouble.NONE)


TROUBLES: dict[str, tuple[str, bytes, Any, Trouble]] = {
    "encrypted": ("owntracks", b"", {"_type": "encrypted", "data": "AAAA"}, Trouble.ENCRYPTED),
    "a huge batch": ("overland", b"", {"locations": [0] * (MOST_POINTS + 1)}, Trouble.TOO_LARGE),
    "another app": ("owntracks", b"", {"locations": [feature()]}, Trouble.UNREADABLE),
    "the other way round": ("overland", b"", {"_type": "location", "lat": 1, "lon": 1, "tst": 1}, Trouble.UNREADABLE),
    "no JSON": ("owntracks", b"", b"{", Trouble.UNREADABLE),
    "no end": ("owntracks", b"", b"[" * 60_000, Trouble.UNREADABLE),
    "no end of Overland's": ("overland", b"", b'{"locations":' * 20_000, Trouble.UNREADABLE),
    "no end of Traccar's": ("traccar", b"", b'{"location":' * 5_000, Trouble.UNREADABLE),
    "no number": ("owntracks", b"", b'{"_type":"location","lat":NaN,"lon":1,"tst":1}', Trouble.UNREADABLE),
    "no end of a number": ("owntracks", b"", b'{"_type":"location","lat":1,"lon":1,"tst":1e999}', Trouble.UNREADABLE),
    "digits": ("owntracks", b"", b'{"_type":"location","lat":1,"lon":1,"tst":%s}' % (b"9" * 5000), Trouble.UNREADABLE),
    "no features": ("overland", b"", {"locations": ["x", None, [], {}, 7]}, Trouble.UNREADABLE),
    "no list": ("overland", b"", {"locations": {}}, Trouble.UNREADABLE),
    "fields": ("traccar", b"&".join(b"a%d=1" % n for n in range(500)), b"", Trouble.UNREADABLE),
    "a line": ("gpslogger", b"lat=%LAT&lon=%LON&time=%TIMESTAMP", b"", Trouble.UNREADABLE),
    "no UTF-8": ("owntracks", b"", b'{"_type": "\xff"}', Trouble.UNREADABLE),
}


@pytest.mark.parametrize(("app", "query", "body", "trouble"), TROUBLES.values(), ids=TROUBLES)
def test_of_what_cannot_be_read_it_is_said_why(app: str, query: bytes, body: Any, trouble: Trouble) -> None:
    told = read(app, query, bytes_of(body))
    assert (told.points, told.trouble) == ((), trouble)


def test_of_a_batch_what_can_be_read_is_read() -> None:
    told = read(
        "overland",
        b"",
        bytes_of({"locations": [None, feature(timestamp="yesterday"), feature(), feature(coordinates=[11.5])]}),
    )
    assert told.points == (LivePoint(AT, 48.1, 11.5, altitude=520.0, speed=3.0),)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from([ISO, SECONDS]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["_type", "lat", "lon", "tst", "vel", "acc", "locations", "geometry", "coordinates", "coords"]
            )
            | st.sampled_from(["properties", "timestamp", "speed", "location", "motion", "activity", "type"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)
TYPED = ANY.map(lambda one: {"_type": "location"} | one if isinstance(one, dict) else one)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(APPS)), st.binary(max_size=60), st.binary(max_size=200) | (ANY | TYPED).map(bytes_of))
def test_whatever_comes_only_points_in_numbers_come_of_it(app: str, query: bytes, body: bytes) -> None:
    for point in read(app, query, body).points:
        assert point.lat is not None
        assert point.lon is not None
        assert all(isfinite(each) for each in (point.lat, point.lon, point.speed or 0.0, point.altitude or 0.0))
        assert point.at.tzinfo is UTC


def phone(app: str, name: str = "Pixel") -> LivePhone:
    return LivePhone("me", "0" * 64, app, name, AT)


def test_a_setup_link_says_the_address_and_nothing_of_it_is_lost() -> None:
    base, secret, name = "https://runs.example.org/", "me.a-b_c", "Ma & Pa's +1 ü"
    made = setup_of(phone("owntracks", name), base, secret)
    assert made.address == "https://runs.example.org/ingest/owntracks/me.a-b_c"
    link = urlsplit(made.link)
    told = json.loads(b64decode(parse_qs(link.query)["inline"][0]))
    assert (link.scheme, link.path) == ("owntracks", "/config")
    assert (told["_type"], told["mode"], told["url"], told["deviceId"]) == ("configuration", 3, made.address, name)
    made = setup_of(phone("overland", name), base, secret)
    link = urlsplit(made.to_scan)
    assert (link.scheme, link.netloc) == ("overland", "setup")
    assert parse_qs(link.query) == {"url": ["https://runs.example.org/ingest/overland/me.a-b_c"], "device_id": [name]}


def test_the_address_of_gpslogger_asks_for_what_is_read() -> None:
    line = urlsplit(setup_of(phone("gpslogger"), "https://runs.example.org", "me.x").to_scan).query
    filled = {"%LAT": "48.1", "%LON": "11.5", "%TIMESTAMP": str(SECONDS), "%ALT": "520", "%SPD": "3", "%ACC": "5"}
    for word, value in filled.items():
        assert word in line
        line = line.replace(word, value)
    assert read("gpslogger", line.encode(), b"").points == (LivePoint(AT, 48.1, 11.5, altitude=520.0, speed=3.0),)
