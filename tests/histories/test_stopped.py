"""A process that is stopped (SIGSTOP, a laptop's lid, a paused container) for a quarter of an hour in the middle of an
upload, while another one ticks on with the same rows. When it goes on, it is behind everybody: nothing is doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.ports import StoreBroken
from sync.sim.athlete import run
from tests.engine.test_sigkill import every_act
from tests.histories.worlds import InProcess, SwiftDynamoWorld, SwiftWorld
from tests.support.engine.dynamo_world import held_open
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.watched import Watch
from tests.support.world import HOUR, RefusingHosts

RUN = 900000001
MINUTES = 15  # longer than the settle time
POST = "POST /api/v3/uploads leaves"


@pytest.fixture(scope="module", autouse=True)
def _cloud() -> Iterator[None]:
    with held_open():
        yield


@pytest.mark.parametrize("duplicate_check", [True, False], ids=["duplicate check on", "duplicate check off"])
@pytest.mark.parametrize(
    "kind", [SwiftWorld, pytest.param(SwiftDynamoWorld, marks=pytest.mark.long)], ids=["SQLite", "DynamoDB"]
)
def test_stopped_anywhere_between_the_listing_and_the_end_of_its_tick_nothing_is_doubled(
    kind: type[InProcess], duplicate_check: bool, tmp_path: Path
) -> None:
    """With Strava's check off but for the moment in which the request itself leaves: the last look at the clock is
    behind it, and no client can take back what lies in its network's queue."""
    points = stopped(kind, tmp_path / "dry", 0, duplicate_check=True)
    listed = points.index("GET /api/v3/athlete/activities leaves")
    assert listed < points.index(POST)
    for at in every_act(points):
        if at > listed and (duplicate_check or points[at - 1] != POST):
            assert stopped(kind, tmp_path / f"{at}", at, duplicate_check=duplicate_check), points[at - 1]


def stopped(kind: type[InProcess], folder: Path, at: int, *, duplicate_check: bool) -> list[str]:
    """A tick that stops at its point number `at` (0: nowhere), and its points up to its end."""
    with kind(folder, strava={"duplicate_check": duplicate_check}) as world:
        world.tick()
        world.garmin.add(run(RUN, world.now - HOUR, every=600))
        watch = Watch(at, lambda _: another_ticks(world))
        world.watch = watch
        world.restart()
        try:
            world.tick()
        except StoreBroken:
            pass
        passed = list(watch.passed)
        world.watch = Watch()
        world.restart()
        world.until_quiet()
        world.clock.advance(HOUR.total_seconds())  # whatever was sent last has been processed
        nothing_lost_nothing_doubled(world, [RUN])
        assert world.strava.ever == 1, f"stopped at {at} ({passed[at - 1]})"
        return passed


def another_ticks(world: InProcess) -> None:
    """Meanwhile: a process of its own on the same rows."""
    mine, world.wired = world.wired, world.build_watched(Watch(), RefusingHosts(world))
    try:
        for _ in range(MINUTES):
            world.clock.advance(60)
            world.tick()
    finally:
        world.wired.close()
        world.wired = mine
