"""The demo's second half: a description before and after, and the soundtrack of the run that appeared meanwhile."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sync.app import App
from sync.core.activity import ON_TARGET, Activity
from sync.entrypoints.cli.text import soundtrack_text
from sync.sim.demo_world import DESCRIPTION, DemoWorld

SHOWN = ("at", "km", "song", "min/km", "heart", "steps", "bpm")


def show(console: Console, rows: Iterable[Activity], world: DemoWorld, songs: Table | None) -> None:
    """Print what the target shows of the run that had a description, and of the new one, and the table of `songs`."""
    on_target = {row.target_id: row for row in rows if row.state in ON_TARGET}
    if world.described is not None and world.described in on_target:
        after = world.shown(world.described)
        console.print(_panel("its description before", DESCRIPTION))
        console.print(_panel(f"after: {after.name}", after.description or ""))
    fresh = [row for row in on_target.values() if row.key.id == str(world.appears_id)]
    for row in fresh:
        assert row.target_id is not None
        there = world.shown(row.target_id)
        console.print(_panel(f"the run that appeared: {there.name}", there.description or "no description"))
    if songs is not None:
        console.print(songs)
    told = sum(row.music.songs > 0 for row in on_target.values())
    have = "run has" if told == 1 else "runs have"
    console.print(
        f"{told} {have} a soundtrack; of those older than a week, `runtrack annotate --since` was asked for it."
    )


def songs(app: App, rows: Iterable[Activity], appeared: int | None) -> Table | None:
    """How it was run to the songs of the run that appeared (else of the latest with songs and a route), as `runtrack
    soundtrack` has it, without the columns of the catalogues."""
    paced = [row for row in rows if row.state in ON_TARGET and row.music.songs and row.route == "read"]
    if not paced:
        return None
    run = max(paced, key=lambda row: (row.key.id == str(appeared), row.start))
    names = [name for name, _ in soundtrack_text.COLUMNS]
    table = Table(title=f"how it was run to each song: {run.title}", title_justify="left", box=SIMPLE_HEAD)
    for name, number in soundtrack_text.COLUMNS:
        if name in SHOWN:
            table.add_column(name, justify="right" if number else "left", no_wrap=number)
    for line in soundtrack_text.known(app, run):
        cells = dict(zip(names, soundtrack_text.row(line), strict=True))
        cells["bpm"] = cells["bpm"].partition(" ")[0]
        table.add_row(*(Text(cells[name]) for name in names if name in SHOWN))
    return table


def _panel(title: str, text: str) -> Panel:
    return Panel(Text(text), title=Text(title), title_align="left", width=100)
