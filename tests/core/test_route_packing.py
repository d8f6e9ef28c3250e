"""How routes are kept: small, to the digits that mean something, equal bytes for equal routes; old ones are read."""

import json
import zlib
from dataclasses import replace
from math import cos, sin
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.route import CHANNELS, Route, Session
from sync.core.route_packing import packed, unpacked
from tests.core.test_route import SESSION, route

HALF = {"lat": 5.1e-7, "lon": 5.1e-7, "distance": 0.051, "altitude": 0.051, "speed": 0.0051, "cadence": 0.0051}
VALUE = st.none() | st.integers(-1000, 10**6) | st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def routes(draw: st.DrawFn) -> Route:
    times = sorted(draw(st.lists(st.integers(0, 2**42), max_size=8)))
    columns = (tuple(draw(st.lists(VALUE, min_size=len(times), max_size=len(times)))) for _ in CHANNELS)
    sessions = tuple(draw(st.lists(SESSION, max_size=2)))
    return Route(
        tuple(times), *columns, pauses=((1, 2),), offset=draw(st.none() | st.integers(0, 9)), sessions=sessions
    )


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(routes())
def test_a_kept_route_is_the_same_to_the_digits_that_are_kept(before: Route) -> None:
    after = unpacked(packed(before))
    for name in CHANNELS:
        for was, came in zip(before.column(name), after.column(name), strict=True):
            assert (came is None) == (was is None)
            assert was is None or came == pytest.approx(was, abs=HALF.get(name, 0.51))
    assert (after.time_ms, after.pauses, after.sessions, after.offset) == (
        before.time_ms,
        before.pauses,
        before.sessions,
        before.offset,
    )
    assert packed(after) == packed(before)


def test_a_route_that_was_kept_as_plain_json_is_still_read() -> None:
    before = replace(route(lat=(45.1234567, None), heart_rate=(None, 141)), sessions=(Session(5, 1.0, None, "run"),))
    assert unpacked(json.dumps(before.to_document()).encode()) == before


def test_an_hour_of_a_watchs_noise_takes_no_more_than_16_kb() -> None:
    chance, hour = Random(1), range(3600)
    speeds = [3 + 0.4 * sin(i / 90) + chance.gauss(0, 0.08) for i in hour]
    whole = [sum(speeds[: i + 1]) for i in hour]
    noisy = Route(
        tuple(1_700_000_000_000 + 1000 * i for i in hour),
        tuple(round(45 + 0.01 * sin(at / 1500) + chance.gauss(0, 2e-6), 7) for at in whole),
        tuple(round(5 + 0.01 * cos(at / 1500) + chance.gauss(0, 2e-6), 7) for at in whole),
        tuple(round(at, 2) for at in whole),
        tuple(round(100 + 20 * sin(at / 900), 1) for at in whole),
        tuple(round(speed, 3) for speed in speeds),
        tuple(140 + int(12 * sin(i / 300)) for i in hour),
        tuple(170 + 2 * chance.randrange(-2, 3) for i in hour),
        (None,) * 3600,
        tuple(21 + i // 1200 for i in hour),
    )
    assert len(packed(noisy)) <= 16_384


@pytest.mark.parametrize("kept", [b"", b"\x1f\x8bno", zlib.compress(b"{}", 6), b"{}"])
def test_bytes_that_are_no_route_raise_value_error(kept: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the wording is Python's own in some of these
        unpacked(kept)
