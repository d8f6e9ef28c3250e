"""A ledger that is lost, and the command that makes it anew."""

from pathlib import Path

from sync.sim.athlete import run
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.world import DAY, World

FIRST = 900000001
PROMISE = (
    "The next tick of `runtrack run` refills the ledger since {} from Strava's list. Until then nothing is sent; "
    "runs that Strava lacks are set aside, and `runtrack retry` or `runtrack backfill` sends them."
)


def synced(world: World) -> list[int]:
    """Four runs of this week, all on Strava."""
    runs = [run(FIRST + n, world.now - 4 * DAY + n * DAY, km=2.0, every=10) for n in range(4)]
    world.garmin.add(*runs)
    world.ticks(3)
    nothing_lost_nothing_doubled(world, [made.garmin_id for made in runs])
    return [made.garmin_id for made in runs]


def rebuild(world: World, **environ: str) -> Said:
    """The command, with no process of ours holding the database; then a fresh start."""
    world.wired.close()
    said = runtrack(world, "doctor", "--rebuild", "--yes", environ=environ)
    world.wired = world.build()
    return said


def database(world: World) -> Path:
    return world.wired.settings.database
