"""One run that two watches have recorded."""

from datetime import timedelta

from sync.sim.athlete import run
from tests.support.world import HOUR, World

A, B = 900000001, 900000002


def two_watches(world: World, *, start_apart: float = 20.0) -> None:
    """One run of an hour ago, recorded twice."""
    start = world.now - HOUR
    world.garmin.add(run(A, start, km=6.0, every=60), run(B, start + timedelta(seconds=start_apart), km=6.0, every=60))


def one_soundtrack(world: World) -> None:
    for shown in world.strava.alive():
        assert (shown.description or "").count("Runtrack #") <= 1, shown.description
