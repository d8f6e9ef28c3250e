"""Idle ticks beside an API under load, against the same ticks alone."""

import statistics

from sync.sim.athlete import run
from tests.bench.children import told, wait_for
from tests.bench.figures import Figure, of_several
from tests.bench.idle import WARM
from tests.bench.web.crowd import Crowd
from tests.bench.web.load import Job
from tests.bench.web.loading import loaded, p95
from tests.bench.web.server import Server
from tests.support.world import DAY

PART = "ticks under load"
TICKS, COLD = 150, 5
"""Ticks of one process; the first few read what is read once."""
UNDER_WAY = 0.3
"""Seconds of processor time that the server has spent by when the load surely is there."""
LIMIT = 2.0


def measure(them: Crowd, server: Server, job: Job, *, quick: bool) -> list[Figure]:
    """By a process of its own on the crowd's database, for a person with runs; `server` is there in both."""
    world, ticks = them.world, 20 if quick else TICKS
    world.garmin.add(*(run(number, world.now - number * DAY) for number in range(1, 11)))
    world.until_quiet()
    alone = told(WARM, str(ticks), world=world)[COLD:]
    idle = server.cpu
    with loaded(job):
        wait_for(lambda: server.cpu - idle > UNDER_WAY, "the load is under way")
        beside = told(WARM, str(ticks), world=world)[COLD:]
    wall, busy = ([wall for wall, _ in some] for some in (alone, beside))
    cpu, busy_cpu = (statistics.median(cpu for _, cpu in some) for some in (alone, beside))
    return [
        of_several(PART, "an idle tick", wall, "ms wall", about=f"p95 {p95(wall):.1f} ms"),
        of_several(PART, f"beside {job.rate:g} requests/s", busy, "ms wall", about=f"p95 {p95(busy):.1f} ms"),
        Figure(
            PART,
            "under load against without",
            statistics.median(busy) / statistics.median(wall),
            "times",
            LIMIT,
            min(busy) / min(wall),
            about="least: the quickest tick against the quickest",
        ),
        Figure(PART, "the same in processor time", busy_cpu / cpu, "times"),
    ]
