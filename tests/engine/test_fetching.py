"""Runs that were on Strava already get their files, routes and figures too: gently, newest first, and none is sent."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.digest import Digest
from sync.core.plan import StepName
from sync.core.states import How
from sync.core.user import FileWalk, User
from sync.engine import fetching
from sync.engine.asks.backfill import backfill
from sync.sim.athlete import SimActivity, run
from sync.sim.faults import FAULTS, Fault
from sync.wiring import ME
from tests.engine.test_odd_answers import ODD
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, MINUTE, World

NEWEST, MIDDLE, OLDEST = 3, 2, 1


@contextmanager
def history(folder: Path, **settings: Any) -> Iterator[World]:
    """Three runs of the last days that Strava had before Runtrack came; the ledger knows them."""
    with World(folder, seconds=10, **settings) as world:
        made = [run(number, world.now - (4 - number) * DAY, km=2, every=10) for number in (OLDEST, MIDDLE, NEWEST)]
        there_already(world, *made)
        world.tick()
        assert {(row.how, row.route) for row in world.rows()} == {(How.ALREADY_THERE, "")}
        world.clock.advance(60)
        yield world


def there_already(world: World, *made: SimActivity) -> None:
    world.garmin.add(*made)
    for one in made:
        world.strava.add(one.start, one.elapsed, one.distance, external_id=f"garmin_ping_{one.garmin_id}")


def walk_of(world: World) -> FileWalk:
    person = world.store.load(User, ME)
    assert person is not None
    return person.files


def routes(world: World) -> list[int]:
    """The runs whose route was read, oldest first."""
    return sorted(int(row.key.id) for row in world.rows() if row.route == "read")


def downloads(world: World) -> int:
    return world.garmin.count("download")


def test_their_files_come_one_a_tick_newest_first_and_nothing_is_sent(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        seen = []
        for _ in range(4):
            world.ticks(1)
            seen.append(routes(world))
        assert seen == [[NEWEST], [MIDDLE, NEWEST], [OLDEST, MIDDLE, NEWEST], [OLDEST, MIDDLE, NEWEST]]
        assert all(world.store.load(Digest, ME, "garmin", str(n), "0") for n in (OLDEST, MIDDLE, NEWEST))
        assert world.strava.posts == []
        assert {row.how for row in world.rows()} == {How.ALREADY_THERE}
        assert (walk_of(world).fetched, walk_of(world).over_at is not None) == (3, True)


def test_an_idle_tick_afterwards_asks_for_no_file_and_reads_no_list(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.ticks(6)
        world.forget_calls()
        done = [task.step for report in world.ticks(5) for task in report.done]
        assert StepName.FETCH_FILE not in done
        assert {call for call, count in world.calls().items() if count} == {"garmin list"}


def test_whoever_does_not_want_them_is_not_asked_for_them(tmp_path: Path) -> None:
    with history(tmp_path, RUNTRACK_FETCH_FILES="no") as world:
        world.ticks(5)
        assert (downloads(world), routes(world)) == (0, [])
        assert "files" not in runtrack(world, "status").out
        assert runtrack(world, "preferences", "fetch_files=yes").code == 0
        world.ticks(5)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST]


def test_status_says_how_far_it_is_and_when_it_will_be_ready(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.ticks(1)
        (line,) = (line for line in runtrack(world, "status").out.splitlines() if line.startswith("files"))
        assert line.startswith("files     of runs that were on Strava already: 1 of 3 fetched; ready about ")
        planned = runtrack(world, "plan").out
        assert "  fetch the file of 1 run\n" in planned
        world.ticks(5)
        assert "of runs that were on Strava already" not in runtrack(world, "status").out


def test_a_run_that_comes_later_and_was_there_gets_its_file_as_well(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.ticks(5)
        there_already(world, run(4, world.now - HOUR, km=2, every=10))
        world.ticks(4)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST, 4]
        assert downloads(world) == 4


def test_one_that_comes_while_older_ones_are_fetched_is_not_passed_over(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.ticks(2)
        there_already(world, run(4, world.now - HOUR, km=2, every=10))
        world.ticks(6)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST, 4]


@pytest.mark.parametrize("fault", [*ODD, FAULTS["500"], FAULTS["truncated"]], ids=lambda fault: fault.name)
def test_a_file_that_is_not_to_be_had_holds_up_no_other_and_is_asked_for_in_later_walks(
    fault: Fault, tmp_path: Path
) -> None:
    with history(tmp_path) as world:
        world.garmin.inject("download", fault)
        world.ticks(6)
        assert routes(world) == [OLDEST, MIDDLE]
        assert {row.state.value for row in world.rows()} == {"uploaded"}
        world.log_in()
        world.clock.advance((fetching.AGAIN + HOUR).total_seconds())
        world.log_in()
        world.ticks(6)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST]


def test_a_file_that_is_never_there_is_asked_for_in_so_many_walks_and_no_more(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.ticks(6)
        row = world.row(NEWEST)
        world.store.save(replace(row, route="", route_due=None))
        for _ in range(fetching.ASKED + 2):
            world.garmin.clear_faults()
            world.garmin.inject("download", ODD[0], times=9)
            world.clock.advance((fetching.AGAIN + HOUR).total_seconds())
            world.log_in()
            world.ticks(3)
        assert world.row(NEWEST).route.startswith("none: ")
        assert downloads(world) == 3 + fetching.ASKED


def test_while_garmin_is_away_the_walk_stands_still(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        before = walk_of(world)
        world.garmin.inject("list", "500", times=50)
        world.garmin.inject("download", "500", times=50)
        world.ticks(5)
        assert walk_of(world) == before
        world.garmin.clear_faults()
        world.clock.advance(2 * HOUR.total_seconds())
        world.ticks(5)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST]


def test_a_run_older_than_routes_are_kept_is_not_fetched_to_be_deleted(tmp_path: Path) -> None:
    with history(tmp_path, RUNTRACK_KEEP_ROUTES_DAYS="2") as world:
        world.ticks(5)
        assert routes(world) == [NEWEST]
        assert downloads(world) == 1


def test_a_run_older_than_originals_are_kept_has_its_route_and_its_file_goes_in_its_time(tmp_path: Path) -> None:
    with history(tmp_path, RUNTRACK_KEEP_ORIGINALS_DAYS="1") as world:
        world.ticks(5)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST]
        for path in (world.folder / "data" / "files" / "originals").rglob("*.z"):
            os.utime(path, ((world.now - 2 * DAY).timestamp(),) * 2)
        world.clock.advance((DAY + HOUR).total_seconds())
        world.log_in()
        world.ticks(3)
        kept = [world.wired.app.files.get(f"originals/{ME}/{n}") for n in (OLDEST, MIDDLE, NEWEST)]
        assert (kept, routes(world), downloads(world)) == ([None] * 3, [OLDEST, MIDDLE, NEWEST], 3)


def test_a_backfill_goes_first(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.garmin.add(run(9, world.now - 60 * DAY, km=2, every=10))
        backfill(world.wired.app, ME, world.now - 70 * DAY, world.now)
        report = world.tick()
        assert StepName.FETCH_FILE not in {task.step for task in report.done}
        world.ticks(40, every=15 * MINUTE)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST, 9]
        assert [post.external_id for post in world.strava.posts] == ["garmin-9"]


def test_a_kill_between_the_row_and_the_walk_fetches_no_file_twice(tmp_path: Path) -> None:
    """The row says that it is here; the walk passes it again."""
    with history(tmp_path) as world:
        before = walk_of(world)
        world.ticks(1)
        person = world.store.load(User, ME)
        assert person is not None
        world.store.put(replace(person, files=before))
        world.ticks(5)
        assert (routes(world), downloads(world)) == ([OLDEST, MIDDLE, NEWEST], 3)


def test_a_long_list_is_walked_some_pages_a_tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "AT_ONCE", 1)
    monkeypatch.setattr(fetching, "PAGES", 2)
    with history(tmp_path) as world:
        world.ticks(9)
        row, person = world.row(OLDEST), world.store.load(User, ME)
        assert person is not None
        world.store.save(replace(row, route=""))
        world.store.put(replace(person, files=FileWalk()))
        world.ticks(1)
        assert routes(world) == [MIDDLE, NEWEST]
        world.ticks(2)
        assert routes(world) == [OLDEST, MIDDLE, NEWEST]


def test_the_text_of_an_old_run_is_not_written_anew_by_its_route(tmp_path: Path) -> None:
    with history(tmp_path) as world:
        world.ticks(6)
        assert world.strava.counts().get("update", 0) == 0
