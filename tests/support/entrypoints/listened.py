"""Runs with music for the tests of commands, logins of a certain age, and the table of `doctor` as values."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.core.activity import Activity
from sync.sim.athlete import run
from sync.sim.strava import SimStravaActivity
from tests.support.entrypoints.commands import Said
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR

RUN = 900000001
LENGTH = 640.0
MARKS = ("fine", "note", "needs you", "broken")


def there_already(
    world: MusicWorld,
    *,
    garmin_id: int = RUN,
    ago: timedelta = HOUR,
    name: str = "Morning Run",
    text: str | None = None,
) -> datetime:
    """A run that Garmin's own link has brought to Strava, with its title and description; returns its start."""
    world.tick()
    start = world.now - ago
    activity = run(garmin_id, start, elapsed=LENGTH, km=2.0, title="Morning Run")
    world.garmin.add(activity)
    world.strava.add(start, LENGTH, 2000.0, name=name)
    newest = max(world.strava.alive(), key=lambda one: one.id)
    world.strava.describe(newest.id, text)
    return start


def uploaded(world: MusicWorld, *, play: bool = True) -> datetime:
    """A run that Runtrack uploads itself, its music captured before; returns its start."""
    start = world.now - HOUR
    if play:
        world.plays(start, timedelta(seconds=600))
    world.tick()
    world.garmin.add(run(RUN, start, elapsed=LENGTH, km=2.0, title="Morning Run"))
    world.clock.advance(60)
    world.ticks(6)
    return start


def on_target(world: MusicWorld, row: Activity | None = None) -> SimStravaActivity:
    """A run as Strava has it: that of the row, else the only one."""
    if row is not None:
        assert row.target_id is not None
        return world.strava.find(row.target_id)
    (found,) = world.strava.alive()
    return found


def aged(world: MusicWorld, service: str, days: float) -> None:
    """The login was made so many days ago."""
    link, made = world.connection(service), world.now - days * DAY
    world.store.put(replace(link, authorized_at=made, refreshed_at=max(made, world.now - HOUR)))


def checks_in(said: Said) -> dict[str, tuple[str, str]]:
    """Of the table of `doctor`: check -> its verdict and the rest of its line."""
    found = {}
    for line in said.lines[1:]:
        for mark in MARKS:
            name, there, rest = line.partition(f"  {mark}  ")
            if there and name == name.lstrip():
                found[name.strip()] = (mark, " ".join(rest.split()))
    return found
