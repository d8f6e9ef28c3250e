"""`make demo`: the real daemon and adapters on simulated services, with a clock that runs 30 times faster."""

import argparse
import logging
import re
import tempfile
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.live import Live
from rich.table import Table

from sync.adapters.garmin import bundle_of
from sync.adapters.tokens import Bundle
from sync.config import Settings
from sync.core.activity import ON_TARGET, Activity, State
from sync.core.folder import FolderIndex
from sync.engine import file_views
from sync.entrypoints import logs
from sync.entrypoints.cli.text.words import SOURCE, counted
from sync.entrypoints.daemon.loop import Daemon
from sync.entrypoints.demo import music as demo_music
from sync.entrypoints.demo import report
from sync.entrypoints.demo.friend import SongOfAFriend
from sync.entrypoints.demo.year import YearOfSoundtracks
from sync.entrypoints.ending import INTERRUPTED
from sync.entrypoints.notices import on_one_machine
from sync.sim.demo_world import SPEED, DemoWorld, folder_athlete, pretend_athlete
from sync.wiring import ME, Wired, build

BEHIND = timedelta(minutes=30)
"""So long ago the clock begins where pages stay open: they tell a browser's time, so it must end at the present."""
LONGEST = 80.0  # seconds
LONGEST_ROUTES = 240.0  # on a slow machine their files take longer than everything else
POLL = 60.0 / SPEED
DROPPED = "from-another-watch.fit"
SOON = timedelta(minutes=30)  # later looks, for late plays or for a file that the source lacks, are not waited for


def main(arguments: list[str] | None = None) -> int:
    """Run the demo to its end. Exit code 0 when everything that can be uploaded by then was, else 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--fit-dir", type=Path, help="a folder of FIT files to be all that the athlete has; they are only read"
    )
    parser.add_argument("--no-web", action="store_true", help="end with what is printed, without the pages")
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
        return _shown(console, folder, options.picture, web=not (options.no_web or options.picture))
    except KeyboardInterrupt:
        console.print("Stopped.")
        return INTERRUPTED


def _shown(console: Console, folder: Path | None, picture: Path | None, *, web: bool) -> int:
    behind = BEHIND if web else timedelta(0)
    world = pretend_athlete(behind) if folder is None else folder_athlete(folder, behind)
    try:
        with tempfile.TemporaryDirectory(prefix="runtrack-demo-") as temporary:
            code = _watch(console, world, Path(temporary), everything=folder is not None, web=web)
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


def _watch(console: Console, world: DemoWorld, folder: Path, *, everything: bool, web: bool) -> int:
    if web:  # before anything is said: a Ctrl-C amid so many imports may be lost in one of them
        from sync.entrypoints.demo.pages import pages, until_ctrl_c
    types = {"RUNTRACK_ACTIVITY_TYPES": "all"} if everything else {}
    runs = world.runs or folder / "runs"
    runs.mkdir(exist_ok=True)
    types["RUNTRACK_FOLDER"] = str(runs.absolute())
    oldest = min(activity.start for activity in world.recorded).date().isoformat()
    environ = world.environ | types | {"RUNTRACK_SINCE": oldest}
    wired = build(Settings.read(environ, data_dir=folder, config_dir=folder / "config"), words=on_one_machine.words)
    if world.in_account:
        tokens, account = world.source_login
        bundle, keeper = bundle_of(tokens), wired.keepers[SOURCE.name]
        keeper.save_login(ME, bundle, world.clock.now(), scopes=(), account=account)
    _connect_music(wired, world)
    SongOfAFriend(wired, world).begin()
    daemon = Daemon(wired, now=world.clock.now, every=POLL)
    worker = threading.Thread(target=daemon.work, name="daemon")
    console.print(
        f"Runtrack demo: the real daemon on {world.told}.\n"
        f"The clock runs {SPEED:.0f} times faster: a minute passes every {POLL:.0f} s."
    )
    try:
        worker.start()
        if not web:
            return _told(console, wired, world, daemon, runs, everything=everything)
        with pages(wired.settings, world.clock.now) as address:
            console.print(f"The pages are at {address} already.\n")
            code = _told(console, wired, world, daemon, runs, everything=everything)
            world.come_home()
            more = " One more run appears there in a moment." if world.appears else ""
            console.print(f"\nThe pages stay open until Ctrl-C:{more}\n\n  {address}\n")
            until_ctrl_c()
        return code
    finally:
        daemon.stop()
        _joined(worker)


def _told(console: Console, wired: Wired, world: DemoWorld, daemon: Daemon, runs: Path, *, everything: bool) -> int:
    """Show how far it is until there is nothing left to wait for, then what has become of everything."""
    began, year, friend = time.monotonic(), YearOfSoundtracks(wired, world), SongOfAFriend(wired, world)
    with Live(console=console, refresh_per_second=4, transient=True) as live:
        while not _over(wired, world, daemon, year, friend, time.monotonic() - began):
            _drop(world, runs)
            if there := _all_there(wired, world):
                year.ask(there)
            live.update(_progress(wired, world, time.monotonic() - began))
            time.sleep(0.25)
    rows, files = wired.app.store.activities(ME), file_views.files(wired.app, ME)
    report.activities(console, rows, world, everything=everything)
    report.files(console, files)
    friend.show(console)
    demo_music.show(console, rows, world, demo_music.songs(wired.app, rows, world.appears_id))
    console.print(f"{time.monotonic() - began:.0f} s, {world.calls}.")
    routes = sum(row.route == "due" for row in rows)
    if routes:
        console.print(f"{counted(routes, 'route')} of {len(rows)} not read yet, after {LONGEST_ROUTES:.0f} s.")
    soon = world.clock.now() + SOON  # a file that the source lacks is looked for again hours later
    waiting = sum(row.state not in ON_TARGET and row.due is not None and row.due < soon for row in rows)
    if waiting or world.doubled():
        console.print(f"Not finished: {counted(waiting, 'run')} waiting, {world.doubled()} doubled.", style="red")
        return 2
    return 0


def _drop(world: DemoWorld, runs: Path) -> None:
    """Another watch's file comes into the folder while one watches."""
    path, data = runs / DROPPED, world.file_to_drop()
    if data is not None and not path.exists():
        path.write_bytes(data)


def unfinished(rows: Iterable[Activity], now: datetime) -> int:
    """How many runs are not on the target and would have been taken further soon."""
    return sum(row.state not in ON_TARGET and row.due is not None and row.due < now + SOON for row in rows)


def _connect_music(wired: Wired, world: DemoWorld) -> None:
    """As `runtrack login` for each of them would have left it."""
    now = world.clock.now()
    for one in world.music_logins:
        bundle = Bundle(one.fields, now + one.lasts)
        wired.keepers[one.service].save_login(ME, bundle, now, scopes=one.scopes, account=one.account)


def _over(
    wired: Wired, world: DemoWorld, daemon: Daemon, year: YearOfSoundtracks, friend: SongOfAFriend, seconds: float
) -> bool:
    """Whether there is nothing left to wait for: the runs and their songs first, then the routes that are read beside
    them, and what a friend is told."""
    if seconds < LONGEST and not (year.written and _finished(wired, world, daemon) and friend.is_told):
        return False
    routes = any(row.route == "due" for row in wired.app.store.activities(ME))
    return not routes or seconds >= LONGEST_ROUTES


def _finished(wired: Wired, world: DemoWorld, daemon: Daemon) -> bool:
    """Everything that the source lists has a row, no row waits, and the new run has appeared."""
    due = wired.app.store.next_due(ME)
    if not daemon.reports or (due is not None and due < world.clock.now() + SOON):
        return False
    index = wired.app.store.load(FolderIndex, ME)
    dropped = world.dropped is None or (index is not None and len(index.files) > len(world.in_it))
    there, known = _all_there(wired, world), {row.key.id for row in wired.app.store.activities(ME)}
    return dropped and len(world.listed()) == len(world.in_account) and bool(there) and there <= known


def _all_there(wired: Wired, world: DemoWorld) -> set[str]:
    """The ids of what the source lists by now and of what the folder held from the beginning; none before that is
    known."""
    index = wired.app.store.load(FolderIndex, ME)
    if index is None or index.waits or len(index.files) < len(world.in_it):
        return set()
    return world.listed() | {each.id for file in index.files for each in file.recordings}


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
