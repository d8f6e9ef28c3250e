"""Who runs and who does not, by where their phone has been; and when a run is over."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.live.parting import MOST_WAITING, WAITS, Remembered, parted
from sync.core.live.point import LivePoint
from sync.core.live.run import LiveRun
from tests.core.live.ways import NOON, Way, at, hopping, lap, reported, walked


def told(points: Sequence[LivePoint], sizes: int = 1) -> list[tuple[float, float, float | None]]:
    """Sent so many at a time: the runs that came of it, in seconds: first point, last point, the end that was told."""
    runs = list[LiveRun]()
    memory = Remembered()
    for first in range(0, len(points), sizes):
        parts, memory = parted(points[first : first + sizes], runs, memory)
        assert len(memory.waiting) <= MOST_WAITING
        for part in parts:
            end = next((one.at for one in part.points if one.ends), None)
            old = next((run for run in runs if run.id == part.id), None)
            begun, last = part.points[0].at, part.points[-1].at
            if old is not None:
                runs.remove(old)
                begun, last = min(begun, old.begun), max(last, old.last)
            id = part.id or f"{begun:%H%M%S}"
            runs.append(LiveRun("me", "app", id, begun, end or last, last, ended_at=end))
    return sorted((seconds(r.begun), seconds(r.last), seconds(r.ended_at) if r.ended_at else None) for r in runs)


def seconds(moment: datetime) -> float:
    return (moment - NOON).total_seconds()


QUARTER, HOUR = 900, 3600
FAST = lap(5.0)
"""So that nothing leads on: it takes the speed that the phone tells."""
NO_RUN: dict[str, tuple[Way, float, float, float]] = {
    "a desk": (walked(), 8 * HOUR, 10, 8),
    "a desk in a cellar": (walked(), 8 * HOUR, 30, 20),
    "a desk that is found at three places": (hopping([(0, 0), (70, 0), (0, 80)]), 4 * HOUR, 30, 5),
    "a jump and back": (hopping([(0, 0)] * 50 + [(400, 300)]), 4 * HOUR, 10, 5),
    "a brisk walk": (walked((HOUR, 1.6)), HOUR, 10, 3),
    "a sprint for the bus": (walked((QUARTER, 1.3), (40, 4.0), (600, 0.0)), HOUR, 10, 3),
    "a car out of town": (walked((HOUR, 25.0)), HOUR, 10, 5),
    "a train, seldom heard": (walked((HOUR, 40.0)), HOUR, 170, 5),
}
RUNS: dict[str, tuple[Way, float, float, float]] = {
    "a slow jog": (walked((HOUR, 2.0)), HOUR, 10, 3),
    "a race": (walked((HOUR, 5.6)), HOUR, 10, 3),
    "each second": (walked((HOUR, 3.0)), HOUR, 1, 4),
    "each minute": (walked((HOUR, 3.0)), HOUR, 60, 5),
    "each 75 metres": (walked((HOUR, 3.0)), HOUR, 25, 5),
    "laps": (lap(3.3), HOUR, 5, 2),
    "fast laps": (FAST, HOUR, 5, 2),
    "slow laps": (lap(2.2), HOUR, 10, 2),
}


@pytest.mark.parametrize("sizes", [1, 7, 1000])
@pytest.mark.parametrize(("way", "until", "every", "error"), NO_RUN.values(), ids=NO_RUN)
def test_who_does_not_run_is_not_shown_as_running(
    way: Way, until: float, every: float, error: float, sizes: int
) -> None:
    for seed in range(3):
        assert told(reported(way, until, every, error=error, seed=seed), sizes) == []


@pytest.mark.parametrize("sizes", [1, 7, 1000])
@pytest.mark.parametrize(("way", "until", "every", "error"), RUNS.values(), ids=RUNS)
def test_who_runs_is_seen_and_for_as_long_as_they_run(
    way: Way, until: float, every: float, error: float, sizes: int
) -> None:
    points = reported(way, until, every, error=error, tells=3.0 if way is FAST else None)
    ((begun, last, end),) = told(points, sizes)
    assert begun <= 60
    assert (last, end) == ((points[-1].at - NOON).total_seconds(), None)


ENDS: dict[str, tuple[Way, float]] = {
    "stands at home": (walked((HOUR, 3.0)), HOUR),
    "takes the bus": (walked((HOUR, 3.0), (2 * HOUR, 12.0)), HOUR),
    "walks into town": (walked((HOUR, 3.0), (3 * HOUR, 1.2)), HOUR),
}


@pytest.mark.parametrize("sizes", [1, 1000])
@pytest.mark.parametrize(("way", "end"), ENDS.values(), ids=ENDS)
def test_a_run_is_over_where_the_runner_stopped_running(way: Way, end: float, sizes: int) -> None:
    ((_, last, over),) = told(reported(way, 4 * HOUR, 10, error=3), sizes)
    assert over is not None
    assert last == over
    assert abs(over - end) <= 60


def test_five_minutes_of_a_bus_ride_end_a_run_where_it_was_got_on() -> None:
    ((_, last, over),) = told(reported(walked((HOUR, 3.0), (300, 12.0)), HOUR + 300, 10, error=3))
    assert over == last
    assert abs(last - HOUR) <= 60


def test_who_tells_that_they_stand_does_not_run_wherever_they_are_said_to_be() -> None:
    assert told(reported(walked((HOUR, 3.0)), HOUR, tells=0.3)) == []


def test_a_rest_that_is_no_end_ends_nothing_and_after_an_end_another_run_begins() -> None:
    rest = walked((1800, 3.0), (800, 0.0), (1800, 3.0))
    assert len(told(reported(rest, 4400, 10, error=3))) == 1
    stop = walked((1800, 3.0), (1200, 0.0), (1800, 3.0))
    for sizes in (1, 50, 1000):
        first, second = told(reported(stop, 4800, 10, error=3), sizes)
        assert first[2] is not None
        assert second[0] - 3000 <= 120
        assert second[2] is None


def test_a_phone_that_reports_a_still_place_each_quarter_of_an_hour_ends_its_run() -> None:
    still = [one for one in reported(walked((HOUR, 3.0)), 3 * HOUR, 900) if one.at > at(HOUR)]
    ((_, _, over),) = told([*reported(walked((HOUR, 3.0)), HOUR, 10), *still])
    assert over == HOUR


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 20))
def test_in_whatever_order_and_however_often_they_come_all_points_of_a_run_are_of_it(
    chance: Random, sizes: int
) -> None:
    """Within what is remembered: as they come from a phone that sends what it has kept."""
    points = reported(walked((1500, 3.0)), 1500, 10)
    batches = [points[first : first + sizes] for first in range(0, len(points), sizes)]
    for place in range(len(batches) - 1):
        if chance.random() < 0.3:
            batches[place], batches[place + 1] = batches[place + 1], batches[place]
        if chance.random() < 0.2:
            batches.insert(place, batches[place])
    runs, memory, found = list[LiveRun](), Remembered(), set[LivePoint]()
    for batch in batches:
        parts, memory = parted(batch, runs, memory)
        for part in parts:
            found.update(part.points)
        if found:
            first, last = min(one.at for one in found), max(one.at for one in found)
            runs = [LiveRun("me", "app", "1", first, last, last)]
    assert [one for one in points if one not in found] == []


def test_what_is_of_no_run_is_remembered_for_minutes() -> None:
    desk = reported(walked(), 8 * HOUR, 30, error=10)
    memory = Remembered()
    for one in desk:
        _, memory = parted([one], [], memory)
    assert memory.waiting[0].at >= desk[-1].at - WAITS
