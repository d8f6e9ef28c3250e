"""The demo's second half: a description before and after, and the soundtrack of the run that appeared meanwhile."""

from collections.abc import Iterable

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from sync.core.activity import ON_STRAVA, Activity
from sync.sim.demo_world import DESCRIPTION, DemoWorld


def show(console: Console, rows: Iterable[Activity], world: DemoWorld) -> None:
    """Print what Strava shows now of the run that had a description, and of the new one."""
    on_strava = {row.strava_id: row for row in rows if row.state in ON_STRAVA}
    if world.described is not None and world.described in on_strava:
        after = world.strava.find(world.described)
        console.print(_panel("its description before", DESCRIPTION))
        console.print(_panel(f"after: {after.name}", after.description or ""))
    fresh = [row for row in on_strava.values() if world.appears and row.key.garmin_id == world.appears.garmin_id]
    for row in fresh:
        assert row.strava_id is not None
        there = world.strava.find(row.strava_id)
        console.print(_panel(f"the run that appeared: {there.name}", there.description or "no description"))
    told = sum(row.music.songs > 0 for row in on_strava.values())
    console.print(f"{told} runs have a soundtrack; runs older than a week keep theirs for `runtrack annotate --since`.")


def _panel(title: str, text: str) -> Panel:
    return Panel(Text(text), title=Text(title), title_align="left", width=100)
