"""Memory of the daemon: idle, after its first upload, and after a run of twelve hours has been sent and read."""

from datetime import UTC, datetime
from pathlib import Path

from sync.core.activity import FINAL, Key
from sync.core.user import User
from sync.sim.athlete import run
from sync.sim.fit_writer import write_fit
from sync.wiring import ME
from tests.bench.children import peak, resident, running, told, wait_for
from tests.bench.figures import Figure
from tests.support.world import HOUR, World

PART = "memory"
IDLE_LIMIT, AFTER_LIMIT = 80.0, 150.0
MB = "MB"

_DAEMON = """
import sys
from dataclasses import replace
from sync.entrypoints import logs
from sync.entrypoints.daemon import loop as daemon
from sync.entrypoints.environment import read_settings

settings = read_settings()
logs.configure(settings.log_format)
daemon.run(replace(settings, poll_seconds=float(sys.argv[1])))
"""
"""The product's own daemon; only the seconds between two ticks are fewer than the settings allow."""

_READER = """
import json, sys
from pathlib import Path
from sync.adapters import fit_child

fit_child.main(["1000000000", "600"])
lines = Path("/proc/self/status").read_text().splitlines()
print()
print(json.dumps(next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))))
"""


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """All figures of this part. The long run has a record a second, as watches write them."""
    return [*_as_started(folder / "idle", 2 if quick else 30), *_at_work(folder / "work", 0.5 if quick else 12.0)]


def _as_started(folder: Path, more: int) -> list[Figure]:
    """`runtrack run` itself after its first tick, and the same daemon some ticks later."""
    with _world(folder) as world:
        began = world.now
        with running("-m", "sync.entrypoints", "run", world=world) as daemon:
            wait_for(lambda: _ticked_since(world, began), "the first tick")
            first = resident(daemon.pid)
        with running("-c", _DAEMON, "0.2", world=world) as daemon:
            calls = world.garmin.count("list")
            wait_for(lambda: world.garmin.count("list") > calls + more, "some ticks")
            later = resident(daemon.pid)
    return [
        Figure(PART, "runtrack run, idle after its first tick", first, MB, limit=IDLE_LIMIT),
        Figure(PART, f"the same daemon after {more} ticks", later, MB, limit=IDLE_LIMIT),
    ]


def _at_work(folder: Path, hours: float) -> list[Figure]:
    """An hour's run, then a very long one: sent, confirmed and its route read."""
    with _world(folder) as world:
        world.garmin.add(run(1, world.now - 20 * HOUR, km=10.0, elapsed=3600.0))
        with running("-c", _DAEMON, "0.5", world=world) as daemon:
            wait_for(lambda: _read(world, 1), "the first run's route")
            first = resident(daemon.pid)
            long = run(2, world.now - 15 * HOUR, km=9.0 * hours, elapsed=3600.0 * hours, every=1)
            world.garmin.add(long)
            wait_for(lambda: _read(world, 2), "the long run's route", 300.0)
            after, most = resident(daemon.pid), peak(daemon.pid)
    assert long.recording is not None
    data = write_fit(long.recording)
    about = f"{hours:g} h at a record a second, {len(data) / 1e6:.1f} MB"
    return [
        Figure(PART, "daemon after its first upload", first, MB),
        Figure(PART, "daemon after a very long run", after, MB, limit=AFTER_LIMIT, about=about),
        Figure(PART, "daemon at its peak", most, MB),
        Figure(PART, "child that read the very long run, at its peak", float(told(_READER, data=data)), MB),
    ]


def _world(folder: Path) -> World:
    # processed before the result is asked for: otherwise the next question is a minute away
    return World(folder, start=datetime.now(UTC), seconds=20.0, strava={"processing_seconds": 0.5})


def _ticked_since(world: World, began: datetime) -> bool:
    """Whether a tick is over: the last thing that it does is to save its time."""
    user = world.store.load(User, ME)
    return user is not None and user.ticked_at is not None and user.ticked_at >= began


def _read(world: World, garmin_id: int) -> bool:
    """Whether a run's route is read, the clock of the services being moved along."""
    world.clock.set(datetime.now(UTC))
    row = world.store.activity(Key(ME, "garmin", str(garmin_id)))
    if row is not None and (row.route.startswith("none") or row.state in FINAL):
        raise RuntimeError(f"a good run came to nothing: {row.reason}")
    return row is not None and row.route == "read"
