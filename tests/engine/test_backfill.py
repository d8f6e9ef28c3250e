"""Older runs on request: rows are written, compared with Strava once, sent within our share of its limits."""

from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.user import Backfill, User
from sync.engine.discover import user_of
from sync.ports import Conflict, Store
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.backfills import FIRST, LONG_AGO, ask, job, old_runs, on_strava_already, until_done
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, MINUTE, World


def test_old_runs_reach_strava_once_and_those_that_are_there_are_left_alone(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 8)
        on_strava_already(world, ids[2])
        world.ticks(1)
        assert world.rows() == []
        ask(world)
        until_done(world)
        nothing_lost_nothing_doubled(world, ids)
        assert world.row(ids[2]).how == "already there"
        assert len(world.strava.posts) == 7
        assert (job(world).phase, job(world).found) == ("done", 8)


def test_one_listing_at_the_start_and_one_for_all_results(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 8)
        ask(world)
        until_done(world)
        nothing_lost_nothing_doubled(world, ids)
        assert world.strava.counts() == {"list": 2, "upload": 8}


def test_unwanted_activities_become_skipped_rows(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        start = world.now - LONG_AGO
        world.garmin.add(
            run(FIRST, start, km=2.0, every=10),
            run(FIRST + 1, start + DAY, type_key="cycling"),
            run(FIRST + 2, start + 2 * DAY, manual=True),
        )
        ask(world)
        until_done(world)
        nothing_lost_nothing_doubled(world, [FIRST])
        assert [(int(row.key.id), row.state, row.reason) for row in world.rows()][:2] == [
            (FIRST + 2, State.SKIPPED, "typed in by hand on Garmin, so there is no file"),
            (FIRST + 1, State.SKIPPED, "cycling is not among the activity types (running)"),
        ]


def test_annotate_only_follows_what_strava_has_and_sends_nothing(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        ids = old_runs(world, 3)
        on_strava_already(world, ids[1])
        ask(world)
        until_done(world)
        assert [(world.row(i).state, world.row(i).reason) for i in ids] == [
            (State.SKIPPED, "not on Strava"),
            (State.UPLOADED, "Strava has an activity with the same start and length"),
            (State.SKIPPED, "not on Strava"),
        ]
        assert world.strava.counts() == {"list": 1}


def test_runs_that_a_rebuild_has_set_aside_are_revived(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 2)
        app = world.wired.app
        user = user_of(app, ME, world.now)
        world.store.put(User(ME, user.since, rebuild_from=world.now - LONG_AGO - DAY, version=user.version))
        world.ticks(2)
        assert [(row.state, row.reason) for row in world.rows()] == 2 * [(State.SKIPPED, "unknown since rebuild")]
        ask(world)
        until_done(world)
        nothing_lost_nothing_doubled(world, ids)
        assert job(world).found == 2


def test_a_new_run_gets_through_within_two_ticks_while_a_backfill_is_at_work(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = old_runs(world, 45)
        ask(world)
        world.ticks(1)
        assert len(world.strava.posts) == 20
        fresh = run(FIRST + 1000, world.now - HOUR, km=2.0, every=10)
        world.garmin.add(fresh)
        world.ticks(2)
        assert world.row(fresh.garmin_id).state is State.UPLOADED
        until_done(world)
        nothing_lost_nothing_doubled(world, [*ids, fresh.garmin_id])


def test_an_item_that_cannot_be_read_does_not_end_the_listing(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        ids = old_runs(world, 120, apart=HOUR)
        start = world.now - LONG_AGO + 119 * HOUR
        world.garmin.add(run(FIRST + 500, start + MINUTE, omitted=frozenset({"startTimeGMT", "beginTimestamp"})))
        ask(world)
        until_done(world)
        assert {int(row.key.id) for row in world.rows()} == set(ids)


@pytest.mark.long
def test_a_kill_at_any_write_is_made_good_by_the_next_process(tmp_path: Path) -> None:
    phases, number = set[str](), 0
    while True:
        stores: list[DyingStore] = []

        def wrap(store: Store, stores: list[DyingStore] = stores) -> Any:
            stores.append(DyingStore(store))
            return stores[-1]

        with World(tmp_path / str(number), seconds=30.0, wrap=wrap, strava={"duplicate_check": False}) as world:
            ids = old_runs(world, 3)
            on_strava_already(world, ids[0])
            ask(world)
            stores[-1].left = number
            try:
                until_done(world)
            except Killed:
                stores[-1].left = 10**9
                phases.add(job(world).phase)
                world.restart()
                world.clock.advance(60)
                until_done(world)
                nothing_lost_nothing_doubled(world, ids)
            else:
                break
        number += 1
    assert phases >= {"list", "compare", "work"}
    assert number > 20


def test_asking_again_goes_on_and_an_earlier_date_widens(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        first = ask(world, 60 * DAY)
        world.clock.advance(60)
        assert ask(world, 60 * DAY) == first
        assert ask(world, 30 * DAY) == first
        wider = ask(world, 90 * DAY)
        assert (wider.since, wider.phase, wider.next_start) == (world.now - 90 * DAY, "list", 0)


def test_asking_while_a_tick_goes_on_with_the_old_one_decides_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ask(world, 30 * DAY)

        class Late:
            """The first save comes too late."""

            def __init__(self, store: Store) -> None:
                self._store, self.lost = store, 0

            def __getattr__(self, name: str) -> Any:
                return getattr(self._store, name)

            def put(self, document: Backfill) -> Backfill:
                if self.lost == 0:
                    self.lost += 1
                    self._store.put(job(world))
                    raise Conflict("Backfill me")
                return self._store.put(document)

        world.restart()
        world._wrap = Late  # type: ignore[assignment]  # of this one world
        world.restart()
        wider = ask(world, 60 * DAY)
        assert job(world) == wider
        assert wider.since == world.now - 60 * DAY


def test_a_backfill_of_nothing_is_done_at_once(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ask(world)
        world.tick()
        assert job(world).phase == "done"
        assert world.strava.counts() == {}
