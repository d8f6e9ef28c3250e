"""Distance, pace, heart rate and cadence while a song played, and a song's tempo beside the runner's steps."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.figures import Figures, Tempo, figures, tempo
from sync.core.route import CHANNELS, Route

START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
ZERO = round(START.timestamp() * 1000)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def route(seconds: list[float], pauses: tuple[tuple[float, float], ...] = (), **columns: list[float | None]) -> Route:
    """Points so many seconds after the start."""
    nothing = [None] * len(seconds)
    return Route(
        tuple(ZERO + round(s * 1000) for s in seconds),
        *(tuple(columns.get(name, nothing)) for name in CHANNELS),
        pauses=tuple((ZERO + round(a * 1000), ZERO + round(b * 1000)) for a, b in pauses),
    )


SLOW_THEN_FAST = route(
    [0, 10, 20, 30, 40, 50, 60],
    distance=[0, 20, 40, 60, 110, 160, 210],  # 2 m/s for half a minute, then 5 m/s
    heart_rate=[100, 110, 120, 130, 140, 150, 160],
    cadence=[160, 160, 160, 160, 180, 180, 180],
)


def test_positions_come_from_the_times_of_the_points_and_not_from_a_share_of_the_distance() -> None:
    assert figures(SLOW_THEN_FAST, START, at(30), at(60)) == Figures(60.0, 200.0, 145.0, 175.0, 150.0)
    assert figures(SLOW_THEN_FAST, START, at(0), at(30)) == Figures(0.0, 500.0, 115.0, 160.0, 60.0)


def test_between_two_points_the_distance_is_in_proportion() -> None:
    assert figures(SLOW_THEN_FAST, START, at(35), at(45)) == Figures(85.0, 200.0, 140.0, 180.0, 50.0)


def test_a_song_that_began_before_the_run_begins_with_it() -> None:
    assert figures(SLOW_THEN_FAST, START, at(-100), at(20)) == Figures(0.0, 500.0, 110.0, 160.0, 40.0)


def test_a_song_that_outlasts_the_run_ends_with_it() -> None:
    assert figures(SLOW_THEN_FAST, START, at(50), at(200)) == Figures(160.0, 200.0, 155.0, 180.0, 50.0)


def test_a_pause_of_the_watch_is_no_slow_running() -> None:
    paused = route([0, 10, 20, 320, 330], ((20, 320),), distance=[0, 30, 60, 60, 90])
    assert figures(paused, START, at(10), at(330)) == Figures(30.0, 333.3, None, None, 60.0)
    assert figures(paused, START, at(100), at(330)) == Figures(60.0, 333.3, None, None, 30.0)


def test_points_within_a_pause_and_points_without_a_value_do_not_count() -> None:
    points = route([0, 10, 20, 30], ((5, 15),), heart_rate=[100, 60, None, 120], cadence=[170, 0, 0, 174])
    assert figures(points, START, at(0), at(30)) == Figures(None, None, 110.0, 172.0)


def test_what_was_not_recorded_is_unknown() -> None:
    treadmill = route([0, 10, 20], heart_rate=[100, 110, 120])
    assert figures(treadmill, START, at(0), at(20)) == Figures(None, None, 110.0, None)
    assert figures(route([]), START, at(0), at(20)) == Figures()


def test_where_no_point_is_near_nobody_knows_where_the_runner_was() -> None:
    hole = route([0, 10, 500, 510], distance=[0, 30, 1500, 1530])
    assert figures(hole, START, at(250), at(510)).distance is None
    assert figures(hole, START, at(700), at(900)) == Figures()


def test_a_point_or_two_without_distance_are_bridged() -> None:
    points = route([0, 10, 20, 30], distance=[None, 30, None, 90])
    assert figures(points, START, at(20), at(30)) == Figures(60.0, 333.3, None, None, 30.0)
    assert figures(points, START, at(0), at(5)).distance == 30.0


def test_a_song_within_a_pause_has_no_pace_and_no_metres() -> None:
    paused = route([0, 10, 20, 320, 330], ((20, 320),), distance=[0, 30, 60, 60, 90])
    assert figures(paused, START, at(50), at(250)) == Figures(60.0, None, None, None, 0.0)


def test_standing_has_no_pace() -> None:
    standing = route([0, 60, 61], distance=[0, 0, 0])
    assert figures(standing, START, at(0), at(60)) == Figures(0.0, None, None, None, 0.0)
    crawling = route([0, 40], distance=[0, 10])
    assert figures(crawling, START, at(0), at(40)).pace is None


def test_a_part_that_ends_before_it_begins_has_no_figures() -> None:
    assert figures(SLOW_THEN_FAST, START, at(50), at(40)) == Figures()


NUMBER = st.none() | st.floats(0, 5000)


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 4000), NUMBER, NUMBER), max_size=8),
    st.lists(st.tuples(st.floats(0, 4000), st.floats(0, 4000)), max_size=2),
    st.floats(-1e5, 1e5),
    st.floats(-1e5, 1e5),
)
def test_no_route_and_no_part_of_it_raises_or_gives_less_than_nothing(
    rows: list[tuple[float, float | None, float | None]], pauses: list[tuple[float, float]], a: float, b: float
) -> None:
    rows.sort(key=lambda row: row[0])
    times, distance, heart = ([row[i] for row in rows] for i in range(3))
    points = route([t or 0.0 for t in times], tuple(pauses), distance=distance, heart_rate=heart)
    seen = figures(points, START, at(a), at(b))
    assert all(value is None or value >= 0 for value in (seen.distance, seen.pace, seen.heart_rate, seen.metres))


@pytest.mark.parametrize(
    ("bpm", "cadence", "expected"),
    [
        (172.0, 170.0, Tempo(172.0)),
        (86.0, 170.0, Tempo(172.0, "doubled from 86 to match the cadence")),
        (85.0, 180.0, Tempo(170.0, "doubled from 85 to match the cadence")),  # 5.6 % off
        (84.0, 180.0, Tempo(84.0)),  # 6.7 % off
        (171.5, 86.0, Tempo(85.75, "halved from 171.5 to match the cadence")),
        (128.0, 170.0, Tempo(128.0)),
        (86.0, None, Tempo(86.0)),
        (86.0, 0.0, Tempo(86.0)),
        (86.0, float("nan"), Tempo(86.0)),
        (0.0, 170.0, Tempo(None)),
        (None, 170.0, Tempo(None)),
        (-90.0, 170.0, Tempo(None)),
        (float("inf"), 170.0, Tempo(None)),
    ],
)
def test_half_and_double_tempo_are_corrected_where_the_cadence_makes_it_clear(
    bpm: float | None, cadence: float | None, expected: Tempo
) -> None:
    assert tempo(bpm, cadence) == expected
