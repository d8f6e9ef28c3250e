"""Whatever goes wrong while the files of runs that were on Strava already are fetched, none of them is ever sent.

Strava would not stop it: it has forgotten the runs by then, and takes whatever comes.
"""

import tempfile
from pathlib import Path

import pytest

from sync.core.activity import Activity
from sync.core.plan import StepName
from sync.core.states import How
from sync.engine.tick import read_routes
from sync.sim.athlete import run
from sync.sim.faults import FAULTS
from sync.wiring import ME
from tests.histories.telling import FOLDERS
from tests.histories.worlds import SwiftWorld
from tests.support.engine.watched import Crash, Watch
from tests.support.world import DAY

QUICK = {name: fault for name, fault in FAULTS.items() if not fault.slow}


def found(folder: Path) -> SwiftWorld:
    """Three runs are in the ledger as there already; now Strava has none of them."""
    world = SwiftWorld(folder, seconds=10, strava={"duplicate_check": False})
    world.__enter__()
    for number in (1, 2, 3):
        made = run(number, world.now - number * DAY, km=2.0, every=60)
        world.garmin.add(made)
        world.strava.add(made.start, made.elapsed, made.distance, external_id=f"garmin_ping_{number}")
    world.tick()
    assert {(row.how, row.route) for row in world.rows()} == {(How.ALREADY_THERE, "")}
    for activity in world.strava.alive():
        world.strava.delete(activity.id)
    world.clock.advance(60)
    return world


def told(row: Activity) -> tuple[object, ...]:
    """What says that a run is on Strava."""
    return row.state, row.how, row.target_id, row.attempt, row.sent_at, row.upload_id, row.due


@pytest.mark.parametrize("endpoint", ["download", "list"])
def test_no_fault_has_a_run_sent(endpoint: str) -> None:
    for name in QUICK:
        with tempfile.TemporaryDirectory(dir=FOLDERS) as folder:
            world = found(Path(folder))
            try:
                before = {row.key: told(row) for row in world.rows()}
                world.garmin.inject(endpoint, name, times=2)
                for _ in range(4):
                    world.tick()
                    read_routes(world.wired.app, ME, world.now, lambda: 200.0)
                    world.clock.advance(60)
                assert world.strava.posts == [], name
                assert {row.key: told(row) for row in world.rows()} == before, name
            finally:
                world.__exit__()


@pytest.mark.long
def test_no_kill_has_a_run_sent() -> None:
    """At every point of the tick that fetches a file."""
    at, fetched = 0, True
    while fetched:
        at += 1
        with tempfile.TemporaryDirectory(dir=FOLDERS) as folder:
            world = found(Path(folder))
            try:
                before = {row.key: told(row) for row in world.rows()}
                watch = Watch(at)
                watch.act = watch.crash
                world.watch = watch
                world.restart()
                try:
                    report = world.tick()
                    assert StepName.FETCH_FILE in {task.step for task in report.done}
                    fetched = False
                except Crash:
                    pass
                world.watch = Watch()
                world.restart()
                for _ in range(3):
                    world.tick()
                    world.clock.advance(60)
                assert world.strava.posts == [], at
                assert {row.key: told(row) for row in world.rows()} == before, at
            finally:
                world.__exit__()
    assert at > 10
