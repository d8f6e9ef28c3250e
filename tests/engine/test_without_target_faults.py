"""Where nothing is sent: every fault of the source, a crash at every point, and still each run is kept once and goes
nowhere. (Random histories that keep and send in turn: `tests/histories/keeping.py`.)"""

from pathlib import Path

import pytest

from sync.core.activity import Activity
from sync.engine.legs import original_name
from sync.engine.routes import route_of
from sync.sim.athlete import run
from sync.sim.http import FAULTS
from sync.wiring import ME
from tests.engine.test_without_target import NO_APPLICATION
from tests.histories.worlds import SwiftWorld
from tests.support.engine.acts import FINAL_WORDS
from tests.support.engine.watched import Crash, Watch
from tests.support.world import HOUR

ENDPOINTS = ("list", "download", "refresh")


class HereAlone(SwiftWorld):
    """Garmin is connected; Strava is not, and no application for it is set up."""

    def log_in(self) -> None:
        super().log_in()
        self.wired.keepers["strava"].forget(ME)


def here(folder: Path) -> HereAlone:
    return HereAlone(folder, seconds=10.0, **NO_APPLICATION)


def kept(world: HereAlone) -> Activity:
    """Its one run, which has its file and route here, and is nowhere else."""
    (row,) = world.rows()
    assert row.is_kept, row.reason
    assert row.route == "read"
    assert len(route_of(world.wired.app, row) or ()) > 10
    assert world.wired.app.files.get(original_name(row)) is not None
    assert world.strava.count() == 0
    return row


@pytest.mark.parametrize(
    ("most", "every"), [(1, 6), pytest.param(1, 1, marks=pytest.mark.long), pytest.param(3, 1, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_whatever_the_source_answers_the_run_is_kept_once(endpoint: str, most: int, every: int, tmp_path: Path) -> None:
    for number, fault in enumerate([*FAULTS][ENDPOINTS.index(endpoint) % every :: every]):
        times = 1 if (endpoint, fault) in FINAL_WORDS else most
        with here(tmp_path / str(number)) as world:
            world.tick()
            if endpoint == "refresh":
                world.garmin.expire_access()
            world.garmin.add(run(1, world.now - HOUR, every=60))
            world.garmin.inject(endpoint, fault, times)
            world.ticks(2)
            world.garmin.clear_faults()
            world.log_in()
            world.until_quiet()
            assert kept(world).attempt == 0, (endpoint, fault)
            assert world.garmin.downloads[1] <= times + 1, (endpoint, fault)


@pytest.mark.parametrize("every", [23, pytest.param(1, marks=pytest.mark.long)])
def test_killed_at_any_point_it_is_kept_once(every: int, tmp_path: Path) -> None:
    at, points, seen = 1 - every, 1, set[str]()
    while at < points:
        at += every
        with here(tmp_path / str(at)) as world:
            world.tick()
            world.garmin.add(run(1, world.now - HOUR, every=60))
            watch = Watch(max(at, 1))
            watch.act = watch.crash
            world.watch = watch
            world.restart()
            try:
                world.ticks(2)
                points = len(watch.passed)
            except Crash:
                points = at + every
            seen.add(watch.passed[-1])
            world.watch = Watch()
            world.restart()
            world.ticks(3)
            world.until_quiet()
            kept(world)
    assert at > 30
    assert every > 1 or {"files.put begins", "store.save is done"} <= seen
