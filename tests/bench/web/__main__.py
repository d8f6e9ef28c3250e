"""`python -m tests.bench.web [--quick] [--seconds N] [--rate N] [--only PART] [--json FILE]`: the pages and the API.

Times on the wall say little beside other work: what can be is also given against a comparison of the same minute, and
as processor time.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from tests.bench.figures import WIDTH, Figure, as_json, document, print_table
from tests.bench.web import api, beside, lists, pages, streams

Part = Callable[[Path, argparse.Namespace], list[Figure]]
PARTS: dict[str, Part] = {
    "pages": lambda folder, how: pages.measure(folder, quick=how.quick),
    "api": lambda folder, how: api.measure(folder, quick=how.quick, seconds=how.seconds, rate=how.rate),
    "streams": lambda folder, how: streams.measure(folder, quick=how.quick),
    "beside": lambda folder, how: beside.measure(folder, quick=how.quick),
    "lists": lambda folder, how: lists.measure(folder, quick=how.quick),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every limit holds, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.web", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it works, the figures say little")
    parser.add_argument("--seconds", type=float, default=api.SECONDS, help="how long the API is under load")
    parser.add_argument(
        "--rate", type=float, default=api.RATE, help="requests a second; fewer say what a machine takes"
    )
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
            figures += PARTS[name](Path(folder), chosen)
    seconds = time.monotonic() - began
    print_table(console, figures, f"Runtrack bench of the pages, {seconds:.0f} s")
    values = document(figures, quick=chosen.quick, seconds=seconds)
    if chosen.json is None:
        print(as_json(values))
    else:
        chosen.json.write_text(as_json(values) + "\n")
    return 0 if values["limits_held"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
