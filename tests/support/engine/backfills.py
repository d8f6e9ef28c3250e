"""Old runs, and a backfill that is asked for and worked."""

from datetime import timedelta

from sync.core.user import Backfill
from sync.engine import backfill
from sync.engine.discover import user_of
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import DAY, World

FIRST = 900000001
LONG_AGO = 90 * DAY


def old_runs(world: World, count: int, apart: timedelta = DAY) -> list[int]:
    """Put `count` short runs of three months ago and later on Garmin; returns their ids, oldest first."""
    runs = [run(FIRST + n, world.now - LONG_AGO + n * apart, km=2.0, every=10) for n in range(count)]
    world.garmin.add(*runs)
    return [made.garmin_id for made in runs]


def ask(world: World, ago: timedelta = LONG_AGO + DAY) -> Backfill:
    app = world.wired.app
    return backfill.ask(app, user_of(app, ME, world.now), world.now - ago, world.now)


def job(world: World) -> Backfill:
    found = world.store.load(Backfill, ME)
    assert found is not None
    return found


def until_done(world: World, ticks: int = 60) -> None:
    for _ in range(ticks):
        world.tick()
        if job(world).phase == "done":
            return
        due = world.store.next_due(ME)
        ahead = (due - world.now).total_seconds() if due is not None else 0.0
        world.clock.advance(min(max(60.0, ahead + 1), 1800.0))
    raise AssertionError(f"{job(world)}: {[(a.key.short, a.state, a.reason) for a in world.rows() if a.due]}")


def on_strava_already(world: World, garmin_id: int) -> None:
    """The same run came to Strava by another way."""
    (made,) = [activity for activity in world.garmin.activities if activity.garmin_id == garmin_id]
    world.strava.add(made.start, made.elapsed, made.distance)
