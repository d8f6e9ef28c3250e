"""Three runs that fare differently."""

from dataclasses import replace

from sync.core.activity import Key, discovered
from sync.core.backoff import SECOND_LOOKS
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import HOUR, World

FIRST = 900000001


def three_runs(world: World) -> None:
    """One that is sent, one of an unwanted type, one without a file, of which this is the last look."""
    lost = run(FIRST + 2, world.now - 5 * HOUR, original="404", title="Lost")
    row = discovered(
        Key(ME, "garmin", str(FIRST + 2)),
        title="Lost",
        sport="running",
        start=lost.start,
        offset=lost.offset,
        elapsed=lost.elapsed,
        distance=lost.distance,
        now=world.now,
        due=world.now,
        why="new on Garmin",
    )
    world.store.add([replace(row, absences=len(SECOND_LOOKS))])
    world.garmin.add(
        run(FIRST, world.now - HOUR, title="Morning [red]Run\x1b[2J", km=2.0, every=10),
        run(FIRST + 1, world.now - 3 * HOUR, type_key="cycling"),
        lost,
    )
    world.ticks(3)
