"""One run that cannot work never holds up the others, and says in the end what it failed of."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.diff import Listed, Page
from sync.core.original import Original
from sync.core.route import Route
from sync.ports import ActivitySource
from sync.sim.athlete import run
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.engine.sources import wrapped
from tests.support.world import HOUR, START, World

BAD, GOOD = 900000001, (900000002, 900000003)


class BuggySource:
    """Garmin, with a bug of ours in the download of one activity."""

    name = "garmin"

    def __init__(self, inner: ActivitySource) -> None:
        self._inner = inner

    def recent(self, limit: int, start: int = 0, since: date | None = None) -> Page[Listed]:
        return self._inner.recent(limit, start, since)

    def original(self, id: str) -> tuple[Original, ...]:
        if int(id) == BAD:
            raise KeyError("manufacturer")
        return self._inner.original(id)

    def keep_alive(self) -> None:
        self._inner.keep_alive()


class BuggyReader:
    """A route reader with a bug."""

    def read(self, data: bytes, seconds: float) -> Route:
        raise ZeroDivisionError("pace of a pause")


def three_runs(world: World, original: str = "fit") -> None:
    world.garmin.add(run(BAD, world.now - HOUR, km=2, every=10, original=original))
    world.garmin.add(*(run(good, world.now - good % 10 * HOUR, km=2, every=10) for good in GOOD))


def test_a_run_that_keeps_failing_stops_no_other_and_gives_up_after_72_hours(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        three_runs(world, original="500")
        world.ticks(2)
        nothing_lost_nothing_doubled(world, GOOD)
        world.until_quiet(timedelta(days=5))
        row = world.row(BAD)
        assert row.state is State.FAILED
        assert row.reason == "gave up after 72 hours; the last answer: garmin: HTTP 500: NullPointerException"
        failed_after = row.history[-1].at - START
        assert timedelta(hours=72) <= failed_after <= timedelta(hours=79)
        assert 15 <= world.garmin.downloads[BAD] <= 80
        nothing_lost_nothing_doubled(world, GOOD)
        named = [message for message in notified.messages if str(BAD) in message]
        assert len(named) == 1
        assert named[0].startswith(f"The run of 14 Mar 2026 ({BAD}) could not be uploaded: gave up after 72 hours")


def test_a_file_that_will_never_do_fails_at_once_and_stops_no_other(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:  # the simulator takes a while to build its bomb
        three_runs(world, original="bomb")
        world.ticks(2)
        assert world.row(BAD).state is State.FAILED
        nothing_lost_nothing_doubled(world, GOOD)


def test_a_bug_in_a_step_is_tried_three_times_then_the_run_fails_and_the_rest_goes_on(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.has_bugs = True
        world.wired = replace(world.wired, app=wrapped(world.wired.app, BuggySource))
        three_runs(world)
        world.ticks(2)
        nothing_lost_nothing_doubled(world, GOOD)
        assert (world.row(BAD).state, world.row(BAD).tries) == (State.DISCOVERED, 1)
        world.until_quiet()
        row = world.row(BAD)
        assert (row.state, row.reason) == (State.FAILED, "bug in Runtrack: KeyError: 'manufacturer'")
        assert [decision.why for decision in row.history].count(row.reason) == 3


def test_a_bug_after_the_upload_leaves_the_run_uploaded_and_the_log_names_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with World(tmp_path, seconds=10) as world:
        world.has_bugs = True
        world.wired = replace(world.wired, app=replace(world.wired.app, routes=BuggyReader()))
        three_runs(world)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [BAD, *GOOD])
        assert {row.reason for row in world.rows()} == {"bug in Runtrack: ZeroDivisionError: pace of a pause"}
        bugs = [record for record in caplog.records if record.getMessage() == "bug"]
        assert {getattr(record, "activity", None) for record in bugs} == {row.key.short for row in world.rows()}
        assert all(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in bugs)


def test_a_tick_without_time_for_a_post_sends_nothing_and_the_next_one_does(tmp_path: Path) -> None:
    """No upload may still be under way when the tick is over: HTTP timeout + 5 s must be left."""
    with World(tmp_path, seconds=10) as world:
        three_runs(world)
        world.tick(time_left=lambda: world.wired.app.timing.http_seconds + 5.0)
        assert world.strava.posts == []
        assert {(row.state, row.attempt) for row in world.rows()} == {(State.DISCOVERED, 0)}
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [BAD, *GOOD])


def test_a_clock_that_is_set_back_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        three_runs(world)
        world.strava.inject("upload", "timeout after the effect")
        world.strava.inject("upload", "500")
        world.tick()
        assert len(world.rows(State.SUBMITTING)) == 2
        world.clock.set(world.now - 3 * HOUR)
        world.tick()
        anew = [row for row in world.rows() if "the clock was set back: the settle time starts anew" in row.reason]
        assert [row.due for row in anew] == [
            world.now + HOUR + world.wired.app.timing.settle
        ] * 2  # and so much if it is set right
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [BAD, *GOOD])
