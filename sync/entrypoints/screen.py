"""Where a command runs and how it shows things: its clock, its questions, tables on terminals and in pipes."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from sync.config import Settings
from sync.core.activity import Activity
from sync.entrypoints.environment import read_settings
from sync.ports import Store, StoreBroken

if TYPE_CHECKING:
    from rich.console import Console

    from sync.wiring import House

PIPE_WIDTH = 1000  # nothing is folded there: one line, one row, for grep and awk


def _asker() -> Callable[[str], bool] | None:
    return typer.confirm if sys.stdin.isatty() and sys.stdout.isatty() else None


@dataclass(frozen=True)
class Place:
    """What a command gets from outside. `ask` puts a yes-or-no question to the person; None: nobody is there."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    ask: Callable[[str], bool] | None = field(default_factory=_asker)

    def settings(self) -> Settings:
        """Raises `SettingsError`."""
        return read_settings(self.environ)


def place_of(context: typer.Context) -> Place:
    """The place that `main` was given."""
    return context.ensure_object(Place)


@contextmanager
def opened(
    settings: Settings, wrap: Callable[[Store], Store] = lambda store: store, *, seals: bool = False
) -> Iterator["House"]:
    """The wired application for one command. `seals`: a login is to be stored, so there must be a key (a first one is
    made) before a person is asked for anything. Raises `StoreBroken` with the way out."""
    from sync.wiring import build

    if settings.bucket and not settings.sealing_key:  # this machine's own key would seal what AWS could never open
        reason = f"RUNTRACK_BUCKET is set, but the sealing key of {settings.environment} is not known here"
        way_out = "set RUNTRACK_PARAMETERS to its path, and run `runtrack push-credentials` once, which makes the key"
        raise StoreBroken(reason, way_out)
    house = build(settings, wrap=wrap)
    try:
        if seals:
            house.app.sealer.seal("", "a try")
        yield house
    finally:
        house.close()


def on_a_terminal() -> bool:
    return sys.stdout.isatty()


def console() -> "Console":
    """A console that takes every text literally: a run's title is no markup."""
    from rich.console import Console

    width = None if on_a_terminal() else PIPE_WIDTH
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[str] = frozenset()) -> None:
    """Print a plain table; on a terminal long cells are folded, never cut. `right`: the columns of numbers."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        made.add_column(heading, overflow="fold", justify="right" if heading in right else "left")
    for row in rows:
        made.add_row(*map(clean, row))
    screen = console()
    with screen.capture() as drawn:
        screen.print(made)
    print("\n".join(line.rstrip() for line in drawn.get().splitlines()))


def clean(text: str) -> str:
    """Without control characters: a title must not move a terminal's cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def shown(page: str) -> str:
    """Several lines, each `clean`."""
    return "\n".join(map(clean, page.split("\n")))


def utc(at: datetime | None, *, otherwise: str = "never") -> str:
    """`14 Mar 2026 09:00 UTC`."""
    return otherwise if at is None else f"{at.astimezone(UTC):%d %b %Y %H:%M} UTC"


def local_start(row: Activity) -> str:
    """When a run began on the runner's own clock; without a known offset in UTC, and says so."""
    shown = f"{row.start.astimezone(UTC) + timedelta(seconds=row.offset or 0):%Y-%m-%d %H:%M}"
    return shown if row.offset is not None else f"{shown} UTC"


def span(length: timedelta) -> str:
    """`40 s`, `12 min`, `5 h`, `3 days`."""
    seconds = abs(length.total_seconds())
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3600:
        return f"{seconds // 60:.0f} min"
    return f"{seconds // 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds // 86400:.0f} days"


def until(at: datetime, now: datetime) -> str:
    """`now` for what is due, else `in 12 min`."""
    return "now" if at <= now else f"in {span(at - now)}"


def say(text: str) -> None:
    """To the person, on stderr: standard output is left to what a program may want to read."""
    print(text, file=sys.stderr, flush=True)


def fail(message: str, code: int = 2) -> typer.Exit:
    """Say on stderr why it does not go on; raise what this returns."""
    print(shown(message), file=sys.stderr)
    return typer.Exit(code)
