"""The digest of a run: against counting by hand, and best efforts against trying every part."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.adapters.fit_columns import read_columns
from sync.core.digest import EFFORTS, LINE, digest
from sync.core.key import Key
from sync.core.pacing import Way, fastest, way_of
from sync.core.route import CHANNELS, Route
from sync.sim.fit_writer import write_fit
from tests.support.adapters.fit_messages import RUN

KEY = Key("me", "garmin", "1")
MS = 1_700_000_000_000


def steady(
    seconds: int, speed: float, pauses: tuple[tuple[int, int], ...] = (), **more: tuple[float | None, ...]
) -> Route:
    """A point a second at one speed; what stands still stands in its `pauses` (seconds)."""
    far, distance = 0.0, []
    for at in range(seconds + 1):
        far += speed if at and not any(a < at <= b for a, b in pauses) else 0.0
        distance.append(far)
    columns = {"distance": tuple(distance)} | more
    nothing = (None,) * len(distance)
    return Route(
        tuple(MS + 1000 * at for at in range(seconds + 1)),
        *(columns.get(name, nothing) for name in CHANNELS),
        pauses=tuple((MS + 1000 * a, MS + 1000 * b) for a, b in pauses),
        sport="running",
    )


def test_a_steady_run_with_a_pause() -> None:
    found = digest(KEY, steady(2500, 2.5, pauses=((1000, 1500),)))
    assert (found.moving, found.distance) == (2000, 5000)
    assert found.kilometres == (400, 400, 400, 400, 400)
    assert found.miles == (643.7, 643.7, 643.7)
    assert found.efforts == {"400 m": 160, "1 km": 400, "1 mile": 643.7, "5 km": 2500}  # by the clock


def test_standing_counts_as_moving_no_more_than_a_pause() -> None:
    route = steady(1000, 3.0, pauses=((400, 600),))
    assert digest(KEY, replace(route, pauses=())).moving == digest(KEY, route).moving == 800


def test_heart_rate_and_cadence_are_those_while_the_watch_ran() -> None:
    beats = tuple(140 if at < 50 else 190 if at < 60 else 150 for at in range(101))
    found = digest(KEY, steady(100, 3.0, pauses=((49, 60),), heart_rate=beats, cadence=(None,) * 101))
    assert (found.most_heart_rate, found.cadence) == (150, None)
    assert found.heart_rate == pytest.approx(145, abs=1)


@pytest.mark.parametrize(
    ("heights", "gain"),
    [((100, 101, 100, 101, 100), 0), ((100, 110, 105, 112), 17), ((None, 100, None, 103), 3), ((None,) * 3, None)],
)
def test_only_climbs_beyond_the_barometers_noise_count(heights: tuple[float | None, ...], gain: float | None) -> None:
    assert digest(KEY, steady(len(heights) - 1, 3.0, altitude=heights)).gain == gain


def test_a_position_that_jumps_makes_no_best_effort() -> None:
    route = steady(300, 3.0)
    jumped = tuple(far + (500 if at > 150 else 0) for at, far in enumerate(route.distance) if far is not None)
    assert digest(KEY, replace(route, distance=jumped)).efforts == {"400 m": pytest.approx(133.3, abs=0.1)}
    assert digest(KEY, replace(route, distance=jumped, sport="cycling")).efforts["400 m"] < 10


def test_a_leg_that_counts_from_0_goes_on_where_the_one_before_ended() -> None:
    route = steady(1000, 3.0)
    legs = tuple(far if far is None or far <= 1500 else far - 1500 for far in route.distance)
    assert digest(KEY, replace(route, distance=legs)).distance == pytest.approx(3000, abs=4)


def test_a_route_without_anything_has_an_empty_digest() -> None:
    nothing = (None,) * 3
    found = digest(KEY, steady(2, 3.0, distance=nothing))
    assert (found.distance, found.gain, found.heart_rate, found.efforts) == (None, None, None, {})
    assert (found.kilometres, found.line) == ((), ())


def test_the_line_of_a_watchs_run_is_short_and_ends_where_it_does() -> None:
    route = read_columns(write_fit(RUN))
    found = digest(KEY, route)
    assert len(found.line) == LINE
    for (lat, lon), row in ((found.line[0], 0), (found.line[-1], -1)):
        assert (lat, lon) == pytest.approx((route.lat[row], route.lon[row]), abs=1e-5)
    assert found.distance == pytest.approx(2000, abs=1)
    assert sum(found.kilometres) == pytest.approx(540, abs=1)
    assert set(found.efforts) == {name for name, length in EFFORTS.items() if length <= 2000}


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 40)), min_size=1, max_size=25), st.integers(1, 200))
def test_no_part_of_a_way_is_faster_than_its_best_effort(steps: list[tuple[int, int]], length: int) -> None:
    at, metres = [0.0], [0.0]
    for seconds, far in steps:
        at.append(at[-1] + seconds)
        metres.append(metres[-1] + far)
    way = Way(at, metres)
    best = fastest(way, length)
    if metres[-1] < length:
        assert best is None
        return
    assert best is not None
    tried = []
    for tenth in range(int((metres[-1] - length) * 10) + 1):
        begin = tenth / 10
        last = max(row for row, far in enumerate(metres) if far <= begin)  # standing at the start is no running
        left = at[last] if metres[last] == begin else way.when(begin)
        tried.append(way.when(begin + length) - left)
    assert best == pytest.approx(min(tried), abs=0.06)


def test_a_way_never_falls() -> None:
    route = replace(steady(3, 3.0), distance=(0.0, 10.0, 9.0, 12.0))
    assert way_of(route).metres == [0, 10, 12]
