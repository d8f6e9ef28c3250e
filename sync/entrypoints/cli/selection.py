"""What `runtrack export --as` takes along: the choice as it was typed, and a sign of life while it is made."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sync.engine.asks.take_out import FIRST, LAST, Selection
from sync.entrypoints import selections
from sync.entrypoints.cli.screen import fail
from sync.entrypoints.cli.show import day
from sync.entrypoints.selections import NAMES, CannotBeCut, NoParquet


def selection(names: Sequence[str], since: str, until: str, *, cut_zones: bool = False) -> Selection:
    """Says so and leaves with exit code 2 where something is not known."""
    chosen = [name for each in names for name in each.lower().replace(",", " ").split()]
    for name in chosen:
        if name not in NAMES:
            raise fail(f"--as {name!r} is none of {', '.join(NAMES)}.")
    if not chosen:
        raise fail(f"--as names nothing: say at least one of {', '.join(NAMES)}.")
    first = day(since, "--since") if since else FIRST
    last = day(until, "--until") if until else LAST
    if first >= last:
        raise fail(f"--until {until} is not after --since {since}: nothing lies between them.")
    try:
        return selections.selection(chosen, first, last, cut_zones=cut_zones)
    except NoParquet:
        raise fail(
            "--as parquet needs Apache Arrow: `pip install 'runtrack[parquet]'`. `--as tables` is CSV."
        ) from None
    except CannotBeCut:
        raise fail("--as fit is the watch's own file: no zone can be cut out of it. `--as gpx` can be.") from None


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
