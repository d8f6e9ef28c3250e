"""What the demo prints at its end: what became of the athlete's activities, and of the files in the folder."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta, timezone

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sync.core.activity import ON_TARGET, Activity, State
from sync.core.folder import Fate
from sync.core.states import How
from sync.engine.file_views import SOURCE as FOLDER
from sync.engine.file_views import FileView
from sync.entrypoints.cli.text.words import counted
from sync.sim.demo_world import DemoWorld

SHOWN = 12
COLOURS = {"uploaded": "green", "already there": "cyan", "failed": "red", "skipped": "yellow", "waiting": "magenta"}


def activities(console: Console, rows: list[Activity], world: DemoWorld, *, everything: bool) -> None:
    """What was uploaded, what was already there, what was skipped or failed and why."""
    table = Table(title="What became of the athlete's activities", title_justify="left", box=SIMPLE_HEAD)
    for column, style in (("outcome", "bold"), ("when", ""), ("activity", ""), ("km", ""), ("why", "")):
        table.add_column(column, style=style, overflow="fold", justify="right" if column == "km" else "left")
    groups = [
        ("uploaded", [r for r in rows if r.how in (How.UPLOADED, How.ADOPTED)]),
        ("failed", [r for r in rows if r.state is State.FAILED]),
        ("deleted", [r for r in rows if r.state is State.DELETED]),
        ("waiting", [r for r in rows if r.due is not None and r.state not in ON_TARGET]),
    ]
    for outcome, group in groups:
        for row in group:
            new = " (new)" if row.key.id == str(world.appears_id) else ""
            new = " (new file)" if world.dropped is not None and row.key.source == FOLDER else new
            _line(table, outcome + new, row)
    for outcome, group in (
        ("already there", [r for r in rows if r.how is How.ALREADY_THERE]),
        ("skipped", [r for r in rows if r.state is State.SKIPPED]),
    ):
        for why, many in _by_reason(group):
            if len(many) <= (SHOWN if everything else 2):
                for row in many:
                    _line(table, outcome, row)
            else:
                table.add_row(_coloured(outcome), "", f"{len(many)} activities", "", why)
    console.print(table)
    counts = Counter(row.how if row.state in ON_TARGET else row.state.value for row in rows)
    console.print("Total: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))


def files(console: Console, found: list[FileView]) -> None:
    """How many files of the folder became what, and each that is no run, with the reason."""
    fates = Counter(one.fate for one in found)
    console.print(
        f"Folder: {counted(len(found), 'file')}, " + ", ".join(f"{n} {fate}" for fate, n in sorted(fates.items()))
    )
    for one in found:
        if one.fate is not Fate.RUN:
            console.print(f"  {one.name}: {one.fate}, {one.why}", markup=False)


def _by_reason(rows: Iterable[Activity]) -> list[tuple[str, list[Activity]]]:
    groups: dict[str, list[Activity]] = {}
    for row in rows:
        why = "its soundtrack was written" if row.music.standing else row.reason.split(";")[0]
        groups.setdefault(why, []).append(row)
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def _line(table: Table, outcome: str, row: Activity) -> None:
    local = row.start.astimezone(timezone(timedelta(seconds=row.offset or 0)))
    table.add_row(_coloured(outcome), f"{local:%Y-%m-%d %H:%M}", row.title, f"{row.distance / 1000:.1f}", row.reason)


def _coloured(outcome: str) -> Text:
    return Text(outcome, style=next((style for start, style in COLOURS.items() if outcome.startswith(start)), ""))
