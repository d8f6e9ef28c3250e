"""A backfill onto an empty Strava by a hand-moved clock: how long our side works on it, and its calls."""

import time
from datetime import timedelta
from pathlib import Path

from sync.core.user import Backfill
from sync.engine import backfill
from sync.engine.discover import user_of
from sync.engine.tick import tick
from sync.sim.athlete import run
from sync.wiring import ME
from tests.bench.figures import Figure
from tests.support.world import DAY, MINUTE, World

PART = "backfill"


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """A run every other day, all of them older than the since-date. The routes are read apart and not counted."""
    count = 20 if quick else 200
    with World(folder, seconds=20.0) as world:
        first = world.now - timedelta(days=2 * count + 30)
        world.garmin.add(*(run(1000 + n, first + 2 * n * DAY, km=2.0, every=5) for n in range(count)))
        world.tick()
        world.forget_calls()
        began, asked = (time.perf_counter(), time.thread_time()), world.now
        backfill.ask(world.wired.app, user_of(world.wired.app, ME, world.now), first - DAY, world.now)
        while not _done(world):
            tick(world.wired.app, ME, world.now, lambda: 50.0)
            world.clock.advance(MINUTE.total_seconds())
        wall, cpu = time.perf_counter() - began[0], time.thread_time() - began[1]
        calls, there = world.calls(), len(world.strava.alive())
        assert there == count, f"{there} of {count} runs are on Strava"
        posts = calls["strava upload"]
        others = sum(n for endpoint, n in calls.items() if endpoint.startswith("strava")) - posts
        garmin = sum(n for endpoint, n in calls.items() if endpoint.startswith("garmin"))
        return [
            Figure(PART, "100 runs", 100 * wall / count, "s wall", about=f"of {count} runs; simulators included"),
            Figure(PART, "100 runs, our side alone", 100 * cpu / count, "s CPU", about="the thread that ticks"),
            Figure(PART, f"uploads for {count} runs", posts, "calls", limit=count),
            Figure(PART, "other calls to Strava", others, "calls"),
            Figure(PART, "calls to Garmin", garmin, "calls"),
            Figure(
                PART,
                "on the clock",
                (world.now - asked).total_seconds() / 60,
                "min",
                about="simulated; Strava's limits set the pace",
            ),
        ]


def _done(world: World) -> bool:
    job = world.store.load(Backfill, ME)
    return job is not None and job.phase == "done"
