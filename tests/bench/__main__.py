"""`python -m tests.bench [--quick] [--json FILE]`: measure everything, print a table, then one line of JSON."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from tests.bench import (
    archives,
    aws,
    backfill,
    derived,
    fit,
    folders,
    handing,
    idle,
    imports,
    lists,
    memory,
    people,
    recovery,
    stopping,
)
from tests.bench.figures import WIDTH, Figure, as_json, document, print_table

Part = Callable[[Path, bool], list[Figure]]
PARTS: dict[str, Part] = {
    "idle": lambda folder, quick: idle.measure(folder, quick=quick),
    "imports": lambda folder, quick: imports.measure(quick=quick),
    "memory": lambda folder, quick: memory.measure(folder, quick=quick),
    "fit": lambda folder, quick: fit.measure(quick=quick),
    "derived": lambda folder, quick: derived.measure(folder, quick=quick),
    "backfill": lambda folder, quick: backfill.measure(folder, quick=quick),
    "recovery": lambda folder, quick: recovery.measure(folder, quick=quick),
    "lists": lambda folder, quick: lists.measure(folder, quick=quick),
    "archives": lambda folder, quick: archives.measure(folder, quick=quick),
    "folder": lambda folder, quick: folders.measure(folder, quick=quick),
    "people": lambda folder, quick: people.measure(folder, quick=quick),
    "aws": lambda folder, quick: aws.measure(folder, quick=quick),
    "handing": lambda folder, quick: handing.measure(quick=quick),
    "stopping": lambda folder, quick: stopping.measure(folder, quick=quick),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every limit holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it works, the figures say little")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there instead of printing it")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; may be repeated")
    chosen = parser.parse_args(arguments)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    began, figures = time.monotonic(), list[Figure]()
    for name in chosen.only or PARTS:
        print(f"measuring: {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="runtrack-bench-") as folder:
            figures += PARTS[name](Path(folder), chosen.quick)
    seconds = time.monotonic() - began
    print_table(console, figures, f"Runtrack bench, {seconds:.0f} s")
    values = document(figures, quick=chosen.quick, seconds=seconds)
    if chosen.json is None:
        print(as_json(values))
    else:
        chosen.json.write_text(as_json(values) + "\n")
    return 0 if values["limits_held"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
