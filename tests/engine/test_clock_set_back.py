"""A clock that was set back, by minutes or by years: nothing lost, nothing doubled, nothing waits for the old time."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.user import Connection, User
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import DAY, HOUR, MINUTE, START, World

OVER_SOCKETS = True

RUN = 900000001
BACK = [timedelta(seconds=90), HOUR, 3 * DAY, 4000 * DAY]


def instant_strava(folder: Path) -> World:
    """Strava processes at once here: its own clock is the one that we turn, and it must not wait for it."""
    return World(folder, strava={"duplicate_check": False, "processing_seconds": 0}, seconds=0.5)


@pytest.mark.parametrize("back", BACK, ids=str)
def test_an_intent_saved_in_the_future_settles_anew(tmp_path: Path, back: timedelta) -> None:
    with instant_strava(tmp_path) as world:
        world.tick()
        world.garmin.add(run(RUN, START - HOUR, every=600))
        world.strava.inject("upload", "timeout after the effect")
        world.tick()
        assert world.row(RUN).state is State.SUBMITTING
        world.clock.advance(-back.total_seconds())
        world.log_in()  # the services' tokens follow the same clock
        world.tick()
        row = world.row(RUN)
        begins = world.now + min(back, HOUR)  # by so much it may be set right again
        assert (row.state, row.due, row.sent_at) == (State.SUBMITTING, begins + 10 * MINUTE, begins)
        assert row.reason == "the clock was set back: the settle time starts anew"
        world.ticks(72)
        assert (world.row(RUN).how, len(world.strava.posts)) == ("adopted", 1)


def test_a_clock_that_is_set_back_and_right_again_makes_no_settle_time_shorter(tmp_path: Path) -> None:
    """What Strava still processes it does not list: asked too early, it would be sent twice."""
    with World(tmp_path, strava={"duplicate_check": False, "processing_seconds": 400.0}) as world:
        world.tick()
        world.garmin.add(run(RUN, START - HOUR, every=600))
        world.strava.inject("upload", "timeout after the effect")
        world.ticks(1)
        world.clock.advance(-300)
        world.ticks(1)
        world.clock.advance(300)
        world.ticks(30)
        assert (world.row(RUN).how, len(world.strava.posts)) == ("adopted", 1)


@pytest.mark.parametrize("back", BACK, ids=str)
@pytest.mark.parametrize("fault", ["500", "500 after the effect", "reset before the effect", "429", "refused"])
def test_whatever_was_under_way_the_run_is_there_once(tmp_path: Path, back: timedelta, fault: str) -> None:
    with instant_strava(tmp_path) as world:
        world.tick()
        world.garmin.add(run(RUN, START - HOUR, every=600))
        world.strava.inject("upload", fault)
        world.tick()
        world.clock.advance(-back.total_seconds())
        world.log_in()
        world.until_quiet(DAY)
        assert (world.row(RUN).state, world.strava.ever) == (State.UPLOADED, 1)


def test_waits_and_blocks_that_are_far_away_now_are_brought_back(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.tick()
        world.garmin.add(run(RUN, START - HOUR, every=600))
        world.garmin.inject("download", "500")
        world.tick()
        far = world.now + 300 * DAY
        assert world.row(RUN).due is not None
        world.store.save(replace(world.row(RUN), due=far))
        connection, budget = world.store.load(Connection, ME, "garmin"), world.store.load(Budget, "strava", "12345")
        assert connection is not None
        assert budget is not None
        world.store.put(replace(connection, blocked_until=far, lease_owner="another", lease_until=far))
        world.store.put(replace(budget, blocked_until=far))
        world.clock.advance(-2 * 60)
        world.ticks(3)
        assert world.row(RUN).state is State.UPLOADED


def test_a_clock_that_goes_back_by_seconds_is_nothing_to_speak_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with World(tmp_path) as world:
        world.ticks(2)
        world.clock.advance(-100)  # 40 s before the last tick
        world.tick()
        assert "the clock was set back" not in caplog.text
        world.clock.advance(-61)
        world.tick()
        assert caplog.text.count("the clock was set back") == 1
        world.tick()
        assert caplog.text.count("the clock was set back") == 1


def test_new_runs_are_found_while_the_clock_is_behind(tmp_path: Path) -> None:
    """The hourly look-back and the daily tidying do not wait until the old time has come again."""
    with instant_strava(tmp_path) as world:
        world.tick()
        world.garmin.add(*(run(RUN + n, START - n * HOUR, every=600) for n in range(1, 7)))
        world.ticks(3)
        world.clock.advance(-2 * HOUR.total_seconds())
        world.ticks(3)
        late = run(RUN + 90, START - 2 * DAY, every=600, listed_at=world.now + MINUTE)
        world.garmin.add(late)  # behind six newer ones: only the look-back sees it
        world.ticks(65)
        assert world.row(RUN + 90).state is State.UPLOADED
        assert world.strava.ever == 7


@pytest.mark.parametrize("back", [HOUR, 11 * HOUR], ids=str)
def test_what_waits_waits_no_longer_than_it_would_have(tmp_path: Path, back: timedelta) -> None:
    """A row that waits for its next look, and services that are left alone until some moment of the old time."""
    with instant_strava(tmp_path) as world:
        world.tick()
        world.garmin.add(run(RUN, START - HOUR, every=600))
        world.garmin.inject("download", "204")
        world.tick()
        assert world.row(RUN).due == world.now + 2 * MINUTE
        world.clock.advance(60)
        world.garmin.inject("list", "429")
        world.tick()
        budget = world.store.load(Budget, "strava", "12345")
        assert budget is not None
        world.store.put(replace(budget, blocked_until=world.now + 5 * MINUTE, blocked_why="429"))
        world.clock.advance(-back.total_seconds())
        world.log_in_strava()
        world.ticks(20)
        row = world.row(RUN)
        assert (row.state, row.history[-1].at < START - back + 20 * MINUTE) == (State.UPLOADED, True)


def test_a_first_start_with_a_clock_that_was_ahead_hides_no_run(tmp_path: Path) -> None:
    with instant_strava(tmp_path) as world:
        world.clock.advance(30 * DAY.total_seconds())
        world.log_in()
        world.tick()
        world.clock.advance(-30 * DAY.total_seconds())
        world.log_in()
        world.garmin.add(run(RUN, START - HOUR, every=600))
        world.ticks(3)
        assert world.row(RUN).state is State.UPLOADED


def test_a_since_date_that_was_asked_for_stays_whatever_the_clock_does(tmp_path: Path) -> None:
    with World(tmp_path, RUNTRACK_SINCE="2026-03-14") as world:
        world.tick()
        before = world.store.load(User, ME)
        world.clock.advance(-30 * DAY.total_seconds())
        world.tick()
        after = world.store.load(User, ME)
        assert before is not None
        assert after is not None
        assert after.since == before.since
