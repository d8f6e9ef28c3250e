"""A backfill that has paused, or must wait: no verdict is acted on that is too old, and new runs keep their reserve."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from sync.sim.strava import Limits
from tests.support.engine.backfills import FIRST, ask, job, old_runs, on_strava_already, until_done
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import HOUR, MINUTE, World


def test_after_a_pause_of_more_than_an_hour_strava_is_listed_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        ids = old_runs(world, 3)
        ask(world)
        world.tick(time_left=lambda: 8.0)  # time to compare, but not to send
        assert job(world).phase == "work"
        assert world.strava.counts() == {"list": 1}
        on_strava_already(world, ids[0])
        world.clock.advance(2 * 3600)
        until_done(world)
        nothing_lost_nothing_doubled(world, ids)
        assert world.row(ids[0]).how == "already there"


def test_ticks_that_cannot_work_are_a_pause_as_well(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        ids = old_runs(world, 3)
        ask(world)
        world.tick(time_left=lambda: 8.0)
        world.strava.inactive = True
        world.ticks(14, every=10 * MINUTE)
        assert {world.row(i).state for i in ids} == {State.DISCOVERED}
        on_strava_already(world, ids[0])
        world.strava.inactive = False
        world.ticks(12, every=10 * MINUTE)
        nothing_lost_nothing_doubled(world, ids)
        assert world.row(ids[0]).how == "already there"


def test_after_a_pause_nothing_is_sent_before_strava_has_been_listed_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        ids = old_runs(world, 3)
        ask(world)
        world.tick(time_left=lambda: 8.0)
        on_strava_already(world, ids[0])
        world.clock.advance(2 * 3600)
        world.strava.inject("list", "500", times=2)
        world.ticks(2)
        assert world.strava.posts == []
        until_done(world)
        nothing_lost_nothing_doubled(world, ids)


@pytest.mark.long
def test_one_run_that_keeps_failing_does_not_have_strava_listed_each_hour(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 3)
        (bad, *good) = ids
        (made,) = [activity for activity in world.garmin.activities if activity.garmin_id == bad]
        world.garmin.add(run(bad, made.start, km=2.0, original="500"))
        ask(world)
        world.ticks(40)
        assert {world.row(i).state for i in good} == {State.UPLOADED}
        assert world.row(bad).state is State.DISCOVERED
        tries = world.row(bad).tries
        world.forget_calls()
        world.ticks(24 * 12, every=5 * MINUTE)
        assert 0 < world.row(bad).tries - tries < 24
        assert world.strava.count("list") <= world.row(bad).tries - tries


def test_results_that_are_slow_to_come_leave_the_reserve_for_new_runs(tmp_path: Path) -> None:
    limits = Limits(quarter=100, day=2000, read_quarter=20, read_day=1000)
    with World(tmp_path, seconds=30.0, strava={"processing_seconds": 7200, "limits": limits}) as world:
        old_runs(world, 30)
        ask(world)
        world.ticks(6)
        assert len(world.strava.posts) == 30
        world.clock.advance(15 * 60)
        world.forget_calls()
        world.ticks(4)
        reads = world.strava.count("list", "result")
        assert 0 < reads <= 16  # 80 % of the quarter hour's reads
        world.strava.processing_seconds = 2.0
        fresh = run(FIRST + 1000, world.now - HOUR, km=2.0, every=10)
        world.garmin.add(fresh)
        world.ticks(2)
        assert world.row(fresh.garmin_id).state is State.UPLOADED
        assert world.strava.refused_429 == 0
