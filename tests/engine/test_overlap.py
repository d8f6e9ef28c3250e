"""Two processes at once: a whole second tick runs inside the first one, at every single port call of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from tests.engine.test_sigkill import every_act, every_call
from tests.support.engine.killed import points_of_a_full_run
from tests.support.engine.watched import Watch, WatchedWorld
from tests.support.world import HOUR, MINUTE, RefusingHosts

RUN = 900000001


def world_with_a_run(folder: Path, fault: str | None, kind: type[WatchedWorld] = WatchedWorld) -> WatchedWorld:
    """Strava checks for no duplicates. `fault`: what the first upload meets; its settle time has just ended."""
    world = kind(folder, seconds=10.0, strava={"duplicate_check": False})
    world.__enter__()
    world.tick()
    world.garmin.add(run(RUN, world.now - HOUR, every=600))
    if fault:
        world.strava.inject("upload", fault)
        world.tick()
        assert world.row(RUN).state is State.SUBMITTING
        world.clock.advance((10 * MINUTE).total_seconds())
    return world


def another_tick(world: WatchedWorld) -> Callable[[str], None]:
    """What a second process does at the present moment, from its start to its end."""

    def act(_: str) -> None:
        first, second = world.wired, world.build_watched(Watch(), RefusingHosts(world))
        world.wired = second
        try:
            world.tick()
        finally:
            world.wired = first
            second.close()

    return act


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(every_act, id="every change"),
        pytest.param(every_call, id="every call", marks=pytest.mark.soak),
    ],
)
@pytest.mark.parametrize(
    "fault",
    [None, pytest.param("500", marks=pytest.mark.long), pytest.param("500 after the effect", marks=pytest.mark.long)],
    ids=["new", "sent in vain", "answer lost"],
)
def test_a_second_tick_at_any_port_call_of_the_first_sends_nothing_twice(
    tmp_path: Path, fault: str | None, chosen: Callable[[list[str]], list[int]]
) -> None:
    world = world_with_a_run(tmp_path / "dry", fault)
    points = points_of_a_full_run(world, ticks=1 if fault else 2)
    world.__exit__()
    bad = []
    for number in chosen(points):
        world = world_with_a_run(tmp_path / str(number), fault)
        world.watch = Watch(number, another_tick(world))
        world.restart()
        world.ticks(1)
        world.until_quiet()
        row = world.row(RUN)
        if (world.strava.ever, len(world.strava.posts), row.state) != (1, 1, State.UPLOADED):
            bad.append(f"{number} {points[number - 1]}: {len(world.strava.posts)} POSTs, {row.state}: {row.reason}")
        world.__exit__()
    assert bad == []
