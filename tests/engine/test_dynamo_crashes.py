"""A process that dies, and a second one at the same time, at every change of a full run with its rows on AWS.

moto is in process, so that nothing can be forked: from the point on every port call of the dead process raises.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.core.activity import State
from tests.engine.test_overlap import RUN, another_tick, world_with_a_run
from tests.engine.test_sigkill import astray, prepared
from tests.support.engine.dynamo_world import DynamoWorld, held_open
from tests.support.engine.killed import points_of_a_full_run
from tests.support.engine.watched import Crash, Watch, WatchedWorld

OVER_SOCKETS = True

TICKS = 3  # found and sent, confirmed and route read, quiet
Chosen = Callable[[list[str]], list[int]]


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


def every_change(points: list[str]) -> list[int]:
    """Before each request that changes something, at DynamoDB, S3 or a service, and the very last point. From one to
    the next a crash leaves the same world behind: the one before the next is the one after this."""
    acts = ("leaves", "put_item begins", "delete_item begins", "batch_write_item begins", "files.put begins")
    return [n for n, name in enumerate(points, 1) if name.endswith(acts) or n == len(points)]


def every_point(points: list[str]) -> list[int]:
    return list(range(1, len(points) + 1))


CHOSEN = pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(every_change, id="every change", marks=pytest.mark.long),
        pytest.param(every_point, id="every point", marks=pytest.mark.soak),
    ],
)


def points(world: WatchedWorld, ticks: int) -> list[str]:
    try:
        return points_of_a_full_run(world, ticks)
    finally:
        world.__exit__()


@CHOSEN
def test_a_process_that_dies_at_any_change_has_its_run_on_strava_once(tmp_path: Path, chosen: Chosen) -> None:
    passed = points(prepared(tmp_path / "dry", duplicate_check=False, kind=DynamoWorld), TICKS)
    assert len([name for name in passed if name == "POST /api/v3/uploads leaves"]) == 1
    assert len([name for name in passed if name == "dynamodb.put_item begins"]) > 8
    bad = []
    for number in chosen(passed):
        world = prepared(tmp_path / str(number), duplicate_check=False, kind=DynamoWorld)
        try:
            assert dies(world, number), f"point {number} ({passed[number - 1]}) was not reached"
            bad += [f"{number} {passed[number - 1]}: {found}" for found in astray(world, may_need_login=False)]
        finally:
            world.__exit__()
    assert bad == []


def dies(world: WatchedWorld, at: int) -> bool:
    """Tick until the process dies at this point; a fresh one is there afterwards."""
    world.watch = Watch(at)
    world.watch.act = world.watch.crash
    world.restart()
    try:
        for _ in range(TICKS):
            world.tick()
            world.clock.advance(60)
    except Crash:
        pass
    dead, world.watch = world.watch.dead, Watch()
    world.restart()
    return dead


@pytest.mark.parametrize(
    ("fault", "chosen"),
    [
        pytest.param("500 after the effect", every_change, id="answer lost, every change", marks=pytest.mark.long),
        pytest.param(None, every_change, id="new, every change", marks=pytest.mark.soak),
        pytest.param("500", every_change, id="sent in vain, every change", marks=pytest.mark.soak),
        pytest.param("500 after the effect", every_point, id="answer lost, every point", marks=pytest.mark.soak),
        pytest.param(None, every_point, id="new, every point", marks=pytest.mark.soak),
    ],
)
def test_a_second_tick_at_any_change_of_the_first_sends_nothing_twice_on_aws(
    tmp_path: Path, fault: str | None, chosen: Chosen
) -> None:
    passed = points(world_with_a_run(tmp_path / "dry", fault, DynamoWorld), ticks=1 if fault else 2)
    bad = []
    for number in chosen(passed):
        world = world_with_a_run(tmp_path / str(number), fault, DynamoWorld)
        try:
            world.watch = Watch(number, another_tick(world))
            world.restart()
            world.ticks(1)
            world.until_quiet()
            row = world.row(RUN)
            if (world.strava.ever, len(world.strava.posts), row.state) != (1, 1, State.UPLOADED):
                bad.append(f"{number} {passed[number - 1]}: {len(world.strava.posts)} POSTs, {row.state}: {row.reason}")
        finally:
            world.__exit__()
    assert bad == []
