"""A real SIGKILL of a process that follows a run in progress, at each of its calls: a new process goes on."""

from pathlib import Path

import pytest

from sync.core.live.followed import Over
from sync.engine.live.following_live import follow
from sync.engine.report import Report
from tests.engine.test_sigkill import every_act
from tests.support.engine.killed import integrity, points_of_a_full_run, run_and_kill
from tests.support.engine.watched import WatchedWorld
from tests.support.live_runs import LiveWorld
from tests.support.world import MINUTE

OVER_SOCKETS = True


class WatchedLiveWorld(WatchedWorld, LiveWorld):
    """A tick is a look at what is followed."""

    def tick(self, **how: object) -> Report:
        follow(self.wired.app, self.now, lambda: 50.0)
        return Report()


def prepared(folder: Path) -> WatchedLiveWorld:
    world = WatchedLiveWorld(folder, login=False, seconds=10.0)
    world.__enter__()
    world.follow(world.begins())
    world.clock.advance(120)
    return world


def troubles(world: WatchedLiveWorld) -> list[str]:
    """After a new process has gone on to the end of the run."""
    (run,) = world.livetrack.runs.values()
    run.stopped = world.now
    world.looks(5 * MINUTE, MINUTE)
    shared = sorted({one.at for one in run.shown(world.now) if one.kind != "nowhere"})
    found = [] if [one.at for one in world.live_points] == shared else ["points are missing, or there twice"]
    found += [] if world.followed.over is Over.ENDED else [f"over: {world.followed.over}"]
    return found if (verdict := integrity(world)) == "ok" else [*found, verdict]


@pytest.mark.parametrize("chosen", ["some", pytest.param("every", marks=pytest.mark.long)])
def test_killed_at_any_call_it_goes_on_with_each_point_once(tmp_path: Path, chosen: str) -> None:
    dry = prepared(tmp_path / "dry")
    try:
        names = points_of_a_full_run(dry, 2)
    finally:
        dry.__exit__()
    acts = every_act(names)
    bad = []
    for number in acts if chosen == "every" else acts[:: max(1, len(acts) // 6)]:
        world = prepared(tmp_path / str(number))
        try:
            assert run_and_kill(world, number), f"point {number} ({names[number - 1]}) was not reached"
            bad += [f"{number} {names[number - 1]}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    assert bad == []
