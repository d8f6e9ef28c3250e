"""`runtrack backfill`: alone or beside a daemon, what it shows, how it is left and how it ends."""

from pathlib import Path

import pytest

from sync.core.user import Backfill
from sync.entrypoints.daemon.lock import alone
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, World

FIRST = 900000001


def old_runs(world: World, count: int) -> list[int]:
    runs = [run(FIRST + n, world.now - 60 * DAY + n * DAY, km=2.0, every=10) for n in range(count)]
    world.garmin.add(*runs)
    return [made.garmin_id for made in runs]


@pytest.mark.long
def test_backfill_alone_does_the_work_itself(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 25)
        said = runtrack(world, "backfill", "--since", "2026-01-01")
        assert (said.code, said.err) == (0, "")
        assert said.lines[1] == (
            "backfill since 2026-01-01: 0 of 25 done, 5 to send, 20 to confirm; "
            "ready about 14 Mar 2026 09:15 UTC (in 14 min)"
        )
        assert said.lines[-1] == ("backfill since 2026-01-01: done, 25 looked at (finished 14 Mar 2026 09:15 UTC)")
        nothing_lost_nothing_doubled(world, ids)


def test_backfill_waits_for_stravas_limits_and_says_so(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 3)
        world.strava.spend(159, read=False)
        said = runtrack(world, "backfill", "--since", "2026-01-01")
        assert said.lines[1] == (
            "backfill since 2026-01-01: 0 of 3 done, 3 to send; ready about 14 Mar 2026 09:16 UTC (in 15 min); "
            "waits: its share of Strava's rate limit is used up (the rest is kept for new runs), until 09:15 UTC"
        )
        assert said.code == 0
        nothing_lost_nothing_doubled(world, ids)


def test_backfill_beside_a_daemon_only_shows_how_far_it_is(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world, alone(world.wired.settings):
        ids = old_runs(world, 2)

        def the_daemon_ticks(seconds: float) -> None:
            world.clock.advance(60 + seconds)
            world.tick()

        said = runtrack(world, "backfill", "--since", "2026-01-01", sleep=the_daemon_ticks)
        assert said.code == 0
        assert said.lines[0].startswith("Another process works it: another `runtrack run` (process ")
        assert said.lines[1] == "backfill since 2026-01-01: reading Garmin's list, 0 found so far"
        assert said.lines[-1].startswith("backfill since 2026-01-01: done, 2 looked at")
        nothing_lost_nothing_doubled(world, ids)


def test_backfill_does_not_watch_a_daemon_that_has_gone_to_sleep(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world, alone(world.wired.settings):
        said = runtrack(world, "backfill", "--since", "2026-01-01")
        assert said.code == 1
        assert said.lines[-1] == (
            "backfill no tick for 5 min: is the other process still working? `runtrack backfill` with the same date "
            "goes on from here, and so does `runtrack run`."
        )


@pytest.mark.long
def test_leaving_a_backfill_with_ctrl_c_loses_nothing_and_calling_it_again_goes_on(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 25)
        said = runtrack(world, "backfill", "--since", "2026-01-01", sleep=ctrl_c)
        assert said.code == 0
        assert said.lines[-1] == (
            "Stopped. Nothing is lost: `runtrack backfill` with the same date goes on from here, "
            "and so does `runtrack run`."
        )
        assert len(world.strava.posts) == 20
        world.clock.advance(60)
        said = runtrack(world, "backfill", "--since", "2026-02-01")
        assert said.lines[0] == "A backfill since 2026-01-01 is under way: it covers this one."
        nothing_lost_nothing_doubled(world, ids)
        assert len(world.strava.posts) == 25


def ctrl_c(_: float) -> None:
    raise KeyboardInterrupt


def test_leaving_the_view_with_ctrl_c_leaves_the_daemon_working(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world, alone(world.wired.settings):
        said = runtrack(world, "backfill", "--since", "2026-01-01", sleep=ctrl_c)
        assert (said.code, said.lines[-1]) == (
            0,
            "Left. The other process goes on with it; `runtrack status` shows how far it is.",
        )
        job = world.store.load(Backfill, ME)
        assert job is not None
        assert job.phase == "list"


def test_a_backfill_that_needs_a_person_says_so_and_stops(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        world.log_in_strava()
        said = runtrack(world, "backfill", "--since", "2026-01-01")
        assert said.code == 1
        assert said.lines[-1] == (
            "backfill stopped: Garmin is not connected. Run `runtrack status`. `runtrack backfill` with the same date "
            "goes on from here, and so does `runtrack run`."
        )


def test_a_failed_run_of_a_backfill_ends_it_with_1(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        (good,) = old_runs(world, 1)
        world.garmin.add(run(FIRST + 50, world.now - 30 * DAY, original="not activity"))
        said = runtrack(world, "backfill", "--since", "2026-01-01")
        assert said.code == 1
        assert "done, 2 looked at, 1 failed" in said.lines[-1]
        nothing_lost_nothing_doubled(world, [good])


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("2026-03-15", "--since 2026-03-15 is in the future: a backfill brings older runs\n"),
        ("last year", "--since 'last year' is not a date such as 2026-03-14\n"),
        ("2026-02-30", "--since '2026-02-30' is not a date such as 2026-03-14\n"),
    ],
)
def test_a_date_that_makes_no_sense_is_refused(tmp_path: Path, since: str, words: str) -> None:
    with World(tmp_path, seconds=30.0) as world:
        said = runtrack(world, "backfill", "--since", since)
        assert (said.code, said.err) == (2, words)
        assert world.store.load(Backfill, ME) is None


def test_the_status_page_shows_a_backfill(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        old_runs(world, 2)
        runtrack(world, "backfill", "--since", "2026-01-01", sleep=ctrl_c)
        assert (
            "backfill  since 2026-01-01: 0 of 2 done, 2 to confirm; ready about 14 Mar 2026 09:15 UTC (in 14 min)"
            in runtrack(world, "status").lines
        )
