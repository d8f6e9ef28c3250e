"""Three runs that fare differently."""

from sync.sim.athlete import run
from tests.world import HOUR, World

FIRST = 900000001


def three_runs(world: World) -> None:
    """One that is sent, one of an unwanted type, one without a file."""
    world.garmin.add(
        run(FIRST, world.now - HOUR, title="Morning [red]Run\x1b[2J", km=2.0, every=10),
        run(FIRST + 1, world.now - 3 * HOUR, type_key="cycling"),
        run(FIRST + 2, world.now - 5 * HOUR, original="404", title="Lost"),
    )
    world.ticks(3)
