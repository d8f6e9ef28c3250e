"""A backfill on the screen: worked here, a tick a minute, or watched while the daemon works it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from sync.config import Settings
from sync.core.user import BackfillPhase, User
from sync.engine import blocks, leaving, views
from sync.engine.views import BackfillView
from sync.entrypoints import logs
from sync.entrypoints.cli.screen import Place
from sync.entrypoints.cli.text.layout import clean, console, on_a_terminal, width, wrapped
from sync.entrypoints.cli.text.status_text import backfill_line
from sync.entrypoints.cli.text.times import span
from sync.entrypoints.cli.text.words import SOURCE, TARGET
from sync.entrypoints.daemon import turn
from sync.entrypoints.usual_gap import usual_gap
from sync.wiring import Wired

if TYPE_CHECKING:
    from rich.console import Group

TICK_SECONDS, WATCH_SECONDS = 60.0, 5.0
AGAIN = "`runtrack backfill` with the same date goes on from here, and so does `runtrack run`."
STOPPED_FOR_GOOD = "stopped: {user} is being deleted, and `runtrack delete` goes on with that"


class Shown(Protocol):
    """Shows one state of a backfill."""

    def __call__(self, job: BackfillView, line: str) -> None: ...


def work(wired: Wired, place: Place) -> int:
    """Tick once a minute until the backfill is done: exit code 0, 1 when a person is needed first. The caller holds
    the database's lock."""
    logs.configure(wired.settings.log_format, level=logging.WARNING)
    with _showing() as shown:
        try:
            _show(wired, place, shown)
            while True:
                began = time.monotonic()
                turn.once(wired, wired.user, place.now())
                turn.routes_once(wired, wired.user, place.now(), begin_for=20.0)
                job = _show(wired, place, shown)
                if job is None or job.phase is BackfillPhase.DONE:
                    return 1 if job is not None and job.failed else 0
                if leaving.is_marked(wired.store, wired.user):  # no tick of theirs will ever end it
                    shown(job, STOPPED_FOR_GOOD.format(user=wired.user))
                    return 1
                blocked = blocks.of_user(wired.app, wired.user, place.now())
                if blocked.needs_person:
                    shown(job, f"stopped: {blocked.why(SOURCE.name, TARGET.name)}. Run `runtrack status`. {AGAIN}")
                    return 1
                place.sleep(max(1.0, TICK_SECONDS - (time.monotonic() - began)))
        except KeyboardInterrupt:
            print(f"Stopped. Nothing is lost: {AGAIN}")
            return 0


def watch(wired: Wired, place: Place, settings: Settings) -> int:
    """Show how far the daemon is, until it is done: exit code 0, 1 when nobody works or a person is needed."""
    with _showing() as shown:
        try:
            while True:
                job = _show(wired, place, shown)
                if job is None or job.phase is BackfillPhase.DONE:
                    return 1 if job is not None and job.failed else 0
                if leaving.is_marked(wired.store, wired.user):
                    shown(job, STOPPED_FOR_GOOD.format(user=wired.user))
                    return 1
                idle = _idle(wired, place, settings)
                if idle is not None:
                    shown(job, f"no tick for {span(idle)}: is the other process still working? {AGAIN}")
                    return 1
                place.sleep(WATCH_SECONDS)
        except KeyboardInterrupt:
            print("Left. The other process goes on with it; `runtrack status` shows how far it is.")
            return 0


def _show(wired: Wired, place: Place, shown: Shown) -> BackfillView | None:
    now = place.now()
    job = views.progress(wired.app, wired.user, now)
    if job is not None:
        shown(job, backfill_line(job, now))
    return job


def _idle(wired: Wired, place: Place, settings: Settings) -> timedelta | None:
    """For how long nobody has ticked, when that is longer than usual."""
    user, job = wired.store.load(User, wired.user), views.progress(wired.app, wired.user, place.now())
    last = max((at for at in (user and user.ticked_at, job and job.asked_at) if at), default=None)
    idle = place.now() - last if last else timedelta(0)
    return idle if idle > usual_gap(settings) + (user.noted_every if user else timedelta(0)) else None


@contextmanager
def _showing() -> Iterator[Shown]:
    """A progress bar on a terminal; else a line whenever something has changed."""
    if not on_a_terminal():
        last = [""]

        def say(job: BackfillView, line: str) -> None:
            if line != last[0]:
                last[0] = line
                print(clean(f"backfill {line}"), flush=True)

        yield say
        return
    from rich.live import Live

    with Live(console=console(), auto_refresh=False) as screen:

        def draw(job: BackfillView, line: str) -> None:
            screen.update(_drawn(job, line), refresh=True)

        yield draw


def _drawn(job: BackfillView, line: str) -> "Group":
    """The bar with its figures, which keep their width, and below it the whole line."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    figures = [f"{job.done:,} of {job.total:,}"] if job.phase in (BackfillPhase.WORK, BackfillPhase.DONE) else []
    if job.eta is not None:
        figures.append(f"ready {job.eta.astimezone():%d %b %H:%M %Z}")
    room = width() - sum(len(each) + 2 for each in figures)
    bar = Table.grid(padding=(0, 2))
    bar.add_row(ProgressBar(job.total or 1, job.done if figures else 0, width=max(6, min(40, room))), *figures)
    return Group(bar, Text("\n".join(wrapped(clean(line), width(), 2))))
