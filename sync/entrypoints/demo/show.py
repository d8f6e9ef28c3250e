"""`make demo`: the real daemon and adapters on simulated services, with a clock that runs 30 times faster."""

import argparse
import logging
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from sync.adapters.garmin import bundle_of
from sync.adapters.tokens import Bundle
from sync.config import Settings
from sync.core.activity import ON_STRAVA, Activity, State
from sync.entrypoints import logs
from sync.entrypoints.cli.text.words import counted
from sync.entrypoints.daemon.loop import Daemon
from sync.entrypoints.demo import music as demo_music
from sync.entrypoints.ending import INTERRUPTED
from sync.entrypoints.notices import on_one_machine
from sync.sim.demo_world import SPEED, DemoWorld, folder_athlete, pretend_athlete
from sync.wiring import ME, Wired, build

LONGEST = 80.0  # seconds
LONGEST_ROUTES = 240.0  # on a slow machine their files take longer than everything else
POLL = 60.0 / SPEED
SHOWN = 12
SOON = timedelta(minutes=30)  # later looks, for late plays or for a file that Garmin lacks, are not waited for
COLOURS = {"uploaded": "green", "already there": "cyan", "failed": "red", "skipped": "yellow", "waiting": "magenta"}


def main(arguments: list[str] | None = None) -> int:
    """Run the demo to its end. Exit code 0 when everything that can be uploaded by then was, else 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit-dir", type=Path, help="a folder of FIT files to be the athlete's Garmin account")
    parser.add_argument("--picture", type=Path, help="save what is printed as an SVG")
    options = parser.parse_args(arguments)
    folder: Path | None = options.fit_dir
    console = Console(record=options.picture is not None)
    if not console.is_terminal or options.picture:
        console.width = 130
    if folder is not None and not (folder.is_dir() and any(folder.glob("*.[fF][iI][tT]"))):
        console.print(f"{folder} is no folder with .fit files in it", style="red", markup=False)
        return 2
    logs.configure("text", level=logging.CRITICAL)
    try:
        return _shown(console, folder, options.picture)
    except KeyboardInterrupt:
        console.print("Stopped.")
        return INTERRUPTED


def _shown(console: Console, folder: Path | None, picture: Path | None) -> int:
    world = pretend_athlete() if folder is None else folder_athlete(folder)
    try:
        with tempfile.TemporaryDirectory(prefix="runtrack-demo-") as temporary:
            code = _watch(console, world, Path(temporary), everything=folder is not None)
    finally:
        world.stop()
    if picture:
        _save_picture(console, picture)
    return code


def _save_picture(console: Console, path: Path) -> None:
    """Rich's SVG without its web fonts: a page that shows the picture must not call on another host."""
    plain = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    console.save_svg(str(path), title="make demo", code_format=plain)


def _joined(worker: threading.Thread) -> None:
    """Wait for its end. Ctrl-C may have come while it was being started: then it is not known by its id yet, and left
    alone it would begin to work while the interpreter is leaving."""
    for _ in range(100):
        if worker.ident is not None:
            worker.join()
            return
        if worker not in threading.enumerate():
            return  # stopped before it began
        time.sleep(0.01)


def _watch(console: Console, world: DemoWorld, folder: Path, *, everything: bool) -> int:
    types = {"RUNTRACK_ACTIVITY_TYPES": "all"} if everything else {}
    oldest = min(activity.start for activity in world.garmin.activities).date().isoformat()
    environ = world.environ | types | {"RUNTRACK_SINCE": oldest}
    wired = build(Settings.read(environ, data_dir=folder, config_dir=folder / "config"), words=on_one_machine.words)
    bundle = bundle_of(world.garmin.tokens())
    wired.keepers["garmin"].save_login(ME, bundle, world.clock.now(), scopes=(), account=str(world.garmin.owner_id))
    _connect_music(wired, world)
    daemon = Daemon(wired, now=world.clock.now, every=POLL)
    worker = threading.Thread(target=daemon.work, name="daemon")
    console.print(
        f"Runtrack demo: the real daemon on a simulated Garmin ({len(world.garmin.activities)} activities), Strava "
        f"({len(world.strava.alive())}), Spotify and Last.fm.\n"
        f"The clock runs {SPEED:.0f} times faster: a minute passes every {POLL:.0f} s."
    )
    began = time.monotonic()
    try:
        worker.start()
        with Live(console=console, refresh_per_second=4, transient=True) as live:
            while not _over(wired, world, daemon, time.monotonic() - began):
                live.update(_progress(wired, world, time.monotonic() - began))
                time.sleep(0.25)
        rows = wired.app.store.activities(ME)
        songs = demo_music.songs(wired.app, rows, world.appears.garmin_id if world.appears else None)
    finally:
        daemon.stop()
        _joined(worker)
    _report(console, rows, world, everything=everything)
    demo_music.show(console, rows, world, songs)
    console.print(
        f"{time.monotonic() - began:.0f} s, {world.garmin.count()} calls to Garmin, {world.strava.count()} to Strava, "
        f"{world.spotify.count()} to Spotify, {world.lastfm.count()} to Last.fm."
    )
    routes = sum(row.route_due is not None for row in rows)
    if routes:
        console.print(f"{counted(routes, 'route')} of {len(rows)} not read yet, after {LONGEST_ROUTES:.0f} s.")
    soon = world.clock.now() + SOON  # a file that Garmin lacks is looked for again hours later
    waiting = sum(row.state not in ON_STRAVA and row.due is not None and row.due < soon for row in rows)
    if waiting or world.strava.doubled():
        doubled = len(world.strava.doubled())
        console.print(f"Not finished: {counted(waiting, 'run')} waiting, {doubled} doubled.", style="red")
        return 2
    return 0


def unfinished(rows: Iterable[Activity], now: datetime) -> int:
    """How many runs are not on Strava and would have been taken further soon."""
    return sum(row.state not in ON_STRAVA and row.due is not None and row.due < now + SOON for row in rows)


def _connect_music(wired: Wired, world: DemoWorld) -> None:
    """As `runtrack login spotify` and `login lastfm` would have left it."""
    now, granted = world.clock.now(), world.spotify.tokens()
    fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
    bundle = Bundle(fields, now + timedelta(seconds=float(granted["expires_in"])))
    wired.keepers["spotify"].save_login(ME, bundle, now, scopes=(granted["scope"],), account="synthetic")
    named = Bundle({"name": world.lastfm.user}, now + timedelta(days=36500))
    wired.keepers["lastfm"].save_login(ME, named, now, scopes=(), account=world.lastfm.user)


def _over(wired: Wired, world: DemoWorld, daemon: Daemon, seconds: float) -> bool:
    """Whether there is nothing left to wait for: the runs first, then the routes that are read beside them."""
    if seconds < LONGEST and not _finished(wired, world, daemon):
        return False
    routes = any(row.route_due is not None for row in wired.app.store.activities(ME))
    return not routes or seconds >= LONGEST_ROUTES


def _finished(wired: Wired, world: DemoWorld, daemon: Daemon) -> bool:
    """Everything that Garmin lists has a row, no row waits, and the new run has appeared."""
    due = wired.app.store.next_due(ME)
    if not daemon.reports or (due is not None and due < world.clock.now() + SOON):
        return False
    listed = [a for a in world.garmin.activities if a.listed_at is None or a.listed_at <= world.clock.now()]
    known = {row.key.id for row in wired.app.store.activities(ME)}
    return len(listed) == len(world.garmin.activities) and all(str(a.garmin_id) in known for a in listed)


def _progress(wired: Wired, world: DemoWorld, seconds: float) -> Table:
    table = Table(
        title=f"{world.clock.now():%d %b %Y %H:%M:%S} UTC (x{SPEED:.0f}), {seconds:.0f} s", title_justify="left"
    )
    for column in ("state", "activities", "latest"):
        table.add_column(column)
    rows = wired.app.store.activities(ME)
    for state in State:
        there = [row for row in rows if row.state is state]
        if there:
            latest = max(there, key=lambda row: row.history[-1].at)
            table.add_row(state.value, str(len(there)), f"{latest.title}: {latest.reason}"[:80])
    return table


def _report(console: Console, rows: list[Activity], world: DemoWorld, *, everything: bool) -> None:
    """What was uploaded, what was already there, what was skipped or failed and why."""
    table = Table(title="What became of the athlete's activities", title_justify="left", box=SIMPLE_HEAD)
    for column, style in (("outcome", "bold"), ("when", ""), ("activity", ""), ("km", ""), ("why", "")):
        table.add_column(column, style=style, overflow="fold", justify="right" if column == "km" else "left")
    groups = [
        ("uploaded", [r for r in rows if r.how in ("uploaded", "adopted")]),
        ("failed", [r for r in rows if r.state is State.FAILED]),
        ("deleted", [r for r in rows if r.state is State.DELETED]),
        ("waiting", [r for r in rows if r.due is not None and r.state not in ON_STRAVA]),
    ]
    for outcome, group in groups:
        for row in group:
            new = " (new)" if world.appears and row.key.id == str(world.appears.garmin_id) else ""
            _line(table, outcome + new, row)
    for outcome, group in (
        ("already there", [r for r in rows if r.how == "already there"]),
        ("skipped", [r for r in rows if r.state is State.SKIPPED]),
    ):
        for why, many in _by_reason(group):
            if len(many) <= (SHOWN if everything else 2):
                for row in many:
                    _line(table, outcome, row)
            else:
                table.add_row(_coloured(outcome), "", f"{len(many)} activities", "", why)
    console.print(table)
    counts = Counter(row.how if row.state in ON_STRAVA else row.state.value for row in rows)
    console.print("Total: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))


def _by_reason(rows: Iterable[Activity]) -> list[tuple[str, list[Activity]]]:
    groups: dict[str, list[Activity]] = {}
    for row in rows:
        groups.setdefault(row.reason.split(";")[0], []).append(row)
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def _line(table: Table, outcome: str, row: Activity) -> None:
    local = row.start.astimezone(timezone(timedelta(seconds=row.offset or 0)))
    table.add_row(_coloured(outcome), f"{local:%Y-%m-%d %H:%M}", row.title, f"{row.distance / 1000:.1f}", row.reason)


def _coloured(outcome: str) -> Text:
    return Text(outcome, style=next((style for start, style in COLOURS.items() if outcome.startswith(start)), ""))
