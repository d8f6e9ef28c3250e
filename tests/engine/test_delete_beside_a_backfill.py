"""Somebody is deleted while a backfill of theirs is worked: nothing of it is sent any more and nothing of it is left,
whatever it was at. Come again, they find each run on Strava once."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from sync.core.user import Backfill
from sync.engine.asks import delete
from sync.entrypoints.daemon.lock import alone
from sync.sim.athlete import run
from sync.wiring import ME
from tests.engine.test_delete import left, writes
from tests.histories.worlds import SwiftDynamoWorld, SwiftWorld
from tests.support.engine.backfills import ask, job, old_runs, on_strava_already, until_done
from tests.support.engine.dynamo_world import held_open
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.watched import Watch
from tests.support.entrypoints.commands import runtrack
from tests.support.world import HOUR, RefusingHosts, World

RUNS = 5
READ_BEFORE = "dynamodb.get_item is done"
"""The last answer before a send may be the one that says that nobody is being deleted."""


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


def asked(world: SwiftWorld) -> list[int]:
    """A backfill of five runs, of which Strava has one already."""
    world.tick()
    ids = old_runs(world, RUNS)
    on_strava_already(world, ids[1])
    ask(world)
    return ids


def until_tick(world: SwiftWorld, number: int) -> bool:
    """Ticks as `until_done` has them, until the next one is the one of this number; False: it is over by then."""
    for _ in range(number - 1):
        world.tick()
        if job(world).phase == "done":
            return False
        due = world.store.next_due(ME)
        world.clock.advance(max(60.0, (due - world.now).total_seconds() + 1 if due else 60.0))
    return True


def deleted_elsewhere(world: SwiftWorld, *, swept: bool) -> None:
    """What the command does before it waits, in a process of its own; killed right behind the mark, or not."""
    other = world.build_watched(Watch(), RefusingHosts(world))
    delete.begin(other.app, ME, world.now)
    if swept:
        delete.sweep(other.app, ME, world.now)
    other.close()


def watched_tick(world: SwiftWorld, watch: Watch) -> list[str]:
    world.watch = watch
    world.restart()
    world.tick()
    return watch.passed


@pytest.mark.parametrize("swept", [False, True], ids=["marked", "swept"])
@pytest.mark.parametrize(
    ("kind", "every"),
    [
        (SwiftWorld, 41),
        pytest.param(SwiftWorld, 3, marks=pytest.mark.long),
        pytest.param(SwiftDynamoWorld, 19, marks=pytest.mark.long),
    ],
)
def test_at_any_point_of_it_the_deletion_wins(kind: type[SwiftWorld], every: int, swept: bool, tmp_path: Path) -> None:
    seen, number, goes_on = set[str](), 0, True
    while goes_on:
        number += 1
        at, points = 1 - every + number, 1
        while at < points:
            at += every
            with kind(tmp_path / f"{number}-{at}") as world:
                ids = asked(world)
                goes_on = until_tick(world, number)
                if not goes_on:
                    break
                before = list[int]()

                def delete_now(_: str, world: SwiftWorld = world, before: list[int] = before) -> None:
                    before.append(writes(world))
                    deleted_elsewhere(world, swept=swept)

                passed = watched_tick(world, Watch(at, delete_now))
                points = len(passed)
                if not before:
                    break
                seen.add(passed[at - 1])
                sent = passed[at:].count("target.submit begins")
                assert sent <= (passed[at - 1] == READ_BEFORE), passed
                in_it = passed[:at].count("target.submit begins") > passed[:at].count("target.submit is done")
                assert writes(world) - before[0] <= in_it + sent, passed[at - 1]
                ended(world)
                if at % 3 == 0:
                    come_again(world, ids)
    assert number > 2
    assert every > 3 or "target.submit begins" in seen


def ended(world: SwiftWorld) -> None:
    """Nothing goes on by itself, the wish for older runs is gone too, and the command comes to its end."""
    world.watch = Watch()
    world.restart()
    after = writes(world)
    world.ticks(3)
    assert writes(world) == after
    world.clock.advance(HOUR.total_seconds())
    delete.finish(world.wired.app, ME, world.now, alone=False)
    assert left(world) == []
    assert world.store.load(Backfill, ME) is None
    assert not delete.is_there(world.wired.app, ME)


def come_again(world: SwiftWorld, ids: list[int]) -> None:
    """Under the same name: older runs wait to be asked for, and go out once, also those that had gone before."""
    after = writes(world)
    world.strava.duplicate_check = False
    world.log_in()
    world.ticks(3)
    assert writes(world) == after
    assert world.rows() == []
    ask(world)
    until_done(world)
    nothing_lost_nothing_doubled(world, ids)


def test_who_is_being_deleted_cannot_ask_for_older_runs(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(900000001, world.now - HOUR))
        world.until_quiet()
        delete.begin(world.wired.app, ME, world.now)
        said = runtrack(world, "backfill", "--since", "2026-01-01")
        assert (said.code, said.out) == (1, "")
        assert said.err == "me is being deleted, and `runtrack delete` goes on with that. Nothing was changed.\n"
        assert world.store.load(Backfill, ME) is None
        assert runtrack(world, "delete", "--yes-delete", "me").code == 0
        assert left(world) == []


@pytest.mark.parametrize("daemon", [False, True])
def test_a_backfill_on_the_screen_ends_when_its_person_is_being_deleted(daemon: bool, tmp_path: Path) -> None:
    """Although a deletion that was killed behind its mark has left the wish there."""
    with World(tmp_path) as world:
        world.tick()
        old_runs(world, RUNS)
        slept = list[float]()

        def marked(seconds: float) -> None:
            world.clock.advance(seconds)
            slept.append(seconds)
            delete.begin(world.wired.app, ME, world.now)
            if len(slept) > 9:
                raise KeyboardInterrupt

        with alone(world.wired.settings) if daemon else nullcontext():
            said = runtrack(world, "backfill", "--since", "2025-12-01", sleep=marked)
        assert (said.code, len(slept)) == (1, 1)
        assert said.lines[-1] == "backfill stopped: me is being deleted, and `runtrack delete` goes on with that"
