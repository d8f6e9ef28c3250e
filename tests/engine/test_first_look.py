"""The first look at a Garmin account: nothing hides behind what cannot be read, and the past never delays a new run."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.activity import State
from sync.core.user import Notice, User
from sync.ports import Store
from sync.sim.athlete import SimActivity, run
from sync.wiring import ME
from tests.support.engine.backfills import job, until_done
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import runtrack
from tests.support.world import DAY, HOUR, MINUTE, World

FIRST, NEW = 900000001, 990000001


def unreadable(made: SimActivity) -> SimActivity:
    return run(made.garmin_id, made.start, km=2.0, every=60, omitted=frozenset({"startTimeGMT", "beginTimestamp"}))


def with_some_unreadable(world: World, count: int, bad: set[int], **how: Any) -> list[int]:
    """`count` runs of the last days, newest last; those of `bad` (counted from the newest, 0) cannot be read."""
    made = [run(FIRST + count - n, world.now - HOUR - n * 3 * HOUR, km=2.0, every=60, **how) for n in range(count)]
    world.garmin.add(*(unreadable(one) if n in bad else one for n, one in enumerate(made)))
    return [one.garmin_id for n, one in enumerate(made) if n not in bad]


def known(world: World) -> set[int]:
    return {int(row.key.id) for row in world.rows()}


def problems(world: World) -> dict[str, str]:
    return {notice.problem: notice.text for notice in world.store.all(Notice, ME) if notice.closed_at is None}


@pytest.mark.parametrize("bad", [{2}, {0, 1, 2, 3, 4}, {2, 30}], ids=["one", "a whole page", "on two pages"])
def test_an_item_that_cannot_be_read_hides_no_other_from_the_first_look(tmp_path: Path, bad: set[int]) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        ids = with_some_unreadable(world, 40, bad)
        world.tick()
        assert known(world) == set(ids)


def test_what_cannot_be_read_is_said_once_and_by_name_and_is_over_when_it_can_be(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        with_some_unreadable(world, 4, {2})
        world.ticks(3)
        assert problems(world) == {
            "unreadable:garmin": "1 activity on Garmin cannot be read (900000003), so it is not synced: look at it at "
            "https://connect.garmin.com/modern/activity/900000003 (is its start missing?)."
        }
        assert "900000003" in runtrack(world, "status").out
        assert "900000003" in runtrack(world, "doctor").out
        user = world.store.load(User, ME)
        assert user is not None
        world.ticks(3)
        again = world.store.load(User, ME)
        assert again is not None
        assert again.unreadable == user.unreadable == ("900000003",)
        world.garmin.add(run(900000003, world.now - 7 * HOUR, km=2.0, every=60))
        world.ticks(2, every=HOUR)
        assert problems(world) == {}
        assert 900000003 in known(world)


def test_a_list_of_which_nothing_can_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        with_some_unreadable(world, 120, set(range(120)))
        report = world.tick()
        assert report.failed == ["garmin: none of the 100 items of its activity list can be read"]
        assert world.garmin.count("list") == 2


def test_a_list_that_repeats_itself_is_no_endless_one(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        world.garmin.add(*(run(FIRST + n, world.now - n * HOUR / 2, km=2.0, every=60) for n in range(130)))
        honest = world.garmin.on_list
        world.garmin.on_list = lambda request: _first_page_again(honest, request)  # type: ignore[method-assign]  # a stand-in on this one object
        report = world.tick()
        assert report.failed == ["garmin: its activity list repeats itself"]
        assert world.garmin.count("list") <= 4


def _first_page_again(honest: Any, request: Request) -> Response:
    """A service that takes no notice of `start`."""
    environ = {**request.environ, "QUERY_STRING": f"start=0&limit={request.args['limit']}"}
    shown: Response = honest(Request(environ))
    return shown


# -- a since-date at the first start --------------------------------------------------------------


@pytest.mark.parametrize("count", [250, pytest.param(950, marks=pytest.mark.long)])
def test_a_new_run_gets_through_within_two_ticks_beside_a_past_that_is_due(tmp_path: Path, count: int) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2023-01-01") as world:
        old = [run(FIRST + n, world.now - 8 * DAY - (count - n) * DAY, km=1.0, every=900) for n in range(count)]
        world.garmin.add(*old)
        world.ticks(3)
        assert len(world.strava.posts) >= 20
        assert {row.backfill for row in world.rows()} == {True}
        world.forget_calls()
        world.garmin.add(run(NEW, world.now - HOUR, km=1.0, every=900))
        world.ticks(2)
        assert world.row(NEW).state is State.UPLOADED
        assert not world.row(NEW).backfill
        assert world.strava.count() - world.strava.count("upload") <= 12
        assert world.garmin.count("list") <= 20


def test_the_reserve_for_new_runs_holds_at_a_first_start_with_a_long_past(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2023-01-01") as world:
        world.garmin.add(*(run(FIRST + n, world.now - 9 * DAY - n * DAY, km=1.0, every=900) for n in range(60)))
        world.strava.spend(150, read=False)
        world.ticks(3)
        assert 0 < len(world.strava.posts) <= 10
        world.garmin.add(run(NEW, world.now - HOUR, km=1.0, every=900))
        world.ticks(2)
        assert world.row(NEW).state is State.UPLOADED
        assert world.strava.refused_429 == 0


def test_the_past_of_a_first_start_goes_out_once_and_is_a_backfill_to_look_at(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2025-12-01") as world:
        ids = [FIRST + n for n in range(30)]
        world.garmin.add(
            *(run(one, world.now - 20 * DAY + n * 12 * HOUR, km=2.0, every=60) for n, one in enumerate(ids))
        )
        world.tick()
        week_ago = world.now - 7 * DAY
        assert {row.backfill for row in world.rows() if row.start < week_ago} == {True}
        assert {row.backfill for row in world.rows() if row.start >= week_ago} == {False}
        assert "backfill  since 2025-12-01" in runtrack(world, "status").out
        until_done(world)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, ids)
        assert job(world).phase == "done"


def test_a_default_first_start_asks_for_no_backfill(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(*(run(FIRST + n, world.now - 30 * DAY + n * 5 * DAY, km=2.0, every=60) for n in range(6)))
        world.ticks(2)
        assert runtrack(world, "status").out.count("backfill") == 0
        assert known(world) == {FIRST + 5}
        assert world.garmin.count("list") == 2


def test_one_run_of_a_watch_that_was_synced_late_is_new_and_no_backfill(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2026-03-01") as world:
        world.garmin.add(*(run(FIRST + n, world.now - (6 - n) * DAY, km=2.0, every=60) for n in range(6)))
        world.ticks(3)
        world.garmin.add(run(NEW, world.now - 10 * DAY, km=2.0, every=60))
        world.ticks(4, every=40 * MINUTE)
        assert not world.row(NEW).backfill
        nothing_lost_nothing_doubled(world, [*(FIRST + n for n in range(6)), NEW])


def test_a_watch_that_brings_a_whole_month_late_delays_no_new_run(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2026-01-01") as world:
        world.garmin.add(*(run(NEW + n, world.now - (6 - n) * HOUR * 3, km=2.0, every=60) for n in range(6)))
        world.ticks(3)
        late = [run(FIRST + n, world.now - 29 * DAY + n * 10 * HOUR, km=1.0, every=900) for n in range(48)]
        world.garmin.add(*late)
        world.clock.advance(3600)
        world.tick()
        assert {world.row(one.garmin_id).backfill for one in late} == {True}
        until_done(world)
        nothing_lost_nothing_doubled(world, [*(NEW + n for n in range(6)), *(one.garmin_id for one in late)])


def test_a_kill_at_any_write_of_the_first_look_forgets_nothing_of_the_past(tmp_path: Path) -> None:
    """The request for what is older is saved before the rows that would hide it."""
    number, finished = 0, False
    while not finished:
        stores: list[DyingStore] = []

        def wrap(store: Store, stores: list[DyingStore] = stores) -> Any:
            stores.append(DyingStore(store))
            return stores[-1]

        how: dict[str, str] = {"RUNTRACK_SINCE": "2026-01-01", "RUNTRACK_ANNOTATE_ONLY": "yes"}
        with World(tmp_path / str(number), seconds=30.0, wrap=wrap, **how) as world:  # type: ignore[arg-type]  # whatever the test gives it
            ids = [FIRST + n for n in range(9)]
            world.garmin.add(*(run(one, world.now - 18 * DAY + n * 2 * DAY, every=600) for n, one in enumerate(ids)))
            stores[-1].left = number
            try:
                world.tick()
                finished = True
            except Killed:
                pass
            stores[-1].left = 10**9
            world.restart()
            world.clock.advance(60)
            world.ticks(3)
            assert known(world) == set(ids)
        number += 1
    assert number >= 5


def test_a_look_that_finds_the_past_revives_nothing_that_a_rebuild_has_set_aside(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2026-01-01") as world:
        ids = [FIRST + n for n in range(6)]
        world.garmin.add(*(run(one, world.now - 40 * DAY + n * DAY, km=2.0, every=60) for n, one in enumerate(ids)))
        since = world.now - 80 * DAY
        world.store.put(User(ME, since, rebuild_from=since))
        world.ticks(2)
        assert [row.reason for row in world.rows()] == 6 * ["unknown since rebuild"]
        late = [run(NEW + n, world.now - 29 * DAY + n * HOUR, km=1.0, every=900) for n in range(30)]
        world.garmin.add(*late)
        world.ticks(3, every=HOUR)
        until_done(world)
        assert [world.row(one).reason for one in ids] == 6 * ["unknown since rebuild"]
        nothing_lost_nothing_doubled(world, [one.garmin_id for one in late])
