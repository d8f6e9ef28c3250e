"""What `runtrack export --as` takes along: the choice as it was typed, and a sign of life while it is made."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sync.engine.asks.take_out import FIRST, LAST, Packer, Selection
from sync.engine.run_files import Form
from sync.entrypoints.cli.screen import fail
from sync.entrypoints.cli.show import day

TABLES, PARQUET, CALENDAR = "tables", "parquet", "calendar"
NAMES = (*(str(form) for form in Form), TABLES, PARQUET, CALENDAR)


def selection(names: Sequence[str], since: str, until: str) -> Selection:
    """Says so and leaves with exit code 2 where something is not known."""
    chosen = [name for each in names for name in each.lower().replace(",", " ").split()]
    for name in chosen:
        if name not in NAMES:
            raise fail(f"--as {name!r} is none of {', '.join(NAMES)}.")
    first = day(since, "--since") if since else FIRST
    last = day(until, "--until") if until else LAST
    if first >= last:
        raise fail(f"--until {until} is not after --since {since}: nothing lies between them.")
    forms = tuple(form for form in Form if form in chosen)
    return Selection(first, last, forms, dict(_packers(chosen)), CALENDAR in chosen)


def _packers(chosen: Sequence[str]) -> Iterator[tuple[str, Packer]]:
    from sync.core.tables import as_csv

    if TABLES in chosen:
        yield "csv", as_csv
    if PARQUET in chosen:
        from importlib.util import find_spec

        from sync.adapters.parquet import pieces

        if find_spec("pyarrow") is None:
            raise fail("--as parquet needs Apache Arrow: `pip install 'runtrack[parquet]'`. `--as tables` is CSV.")
        yield "parquet", pieces


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """On a terminal a line that says which entry is written; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console

    with Console(stderr=True, markup=False, highlight=False).status("reading …") as status:
        number = 0

        def told(name: str) -> None:
            nonlocal number
            number += 1
            status.update(f"{number:,} files, now {name}")

        yield told
