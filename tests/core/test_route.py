"""Routes: columns of equal length, what is absent, and the document form that loses nothing."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.route import CHANNELS, Route, Session

NUMBER = st.one_of(
    st.none(),
    st.integers(min_value=-(10**9), max_value=10**9),
    st.floats(allow_nan=False, allow_infinity=False),
)
SESSION = st.builds(Session, st.integers(0, 2**42), st.floats(0, 1e6), st.none() | st.floats(0, 1e6), st.text())


@st.composite
def routes(draw: st.DrawFn) -> Route:
    times = sorted(draw(st.lists(st.integers(0, 2**42), max_size=8)))
    columns = (tuple(draw(st.lists(NUMBER, min_size=len(times), max_size=len(times)))) for _ in CHANNELS)
    return Route(
        tuple(times),
        *columns,
        pauses=draw(st.lists(st.tuples(st.integers(0, 2**42), st.integers(0, 2**42)), max_size=3).map(tuple)),
        offset=draw(st.none() | st.integers(-43_200, 50_400)),
        sport=draw(st.none() | st.text()),
        sessions=draw(st.lists(SESSION, max_size=3).map(tuple)),
        reader=draw(st.text()),
        notes=draw(st.lists(st.text(), max_size=3).map(tuple)),
    )


def route(times: tuple[int, ...] = (1_000, 2_000), **columns: tuple[float | None, ...]) -> Route:
    nothing = (None,) * len(times)
    return Route(times, *(columns.get(name, nothing) for name in CHANNELS))


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(routes())
def test_a_route_comes_back_from_its_document_unchanged(before: Route) -> None:
    assert Route.from_document(json.loads(json.dumps(before.to_document()))) == before


def test_a_channel_that_never_occurs_is_absent_and_takes_no_room() -> None:
    treadmill = route(heart_rate=(None, 141), speed=(2.5, 2.6))
    assert treadmill.absent == ("lat", "lon", "distance", "altitude", "cadence", "power", "temperature")
    assert set(treadmill.to_document()["channels"]) == {"heart_rate", "speed"}


def test_a_channel_of_zeros_is_not_absent() -> None:
    assert "power" not in route(power=(0, 0)).absent


def test_points_are_the_rows_in_order() -> None:
    first, second = route(lat=(45.5, 45.6), heart_rate=(140, None)).points()
    assert (first.time_ms, first.lat, first.heart_rate, first.power) == (1_000, 45.5, 140, None)
    assert (second.time_ms, second.lat, second.heart_rate, second.power) == (2_000, 45.6, None, None)


def test_several_points_may_share_a_time() -> None:
    assert len(route((1_000, 1_000, 1_000))) == 3


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="speed has 1 values for 2 points"):
        route(speed=(2.5,))


def test_points_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order of time"):
        route((2_000, 1_000))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"v": 2},
        {**route().to_document(), "time": 5},
        {**route().to_document(), "channels": None},
        {**route().to_document(), "channels": {"speed": [1.0]}},
        {**route().to_document(), "pauses": [[1]]},
        {**route().to_document(), "sessions": [[1, 2]]},
    ],
)
def test_a_document_that_is_no_route_raises_value_error(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the wording is Python's own in some of these
        Route.from_document(document)
