"""No point that is shown to others lies in a privacy zone, and none lets its middle be told."""

from math import asin, cos, hypot, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.cut_route import HOLE, PIECE, CutRoute, cut
from sync.core.privacy import METRES, Zone, wrong_zone
from sync.core.route import Route

HOME = Zone(47.0, 8.0, 200.0, 0.6, 0.0)


def on_the_ground(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Metres on a sphere (haversine): not the flat ground that the code reckons with."""
    (lat, lon), (lat2, lon2) = ((radians(one) for one in each) for each in (here, there))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * METRES * 180 / 3.141592653589793 * asin(sqrt(half))


def straight(metres: int, *, lat: float = 47.0, lon: float = 8.0, step: float = 5.0, north: float = 1.0) -> Route:
    """A way from a place to the north (or, with `north` 0, to the east), a point each `step` metres and two seconds."""
    count = int(metres / step) + 1
    times = tuple(1_700_000_000_000 + 2000 * index for index in range(count))
    lats = tuple(lat + north * step * index / METRES for index in range(count))
    lons = tuple(lon + (1 - north) * step * index / METRES / cos(radians(lat)) for index in range(count))
    far = tuple(step * index for index in range(count))
    some = (150.0,) * count
    return Route(times, lats, lons, far, some, some, some, some, some, some, sport="running")


def shown(made: CutRoute) -> list[tuple[float, float]]:
    """The places that are left."""
    pairs = zip(made.route.lat, made.route.lon, strict=True)
    return [(lat, lon) for lat, lon in pairs if lat is not None and lon is not None]


ways = st.builds(
    straight,
    st.integers(0, 6000),
    lat=st.floats(-80, 80),
    lon=st.one_of(st.floats(-180, 180), st.floats(179.99, 180)),
    step=st.sampled_from([1.0, 7.0, 60.0, 450.0]),
    north=st.floats(-1, 1),
)


@given(ways, st.data())
def test_no_point_that_is_shown_lies_in_a_drawn_circle(way: Route, data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(way) - 1))
    lat, lon = way.lat[row], way.lon[row]
    assert lat is not None
    assert lon is not None
    north = data.draw(st.floats(-1, 1))
    east = data.draw(st.floats(-1, 1)) * sqrt(1 - north * north)
    zone = Zone(lat, lon, data.draw(st.floats(100, 2000)), north, east)
    left = shown(cut(way, [zone]))
    assert all(on_the_ground((lat, lon), place) > zone.radius for place in left)


def test_a_line_across_a_circle_between_two_points_outside_is_cut_as_well() -> None:
    way = straight(3000, lat=47.0 - 1500 / METRES, step=1000.0)
    small = Zone(47.0, 8.0, 100.0, 0.0, 0.0)
    assert not any(small.hides(place) for place in zip(way.lat, way.lon, strict=True) if None not in place)  # type: ignore[arg-type]  # those without None
    left = shown(cut(way, [small]))
    assert [round((lat - 47.0) * METRES) for lat, _ in left] == [-1500, 1500]


def test_the_cut_is_round_a_middle_that_nobody_drew() -> None:
    ends = [next(iter(shown(cut(straight(3000, north=north), [HOME])))) for north in (1.0, -1.0)]
    away = [on_the_ground((HOME.lat, HOME.lon), place) for place in ends]
    assert min(away) > HOME.radius
    assert abs(away[0] - away[1]) > HOME.radius * 0.3  # whoever takes the middle between them takes a wrong one


def test_a_route_is_cut_by_whole_pieces_and_tells_neither_time_nor_way_of_what_is_hidden() -> None:
    made = cut(straight(5000), [HOME])
    first = shown(made)[0]
    assert (first[0] - 47.0) * METRES % PIECE < 5.01
    assert (made.route.time_ms[0], made.route.distance[0]) == (0, 0.0)
    assert not made.whole
    assert (made.route.offset, made.route.sessions, made.route.notes, made.route.reader) == (None, (), (), "")
    assert set(made.route.absent) == {"temperature", "power"}


def test_behind_a_hole_time_and_way_go_on_where_they_stopped() -> None:
    way = straight(5000, lat=47.0 - 2500 / METRES)
    made = cut(way, [HOME])
    (one, two), route = made.stretches, made.route
    at = route.lat.index(None)
    assert route.time_ms[at - 1 : at + 2] == (one.last_ms - one.first_ms, two.shown_ms - HOLE // 2, two.shown_ms)
    assert route.distance[at - 1] == route.distance[at + 1]
    assert route.pauses == ((route.time_ms[at - 1], route.time_ms[at + 1]),)
    assert two.shown(two.first_ms - 9000, two.first_ms + 4000) == (two.shown_ms, two.shown_ms + 4000)
    assert two.shown(one.first_ms, one.last_ms) is None


@pytest.mark.parametrize("zones", [[], [Zone(10.0, 10.0, 100.0, 0.0, 0.0)]])
def test_without_a_zone_nearby_all_points_stay(zones: list[Zone]) -> None:
    made = cut(straight(1000), zones)
    assert made.whole
    assert len(made.route) == 201


def test_a_route_all_inside_leaves_nothing_and_one_without_places_is_not_cut() -> None:
    way = straight(200)
    assert len(cut(way, [HOME]).route) == 0
    made = cut(way, [HOME], places=False)
    assert made.whole
    assert set(made.route.absent) == {"lat", "lon", "temperature", "power"}


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        (HOME, ""),
        (Zone(float("nan"), 8.0, 200.0, 0.0, 0.0), "its numbers must be numbers"),
        (
            Zone(90.0, 8.0, 200.0, 0.0, 0.0),
            "its middle must be between 85° south and 85° north, 180° west and 180° east",
        ),
        (Zone(47.0, 8.0, 99.0, 0.0, 0.0), "its radius must be 100 to 2000 metres"),
        (Zone(47.0, 8.0, 2001.0, 0.0, 0.0), "its radius must be 100 to 2000 metres"),
        (Zone(47.0, 8.0, 200.0, 1.0, 0.5), "its cut must cover it"),
    ],
)
def test_what_is_wrong_with_a_zone_is_said(zone: Zone, why: str) -> None:
    assert wrong_zone(zone) == why


def test_the_cut_always_covers_the_drawn_circle() -> None:
    edge = [(HOME.radius * cos(turn / 50), HOME.radius * sin(turn / 50)) for turn in range(314 * 2)]
    assert all(hypot(x, y) <= 200.001 for x, y in edge)
    wide = METRES * cos(radians(47.0))
    assert all(HOME.hides((47.0 + y / METRES, 8.0 + x / wide)) for x, y in edge)
