"""How one ran while a song played: by the watch's own clock, with the grade below, and without what is mistaken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sync.core.insights.stretch import Measured, Stretch, stretches
from sync.core.route import Route
from tests.support.insights.routes import MS, ran

BEGAN = datetime.fromtimestamp(MS / 1000, UTC)


def part(route: Route, begin: float, end: float) -> Stretch | None:
    """From one second of the route to another."""
    spans = [(BEGAN + timedelta(seconds=begin), BEGAN + timedelta(seconds=end))]
    return stretches(route, BEGAN, spans)[0]


def some(route: Route, begin: float, end: float) -> Stretch:
    found = part(route, begin, end)
    assert found is not None
    return found


def test_a_steady_run_on_the_flat() -> None:
    one = some(ran(1800, 4.0), 600, 840)
    assert one == Stretch(240.0, 12.0, 18.0, 250.0, 0.0, 0.0, records={"400 m": 100.0})


def test_a_pause_is_neither_running_nor_a_minute_of_the_run() -> None:
    route = ran(1800, 4.0, pauses=((300, 500), (660, 700)))
    one = some(route, 600, 840)
    assert (one.seconds, one.pace) == (200.0, 250.0)
    assert [one.minute, one.left] == pytest.approx([500 / 60, 1060 / 60], abs=0.01)
    assert one.records == {}  # no record over a pause


def test_what_lies_outside_the_run_is_not_counted() -> None:
    assert some(ran(300, 4.0), -100, 120).seconds == 120.0
    assert some(ran(300, 4.0), 200, 900).seconds == 100.0
    assert part(ran(300, 4.0), 400, 500) is None


@pytest.mark.parametrize(
    ("route", "begin", "end"),
    [
        (ran(600, 4.0), 0, 59),  # under a minute
        (ran(600, 1.0), 0, 300),  # walking
        (ran(600, 4.0, pauses=((100, 300),)), 80, 320),  # under a minute of it running
        (ran(600, 4.0, sport="cycling"), 0, 300),
        (ran(600, 0.0), 0, 300),
    ],
)
def test_what_is_no_minute_of_running_is_not_taken(route: Route, begin: float, end: float) -> None:
    assert part(route, begin, end) is None


def test_climb_and_descent_stand_beside_the_pace_and_the_flat_pace_is_faster_uphill() -> None:
    up = some(ran(1800, 4.0, rise=0.05), 600, 840)
    assert (up.climb, up.descent, up.pace) == (5.0, 0.0, 250.0)
    assert up.flat_pace == pytest.approx(192.1, abs=0.2)  # 3.6 / cost(0.05)
    down = some(ran(1800, 4.0, rise=-0.05), 600, 840)
    assert (down.climb, down.descent, down.records) == (0.0, 5.0, {})  # downhill is no record
    assert down.flat_pace is not None
    assert down.flat_pace > 250


def test_up_and_down_again_is_both() -> None:
    hill = ran(1800, 4.0, height=lambda metres: 0.04 * abs(metres % 1600 - 800))
    one = some(hill, 600, 1000)
    assert one.climb == pytest.approx(one.descent, abs=0.2)
    assert one.climb > 1.8
    assert "1 km" in one.records


def beating(beats: Callable[[int], float]) -> Stretch:
    """Five minutes at 170 steps a minute."""
    return some(ran(900, 4.0, cadence=lambda at: 170.0, heart_rate=beats), 300, 600)


def test_a_watch_that_counts_steps_for_beats_says_nothing_of_the_heart() -> None:
    """For a minute or more; two numbers that meet for a moment are chance."""
    beats = beating(lambda at: 150.0)
    assert (beats.heart_rate, beats.cadence) == (150.0, 170.0)
    assert beating(lambda at: 171.0).heart_rate is None
    assert beating(lambda at: 170.0 if 400 < at < 450 else 140.0).heart_rate == pytest.approx(144.9, abs=0.1)
    assert beating(lambda at: 170.0 if at < 420 else 140.0).heart_rate == 140.0  # what is left of it


def test_cadence_is_told_by_how_long_it_lasted() -> None:
    one = some(ran(900, 4.0, cadence=lambda at: 160.0 if at < 400 else 180.0), 300, 500)
    assert one.seconds_at == ((160.0, 100.0), (180.0, 100.0))
    assert one.cadence == 170.0
    gaps = some(ran(900, 4.0, cadence=lambda at: None if at % 3 else 170.0), 300, 500)
    assert (gaps.cadence, gaps.seconds_at) == (None, ())  # known for less than half of it


def test_a_record_lies_inside_the_part_and_not_over_a_jump_of_the_position() -> None:
    fast = ran(1800, lambda at: 5.0 if 700 <= at < 800 else 4.0)
    assert some(fast, 600, 900).records == {"400 m": 80.0, "1 km": 225.0}
    assert some(fast, 600, 700).records == {"400 m": pytest.approx(100.0, abs=0.3)}
    jumps = ran(1800, lambda at: 200.0 if at == 750 else 4.0)
    assert some(jumps, 600, 900).records == {}


def test_a_way_that_is_counted_anew_has_no_grade() -> None:
    """A leg of which distance begins again at 0."""
    route = ran(1800, 4.0, rise=0.05)
    again = replace(route, distance=(*route.distance[:900], *route.distance[:901]))
    assert Measured(again).profile is None
