"""The call budget, counted by the services themselves: what a tick, a new run and a day may cost."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from sync.sim.year_of_runs import year_of_runs
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, START, World

OVER_SOCKETS = True

KIB = 1024


def idle(world: World) -> None:
    """A world with a past in which nothing is left to do: the five newest activities are known or too old."""
    world.garmin.add(*year_of_runs(1, world.now - 8 * DAY))
    world.ticks(2)
    world.forget_calls()


def test_an_idle_tick_is_one_call_to_garmin_and_none_to_strava(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        world.tick()
        assert world.calls() == {"garmin list": 1}


def test_an_idle_tick_moves_at_most_12_kib(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        world.tick()
        (call,) = world.garmin.calls
        assert call.status == 200
        assert call.received > 200  # the token alone is longer: the request was counted
        assert 1 * KIB < call.received + call.sent <= 12 * KIB


def test_a_new_run_costs_five_calls_beside_the_idle_ticks(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        world.garmin.add(run(900000001, world.now - HOUR))
        world.ticks(2)
        assert world.calls() == {
            "garmin list": 2,
            "garmin download": 1,
            "strava list": 1,
            "strava upload": 1,
            "strava result": 1,
        }
        nothing_lost_nothing_doubled(world, [900000001])


def test_a_run_that_strava_still_processes_costs_one_call_more_each_time_it_is_asked_for(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, strava={"processing_seconds": 200}) as world:
        idle(world)
        world.garmin.add(run(900000001, world.now - HOUR))
        world.ticks(2)
        assert world.row(900000001).reason == "Strava is still processing it"
        world.ticks(8)
        nothing_lost_nothing_doubled(world, [900000001])
        assert world.strava.counts() == {"list": 1, "upload": 1, "result": 3}


def test_twenty_new_runs_that_strava_has_already_cost_one_listing_and_no_upload(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        runs = [run(900000001 + n, world.now - 6 * DAY + n * 6 * HOUR) for n in range(20)]
        for there in runs:
            world.strava.add(there.start, there.elapsed, there.distance, external_id=f"garmin_ping_{there.garmin_id}")
        world.garmin.add(*runs)
        world.ticks(3)
        assert world.strava.counts() == {"list": 1}
        assert world.garmin.count("download") == 2  # one a tick, for their maps
        assert {row.how for row in world.rows(State.UPLOADED)} == {"already there"}
        nothing_lost_nothing_doubled(world, [there.garmin_id for there in runs])


def test_one_listing_serves_every_new_run_of_a_tick(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        world.garmin.add(*(run(900000001 + n, world.now - 3 * DAY + n * DAY, every=10) for n in range(3)))
        world.ticks(2)
        assert world.calls() == {
            "garmin list": 2,
            "garmin download": 3,
            "strava list": 1,
            "strava upload": 3,
            "strava result": 3,
        }


@pytest.mark.long
def test_a_day_of_idle_ticks_makes_no_call_to_strava(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        world.ticks(1440)
        assert world.strava.counts() == {}
        assert world.garmin.counts() == {
            "list": 1440 + 24,  # and one look back over 30 days each hour
            "refresh": 1,  # the access token lives 18 hours
        }


def test_older_pages_are_read_only_while_everything_on_a_page_is_new(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ANNOTATE_ONLY="yes", RUNTRACK_SINCE="2025-01-01") as world:
        known = [run(910000001 + n, START - 60 * DAY + n * HOUR) for n in range(250)]
        world.garmin.add(*known)
        world.tick()  # what is older than a week is a backfill's: 5, then 100 + 100 + the last 60, 5 of them, and none
        assert world.calls() == {"garmin list": 6, "strava list": 1}
        assert len(world.rows()) == 250
        world.forget_calls()
        world.garmin.add(*(run(920000001 + n, START - 6 * DAY + n * HOUR) for n in range(120)))
        world.tick()
        assert world.calls() == {"garmin list": 3}  # 5 + 100, both all new, and a page on which known ones begin
        assert len(world.rows()) == 370


def test_the_first_start_reads_no_page_beyond_the_since_date(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(*year_of_runs(1, world.now))
        world.tick()
        assert world.garmin.count("list") == 1
        since = world.now - timedelta(days=7)
        assert {row.start >= since for row in world.rows()} == {True}


def test_tokens_are_refreshed_once_each_and_only_by_the_tick_that_needs_them(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        idle(world)
        world.clock.advance(19 * 3600)
        world.tick()
        assert world.calls() == {"garmin list": 2, "garmin refresh": 1}
        world.forget_calls()
        world.garmin.add(run(900000001, world.now - HOUR))
        world.ticks(2)
        assert world.calls() == {
            "garmin list": 2,
            "garmin download": 1,
            "strava token": 1,
            "strava list": 1,
            "strava upload": 1,
            "strava result": 1,
        }
