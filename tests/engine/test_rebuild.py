"""A lost ledger is refilled from Strava's list, and nothing is sent that may have been deleted there on purpose."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sync.core.activity import State
from sync.core.user import User
from sync.engine.discover import user_of
from sync.ports import Store
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, MINUTE, World

FIRST = 900000001


def runs_on_garmin(world: World, count: int) -> list[int]:
    runs = [run(FIRST + n, world.now - 40 * DAY + n * HOUR, km=2.0, every=10) for n in range(count)]
    world.garmin.add(*runs)
    return [made.garmin_id for made in runs]


def put_on_strava(world: World, *garmin_ids: int) -> None:
    for made in world.garmin.activities:
        if made.garmin_id in garmin_ids:
            world.strava.add(made.start, made.elapsed, made.distance, external_id=f"garmin-{made.garmin_id}.fit")


def lose_the_ledger(world: World) -> None:
    """What `runtrack doctor --rebuild` leaves: an empty ledger and the mark on the user."""
    since = world.now - 60 * DAY
    user = user_of(world.wired.app, ME, world.now)
    world.store.put(replace(user, since=since, rebuild_from=since))


def mark(world: World) -> object:
    user = world.store.load(User, ME)
    assert user is not None
    return user.rebuild_from


def test_what_strava_lists_is_uploaded_and_the_rest_is_set_aside(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = runs_on_garmin(world, 4)
        put_on_strava(world, ids[0], ids[2])
        lose_the_ledger(world)
        world.ticks(3)
        assert [(world.row(i).state, world.row(i).reason) for i in ids] == [
            (State.UPLOADED, "rebuilt: Strava lists it with our external id garmin-900000001"),
            (State.SKIPPED, "unknown since rebuild"),
            (State.UPLOADED, "rebuilt: Strava lists it with our external id garmin-900000003"),
            (State.SKIPPED, "unknown since rebuild"),
        ]
        assert world.strava.counts() == {"list": 1}
        assert mark(world) is None


def test_a_run_that_was_set_aside_goes_out_when_it_is_asked_for(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = runs_on_garmin(world, 2)
        lose_the_ledger(world)
        world.ticks(2)
        world.store.save(world.row(ids[0]).again(world.now, "you asked for it"))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, ids[:1])
        assert world.row(ids[1]).state is State.SKIPPED


def test_a_run_recorded_after_the_rebuild_goes_out_as_usual(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        lose_the_ledger(world)
        world.ticks(1)
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [FIRST])


def test_what_is_not_wanted_stays_skipped_and_is_not_looked_for(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - DAY, type_key="cycling"))
        lose_the_ledger(world)
        world.ticks(2)
        assert world.row(FIRST).reason == "cycling is not among the activity types (running)"
        assert world.strava.counts() == {}


def test_an_item_that_cannot_be_read_does_not_end_the_listing(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = runs_on_garmin(world, 120)
        start = world.now - 40 * DAY + 119 * HOUR + MINUTE
        world.garmin.add(run(FIRST + 500, start, omitted=frozenset({"startTimeGMT", "beginTimestamp"})))
        lose_the_ledger(world)
        world.ticks(2)
        assert {int(row.key.id) for row in world.rows()} == set(ids)
        assert {row.state for row in world.rows()} == {State.SKIPPED}


def test_nothing_happens_before_both_services_are_connected(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        ids = runs_on_garmin(world, 2)
        put_on_strava(world, ids[0])
        lose_the_ledger(world)
        world.ticks(2)
        assert (world.rows(), world.calls()) == ([], {})
        world.log_in()
        world.ticks(2)
        assert [world.row(i).state for i in ids] == [State.UPLOADED, State.SKIPPED]


def test_when_strava_does_not_answer_the_ledger_stays_empty_and_nothing_is_sent(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = runs_on_garmin(world, 2)
        put_on_strava(world, ids[0])
        lose_the_ledger(world)
        world.strava.inject("list", "500", times=3)
        world.ticks(3)
        assert (world.rows(), world.strava.posts) == ([], [])
        assert mark(world) is not None
        world.ticks(1)
        assert [world.row(i).state for i in ids] == [State.UPLOADED, State.SKIPPED]


def test_a_kill_at_any_write_is_made_good_by_the_next_process(tmp_path: Path) -> None:
    number = 0
    while True:
        stores: list[DyingStore] = []

        def wrap(store: Store, stores: list[DyingStore] = stores) -> Any:
            stores.append(DyingStore(store))
            return stores[-1]

        with World(tmp_path / str(number), seconds=30.0, wrap=wrap) as world:
            ids = runs_on_garmin(world, 3)
            put_on_strava(world, ids[0])
            lose_the_ledger(world)
            stores[-1].left = number
            try:
                world.ticks(2)
            except Killed:
                stores[-1].left = 10**9
                world.restart()
                world.ticks(3)
            else:
                break
            finally:
                stores[-1].left = 10**9
            assert [world.row(i).state for i in ids] == [State.UPLOADED, State.SKIPPED, State.SKIPPED]
            assert world.strava.posts == []
        number += 1
    assert number >= 4
