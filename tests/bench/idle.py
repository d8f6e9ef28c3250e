"""An idle tick: its calls and bytes on the wire, and its CPU and wall time in a cold process and in a warm one."""

import time
from datetime import UTC, datetime
from pathlib import Path

from sync.sim.athlete import run
from tests.bench.children import spent, told, wait_for
from tests.bench.figures import Figure, of_several
from tests.support.world import DAY, World

PART = "idle tick"
CPU_LIMIT = 0.7
BYTES_LIMIT = 12 * 1024

WARM = """
import json, os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from sync.config import Settings
from sync.entrypoints.daemon.turn import once
from sync.wiring import ME, build

wired = build(Settings.read(os.environ, data_dir=Path(), config_dir=Path()))
samples = []
for _ in range(int(sys.argv[1])):
    wall, cpu = time.perf_counter(), time.process_time()
    assert once(wired, ME, datetime.now(UTC)).did_its_work
    samples.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))
wired.close()
print(json.dumps(samples))
"""


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """All figures of this part; `folder` is empty and ours."""
    with World(folder, start=datetime.now(UTC), seconds=20.0) as world:
        world.garmin.add(*(run(n, world.now - n * DAY, title=f"Run number {n}") for n in range(1, 11)))
        world.until_quiet()
        world.clock.set(datetime.now(UTC))
        return [*_wire(world), *_cold(world, 1 if quick else 9), *_warm(world, 10 if quick else 100)]


def _wire(world: World) -> list[Figure]:
    """One tick, when the last five runs are known: the simulators count what crosses their sockets."""
    world.tick()
    world.forget_calls()
    world.tick()
    services = (world.garmin, world.strava)
    wait_for(lambda: all(c.sent for s in services for c in s.calls), "the byte counts, filled in when a call is over")
    garmin, strava = ([*service.calls] for service in services)
    received = sum(call.received for call in (*garmin, *strava))
    sent = sum(call.sent for call in (*garmin, *strava))
    return [
        Figure(PART, "calls to Garmin", len(garmin), "calls", limit=1),
        Figure(PART, "calls to Strava", len(strava), "calls", limit=0),
        Figure(
            PART, "on the wire", received + sent, "bytes", limit=BYTES_LIMIT, about=f"{received} up and {sent} down"
        ),
    ]


def _cold(world: World, times: int) -> list[Figure]:
    """A process for one tick, as cron starts it. The first one is not counted: it may have bytecode to write."""
    runs = []
    for _ in range(times + 1):
        world.clock.set(datetime.now(UTC))
        runs.append(spent("-m", "sync.entrypoints", "run", "--once", world=world))
    assert all(done.code == 0 for done in runs), "an idle tick failed"
    bare = [spent("-c", "pass").cpu for _ in range(times)]
    loops = [_loop() for _ in range(times)]
    return [
        of_several(PART, "cold: runtrack run --once", [done.cpu for done in runs[1:]], "s CPU", limit=CPU_LIMIT),
        of_several(PART, "cold, on the wall", [done.wall for done in runs[1:]], "s wall"),
        of_several(PART, "for comparison: python -c pass", bare, "s CPU"),
        of_several(PART, "for comparison: a million squares", loops, "s CPU", about="how fast this machine is now"),
    ]


def _warm(world: World, ticks: int) -> list[Figure]:
    """The last tenth of many ticks in one process."""
    samples = told(WARM, str(ticks), world=world)[-max(3, ticks // 10) :]
    name = f"warm: tick {ticks - len(samples) + 1} to {ticks} of one process"
    return [
        of_several(PART, name, [cpu for _, cpu in samples], "ms CPU"),
        of_several(PART, "warm, on the wall", [wall for wall, _ in samples], "ms wall"),
    ]


def _loop() -> float:
    began = time.process_time()
    sum(number * number for number in range(1_000_000))
    return time.process_time() - began
