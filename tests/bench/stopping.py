"""How long the daemon takes to leave after SIGTERM: when it is idle, and while its upload hangs."""

import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from sync.sim.athlete import run
from tests.bench.children import running, wait_for
from tests.bench.figures import Figure
from tests.support.world import HOUR, World

PART = "stop"
LIMIT = 5.0


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Seconds from the signal to the end of the process, the longest of several times: this must always hold."""
    times = 1 if quick else 3
    found = []
    for name, hanging in (("idle", False), ("while an upload hangs", True)):
        took = [_stopped(folder / f"{name}-{number}", hanging=hanging) for number in range(times)]
        found.append(Figure(PART, name, max(took), "s wall", LIMIT, samples=times, about=f"the longest of {times}"))
    return found


def _stopped(folder: Path, *, hanging: bool) -> float:
    with World(folder, start=datetime.now(UTC), seconds=25.0) as world:
        if hanging:
            world.garmin.add(run(1, world.now - HOUR))
            world.strava.inject("upload", "timeout after the effect")
        with running("-m", "sync.entrypoints", "run", world=world) as daemon:
            if hanging:
                wait_for(lambda: bool(world.strava.posts), "the upload")
            else:
                wait_for(lambda: world.garmin.count("list") > 0, "the first tick")
            return _gone(daemon)


def _gone(daemon: subprocess.Popen[bytes]) -> float:
    began = time.monotonic()
    daemon.send_signal(signal.SIGTERM)
    daemon.wait(60)
    return time.monotonic() - began
