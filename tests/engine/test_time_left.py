"""A tick ends when its time is up, whatever the services do, and what it had no time for is nobody's fault."""

import time
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import Connection, Notice
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, START, World

RUN = 900000001
SLACK = 4.0  # seconds that a loaded machine may add


def test_two_dripping_services_together_get_no_more_than_the_tick_has(tmp_path: Path) -> None:
    """A function was ended by AWS in its second request of 29 s, in the middle of a write."""
    with World(tmp_path, seconds=30, start=START - DAY) as world:
        world.clock.set(START)
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20))
        world.garmin.inject("list", "drip")
        world.strava.inject("list", "drip in the headers", 2)
        end = time.monotonic() + 1.5
        world.tick(time_left=lambda: end - time.monotonic())
        assert time.monotonic() < end + SLACK
        world.garmin.clear_faults()
        world.strava.clear_faults()
        world.until_quiet()
        nothing_lost_nothing_doubled(world, {RUN})


@pytest.mark.parametrize("left", [0.5, 8.0])
def test_what_the_tick_has_no_time_for_costs_no_try_and_blames_no_service(tmp_path: Path, left: float) -> None:
    with World(tmp_path, seconds=10, start=START - DAY) as world:
        world.clock.set(START)
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20))
        world.garmin.inject("download", "500")
        world.tick()
        (before,) = world.rows(State.DISCOVERED)
        world.clock.advance(600)
        world.forget_calls()
        world.garmin.expire_access()  # 8 s are too few for a refresh, which would be needed first
        report = world.tick(time_left=lambda: left)
        assert report.failed == []
        assert world.calls().get("garmin refresh", 0) == 0
        assert world.rows(State.DISCOVERED) == [before]
        link = world.store.load(Connection, ME, "garmin")
        assert link is not None
        assert not link.is_blocked(world.now)
        assert not world.store.all(Notice, ME)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, {RUN})
