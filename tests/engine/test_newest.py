"""A Garmin list that shows what it showed last time costs no look into the ledger, and hides no run."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.activity import State
from sync.core.user import User
from sync.entrypoints.cli.login.credentials import copy_history
from sync.ports import Store
from sync.sim.athlete import run, triathlon
from sync.sim.http import answer
from sync.stores import salvage
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME
from tests.support.contract import dynamo
from tests.support.engine.backfills import ask, until_done
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, World

FIRST = 900000001
asked: list[int] = []
"""How many ids each look into the ledger asked for."""


class Asked:
    """A store that writes down each look for known ids."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def known(self, user: str, source: str, of: Iterable[str]) -> set[str]:
        ids = set(of)
        asked.append(len(ids))
        return self._store.known(user, source, ids)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Five runs of this week on Strava; the list shows nothing else."""
    with World(tmp_path, seconds=30.0, wrap=Asked) as world:
        synced(world)
        yield world


def synced(world: World) -> None:
    world.garmin.add(*(run(FIRST + n, world.now - (5 - n) * DAY, km=2.0, every=60) for n in range(5)))
    world.ticks(2)
    assert len(world.strava.alive()) == 5
    asked.clear()


def user(store: Store) -> User:
    found = store.load(User, ME)
    assert found is not None
    return found


def lists(world: World, change: dict[int, dict[str, Any]]) -> None:
    """From now on Garmin's list shows these runs with other values."""
    honest = world.garmin.__class__.on_list

    def changed(request: Request) -> Response:
        items = honest(world.garmin, request).json
        assert isinstance(items, list)
        return answer([item | change.get(item["activityId"], {}) for item in items])

    world.garmin.on_list = changed  # type: ignore[method-assign]  # a stand-in on this one object


def test_the_ledger_is_asked_once_an_hour_where_nothing_is_new(world: World) -> None:
    assert user(world.store).looked("garmin").newest_ids == tuple(str(FIRST + n) for n in range(5))
    world.ticks(57)
    assert asked == []
    world.ticks(2)
    assert asked == [5, 5]  # the newest, and the last 30 days


def test_a_new_run_is_looked_up_with_the_others_and_remembered(world: World) -> None:
    world.garmin.add(run(FIRST + 5, world.now - HOUR, km=2.0, every=60))
    world.ticks(3)
    assert asked == [5]
    assert user(world.store).looked("garmin").newest_ids == tuple(str(FIRST + n) for n in range(1, 6))
    nothing_lost_nothing_doubled(world, [FIRST + n for n in range(6)])


def test_a_run_that_moves_up_because_another_was_deleted_is_looked_up(world: World) -> None:
    world.garmin.add(run(FIRST + 50, world.now - 6 * DAY, km=2.0, every=60))  # sixth: the list does not show it
    world.tick()
    assert asked == []
    world.garmin.remove(FIRST + 2)
    world.ticks(2)
    assert world.row(FIRST + 50).state is State.UPLOADED


def test_a_run_that_could_not_be_read_is_found_when_it_can_be(world: World) -> None:
    world.garmin.add(run(FIRST + 5, world.now - HOUR, km=2.0, every=60))
    lists(world, {FIRST + 5: {"startTimeGMT": "0001-01-01 00:00:00"}})
    world.ticks(2)
    assert [int(row.key.id) for row in world.rows()] == [FIRST + n for n in reversed(range(5))]
    assert asked == [1]  # whether the unreadable one has a row, when it was first seen
    lists(world, {})
    world.ticks(2)
    nothing_lost_nothing_doubled(world, [FIRST + n for n in range(6)])


def test_a_run_before_the_since_date_is_not_taken_for_one_with_a_row(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - 20 * DAY, km=2.0, every=60), run(FIRST + 1, world.now - HOUR, km=2.0))
        world.ticks(2)
        assert user(world.store).looked("garmin").newest_ids == (str(FIRST + 1),)
        world.store.put(replace(user(world.store), since=world.now - 30 * DAY))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [FIRST, FIRST + 1])


def test_a_row_that_a_restored_ledger_lacks_is_made_again_within_the_hour(world: World) -> None:
    with closing(sqlite3.connect(world.wired.settings.database)) as file, file:
        assert file.execute("DELETE FROM activities WHERE id >= ?", (str(FIRST + 3),)).rowcount == 2
    world.until_quiet()
    world.ticks(2, every=HOUR)
    world.until_quiet()
    assert world.row(FIRST + 4).how == "already there"
    nothing_lost_nothing_doubled(world, [FIRST + n for n in range(5)])


def test_a_ledger_that_was_emptied_is_read_anew_from_the_since_date(tmp_path: Path) -> None:
    """On AWS the tables are restored one by one: the user may remember what the ledger does not. These runs are older
    than what the hourly look back sees."""
    with DynamoWorld(tmp_path, seconds=30.0, RUNTRACK_SINCE="2026-01-01") as world:
        world.garmin.add(*(run(FIRST + n, world.now - (60 - n) * DAY, km=2.0, every=60) for n in range(6)))
        world.until_quiet()
        before = user(world.store)
        tables = dynamo.Shared(world.prefix, dynamodb=dynamo.enter(world.prefix))
        runs = [item for item in tables.scan("ledger") if "run" in item]
        assert len(runs) == 6
        keys = [{"Key": {name: item[name] for name in ("userId", "row")}} for item in runs]
        tables.batch_write("ledger", [{"DeleteRequest": key} for key in keys])
        tables.close()
        assert user(world.store) == before
        world.clock.advance(3600)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [FIRST + n for n in range(6)])


def test_a_list_that_is_refused_as_a_whole_is_not_remembered(world: World) -> None:
    world.garmin.add(run(FIRST + 5, world.now - HOUR, km=2.0, every=60))
    lists(world, {FIRST + 5: {"ownerId": 7}})  # somebody else's: the page is refused as a whole
    world.tick()
    assert user(world.store).looked("garmin").newest_ids == tuple(str(FIRST + n) for n in range(5))
    lists(world, {})
    world.ticks(2)
    nothing_lost_nothing_doubled(world, [FIRST + n for n in range(6)])


def test_a_multisport_counts_as_one_and_its_legs_go_on(world: World) -> None:
    world.garmin.add(triathlon(FIRST + 5, world.now - 4 * HOUR))
    world.ticks(3)
    assert str(FIRST + 5) in user(world.store).looked("garmin").newest_ids
    assert asked == [5]
    nothing_lost_nothing_doubled(world, [*(FIRST + n for n in range(5)), (FIRST + 5, 2)])


def test_a_rebuilt_ledger_remembers_nothing_of_the_old_one(world: World) -> None:
    assert user(world.store).looked("garmin").newest_ids
    since = user(world.store).since
    world.wired.close()
    salvage.rebuild(world.wired.settings.database, ME, since, world.now, world.wired.app.files)
    world.wired = world.build()
    assert user(world.store).looked("garmin").newest_ids == ()
    world.garmin.add(run(FIRST + 5, world.now - HOUR, km=2.0, every=60))
    world.ticks(4)
    assert {int(row.key.id): row.reason.partition(":")[0] for row in world.rows()}[FIRST + 5] == (
        "unknown since rebuild"
    )
    assert user(world.store).looked("garmin").newest_ids == tuple(str(FIRST + n) for n in range(1, 6))
    assert len(world.strava.posts) == 5


def test_a_copied_history_brings_the_rows_that_it_remembers(world: World, tmp_path: Path) -> None:
    there = SqliteStore(tmp_path / "there.sqlite", sleep=lambda _: None)
    try:
        copy_history(world.store, there, ME)
        assert user(there).looked("garmin").newest_ids == tuple(str(FIRST + n) for n in range(5))
        assert there.known(ME, "garmin", user(there).looked("garmin").newest_ids) == set(
            user(there).looked("garmin").newest_ids
        )
    finally:
        there.close()


def test_a_retried_run_and_a_backfill_go_on_as_ever(world: World) -> None:
    world.store.save(replace(world.row(FIRST + 1), state=State.SKIPPED, reason="set aside", target_id=None))
    assert runtrack(world, "retry", str(FIRST + 1)).code == 0
    world.ticks(2)
    assert world.row(FIRST + 1).how == "already there"
    old_ids = [FIRST + 90, FIRST + 91]
    world.garmin.add(*(run(old, world.now - 90 * DAY + n * DAY, km=2.0, every=60) for n, old in enumerate(old_ids)))
    world.ticks(2)
    assert world.store.known(ME, "garmin", map(str, old_ids)) == set()
    ask(world)
    until_done(world)
    nothing_lost_nothing_doubled(world, [*(FIRST + n for n in range(5)), *old_ids])


def test_another_tick_that_saw_a_shorter_list_takes_nothing_away(world: World) -> None:
    world.garmin.add(run(FIRST + 5, world.now - HOUR, km=2.0, every=60))
    stale = user(world.store)
    world.tick()
    assert user(world.store).looked("garmin").newest_ids != stale.looked("garmin").newest_ids
    world.store.put(user(world.store).with_looked(stale.looked("garmin")))  # the slower one saves last
    world.ticks(2)
    assert user(world.store).looked("garmin").newest_ids == tuple(str(FIRST + n) for n in range(1, 6))
    nothing_lost_nothing_doubled(world, [FIRST + n for n in range(6)])


def test_the_look_back_every_hour_finds_what_the_newest_hide(world: World) -> None:
    world.garmin.add(run(FIRST + 50, world.now - 20 * DAY, km=2.0, every=60))
    world.store.put(replace(user(world.store), since=world.now - 25 * DAY))
    world.ticks(2)
    assert len(world.rows()) == 5
    world.ticks(2, every=HOUR)
    world.tick()
    assert world.row(FIRST + 50).state is State.UPLOADED
