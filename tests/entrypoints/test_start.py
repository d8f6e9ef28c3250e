"""What an idle tick and an idle daemon carry: only what they need."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.sim.athlete import run as ran
from tests.support.entrypoints import processes
from tests.support.world import HOUR, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, start=datetime.now(UTC), seconds=20.0) as world:
        yield world


def _imported(world: World, *arguments: str) -> set[str]:
    """The top-level packages that a process imports."""
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    child = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sync.entrypoints", *arguments],
        cwd=world.folder,
        env={**passed_on, "PYTHONPATH": str(processes.ROOT), **world.environ},
        capture_output=True,
        text=True,
        timeout=processes.PATIENCE,
    )
    assert child.returncode == 0, child.stderr
    return set(re.findall(r"^import time:.*\| +(\w+)$", child.stderr, re.MULTILINE))


HEAVY = {"apprise", "apscheduler", "httpx2", "pydantic", "pygments", "rich", "stravalib", "tenacity", "typer"}
HEAVY |= {"asyncio"}  # comes with curl_cffi, which garminconnect only signs in and refreshes with


def test_an_idle_tick_loads_garminconnect_and_nothing_that_it_does_not_need(world: World) -> None:
    imported = _imported(world, "run", "--once")
    assert imported & (HEAVY | {"garminconnect"}) == {"garminconnect"}


def test_a_tick_with_a_new_run_loads_stravalib(world: World) -> None:
    world.garmin.add(ran(1, world.now - HOUR))
    assert "stravalib" in _imported(world, "run", "--once")


def test_every_other_command_line_is_typers(world: World) -> None:
    code, out, _ = processes.run(world, "run", "--help")
    assert code == 0
    assert "Watch Garmin and upload what Strava lacks, a tick each minute." in out
    code, _, err = processes.run(world, "run", "--twice")
    assert code == 2
    assert "No such option: --twice" in err


def test_ctrl_c_in_the_one_tick_of_cron_ends_it_without_a_traceback(world: World) -> None:
    world.garmin.inject("list", "timeout before the effect")
    process = processes.start(world, "run", "--once")
    asks = world.garmin
    processes.wait_for(lambda: asks.count("list") > 0 and processes.is_waiting(process), "the call that hangs")
    process.send_signal(signal.SIGINT)
    code, out, err = processes.finished(process)
    assert (code, out, err) == (130, "", "")


STARTS = {
    "a typed command": ("typer", "sys.argv = ['runtrack', '--help']; from sync.entrypoints.start import main; main()"),
    "a function on AWS": ("sync.engine.tick", "import sync.entrypoints.aws"),
}
"""What is imported last or nearly so, and how the process starts."""


@pytest.mark.parametrize("way", STARTS)
def test_a_start_is_imported_without_a_look_for_garbage_and_goes_on_with_it(way: str) -> None:
    late, start = STARTS[way]
    code = f"""
import atexit, gc, sys
class Seen:
    def find_spec(self, name, path=None, target=None):
        if name == "{late}":
            print("imported with", gc.isenabled())
sys.meta_path.insert(0, Seen())
atexit.register(lambda: print("ended with", gc.isenabled(), "left out", gc.get_freeze_count() > 10_000))
{start}
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "imported with False" in said
    assert "ended with True left out True" in said
