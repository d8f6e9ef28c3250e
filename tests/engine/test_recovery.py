"""A service that is away: one row asks for all, and at its first answer everything that waits goes on. And sleep."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import User
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.world import DAY, HOUR, MINUTE, World

RUN = 900000001
MANY = 10_000


def some_runs(world: World, count: int = 1, **how: str) -> list[int]:
    runs = [run(RUN + n, world.now - timedelta(hours=1 + 2 * n), km=1, every=30, **how) for n in range(count)]  # type: ignore[arg-type]  # whatever the test gives it
    world.garmin.add(*runs)
    return [made.garmin_id for made in runs]


def breaks(world: World, *endpoints: str, fault: str = "500") -> None:
    for name in endpoints:
        service, endpoint = name.split()
        (world.garmin if service == "garmin" else world.strava).inject(endpoint, fault, MANY)


def mended(world: World) -> None:
    for service in world.services:
        service.clear_faults()


# -- away, and back -----------------------------------------------------------------------------------


def test_twenty_runs_ask_a_strava_that_is_away_no_more_often_than_one_does(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        breaks(world, "strava list", "strava upload", "strava result")
        ids = some_runs(world, 20)
        world.ticks(60)
        assert 15 <= world.strava.count() <= 25
        assert max(row.tries for row in world.rows()) <= 2, "they take turns"
        mended(world)
        world.ticks(5)
        nothing_lost_nothing_doubled(world, ids)


def test_what_waits_for_garmin_goes_on_in_the_tick_in_which_its_list_answers(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        breaks(world, "garmin download")
        ids = some_runs(world, 3)
        world.tick()
        breaks(world, "garmin list")
        world.clock.advance(60)
        world.ticks(2 * 60)
        assert world.garmin.count("download") <= 20 * 2 + 10
        mended(world)
        world.tick()
        assert {row.state for row in world.rows()} == {State.SUBMITTED}
        world.clock.advance(60)
        world.ticks(2)
        nothing_lost_nothing_doubled(world, ids)


def test_a_run_that_fails_alone_is_tried_less_and_less_often_while_its_service_serves_others(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        some_runs(world, original="500")
        world.garmin.add(run(RUN + 9, world.now - 9 * HOUR, km=1, every=30))
        world.ticks(4 * 60)
        nothing_lost_nothing_doubled(world, [RUN + 9])
        assert 4 <= world.garmin.downloads[RUN] <= 12
        assert world.strava.count("list") <= 16


def test_a_lost_answer_waits_for_the_settle_time_and_nothing_else(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world, 2)
        world.strava.inject("upload", "reset before the effect", 2)
        world.ticks(3)
        breaks(world, "strava list")
        world.ticks(37)
        mended(world)
        world.ticks(5)
        nothing_lost_nothing_doubled(world, ids)


# -- sleep --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [World, pytest.param(DynamoWorld, marks=pytest.mark.long)])
@pytest.mark.parametrize("away", [73 * HOUR, 400 * DAY], ids=["asleep", "a clock that jumps"])
@pytest.mark.parametrize("broken", ["garmin download", "strava list"])
def test_a_run_that_was_refused_once_before_days_of_sleep_is_not_given_up(
    tmp_path: Path, kind: type[World], away: timedelta, broken: str
) -> None:
    with kind(tmp_path, seconds=10) as world:
        breaks(world, broken)
        ids = some_runs(world)
        world.ticks(2)
        world.clock.advance(away.total_seconds())
        world.log_in()  # of a clock that jumps, every token has expired
        world.ticks(20)
        assert world.row(RUN).state is State.DISCOVERED
        known = world.store.load(User, ME)
        assert known is not None
        assert known.uptime <= HOUR + 25 * MINUTE
        mended(world)
        world.ticks(12)
        nothing_lost_nothing_doubled(world, ids)


def test_a_run_that_fails_for_72_hours_of_ticks_is_given_up_however_often_it_slept(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        some_runs(world, original="500")
        begun, slept = world.now, timedelta(0)
        world.ticks(16, every=30 * MINUTE)
        while world.row(RUN).state is State.DISCOVERED:
            world.clock.advance(16 * 3600)
            slept += 15 * HOUR + 30 * MINUTE  # of the gap between two ticks an hour counts
            world.ticks(16, every=30 * MINUTE)
        assert 72 * HOUR <= world.row(RUN).history[-1].at - begun - slept <= 80 * HOUR
        assert world.row(RUN).tries >= 15


def test_a_service_that_failed_once_before_a_night_of_sleep_is_no_notice(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        breaks(world, "garmin list")
        world.ticks(2)
        world.clock.advance(9 * 3600)
        world.ticks(30)
        assert notified.messages == []
        world.ticks(6 * 12, every=5 * MINUTE)
        (message,) = notified.messages
        assert message.startswith("Garmin has not answered since")


def test_annotate_only_looks_five_times_with_its_gaps_after_a_day_of_sleep(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        some_runs(world)
        world.ticks(1)
        world.clock.advance(25 * 3600)
        world.ticks(6 * 30, every=2 * MINUTE)
        assert world.row(RUN).state is State.DISCOVERED
        assert world.strava.count("list") == 4  # at once, after 8 and 50 min, and 5 h
        world.until_quiet()
        assert world.row(RUN).state is State.SKIPPED


def test_an_upload_that_is_still_processed_after_a_day_of_sleep_is_no_reason_to_send_it_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, strava={"processing_seconds": 26 * 3600}) as world:
        some_runs(world)
        world.ticks(2)
        world.clock.advance(25 * 3600)
        world.ticks(130)
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])
