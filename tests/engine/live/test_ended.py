"""The points of a run in progress go when the watch's own file is here, and after a week at the latest."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.digest import Digest
from sync.core.live.run import LivePart, LiveRun
from sync.core.live.shown import LiveLink
from sync.core.plan import StepName
from sync.core.recipes import DIGEST
from sync.engine.live.ended import forget_links, looked_at
from sync.ports import Store
from sync.wiring import ME
from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
from tests.support.contract.values import activity
from tests.support.live.circles import DAY, HOUR, MINUTE, NOON, points, told
from tests.support.world import World


def recorded(store: Store, after: timedelta, elapsed: float, *, read: bool) -> None:
    """A run with a file, which began so long after the one in progress."""
    store.add([replace(activity(1), start=NOON + after, elapsed=elapsed)])
    if read:
        store.put(Digest("me", "garmin", "1", 0, DIGEST, elapsed, 2000.0, None, None, None, None))


@pytest.mark.parametrize(
    ("after", "elapsed", "read", "gone"),
    [
        (timedelta(0), 600, True, True),
        (-2 * MINUTE, 700, True, True),
        (timedelta(0), 600, False, False),  # its file has not been read
        (HOUR, 600, True, False),  # another run
        (timedelta(0), 200, True, False),  # a lap that was saved: the run went on
        (-DAY, 600, True, False),
    ],
)
def test_only_the_file_of_that_run_takes_its_place(
    store: Store, after: timedelta, elapsed: float, read: bool, gone: bool
) -> None:
    run = told(store, points(600))
    recorded(store, after, elapsed, read=read)
    left = looked_at(store, run, NOON + 2 * HOUR)
    assert (left is None) is gone
    assert bool(store.all(LivePart, "me")) is bool(store.all(LiveRun, "me")) is not gone


def test_a_run_that_goes_on_stays_whatever_has_come(store: Store) -> None:
    run = told(store, points(600))
    recorded(store, timedelta(0), 600, read=True)
    assert looked_at(store, run, NOON + 11 * MINUTE) is not None


def test_a_week_is_the_longest_and_looks_become_rare(store: Store) -> None:
    run = told(store, points(600))
    for after, wait in ((HOUR, 10 * MINUTE), (4 * HOUR, HOUR), (6 * DAY, HOUR)):
        left = looked_at(store, run, NOON + after)
        assert left is not None
        assert left.due == NOON + after + wait
        run = left
    assert looked_at(store, run, NOON + 8 * DAY) is None
    assert store.all(LiveRun, "me") == [] == store.all(LivePart, "me")


def test_points_that_come_while_it_is_looked_at_are_kept(store: Store) -> None:
    run = told(store, points(600))
    told(store, points(700))
    assert looked_at(store, run, NOON + HOUR) is None  # by another's save; the next look is of what is there then
    assert store.load(LiveRun, "me", "livetrack", "run") is not None


def test_the_tick_looks_and_an_idle_one_finds_nothing_to_do(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.log_in()
        begun = world.now
        told(world.store, points(600, begun=begun), user=ME)
        assert StepName.LOOK_AT_LIVE not in {task.step for task in world.tick().done}
        world.clock.advance(1300)
        assert StepName.LOOK_AT_LIVE in {task.step for task in world.tick().done}
        world.clock.advance(8 * 86400)
        world.tick()
        assert world.store.all(LiveRun, ME) == [] == world.store.all(LivePart, ME)


def test_a_link_that_ended_is_forgotten_a_week_later(store: Store) -> None:
    store.put(LiveLink("me", "old", NOON, NOON + DAY))
    store.put(LiveLink("me", "new", NOON, NOON + 7 * DAY))
    forget_links(store, "me", NOON + 8 * DAY + HOUR)
    assert [one.id for one in store.all(LiveLink, "me")] == ["new"]
