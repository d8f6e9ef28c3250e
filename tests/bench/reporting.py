"""What every bench does with its parts: measure those that were asked for, print the table and the JSON."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from tests.bench.figures import WIDTH, Figure, as_json, document, print_table

Part = Callable[[Path, argparse.Namespace], list[Figure]]
"""Measures in an empty folder, as the options say."""


def options_of(name: str, about: str | None, parts: Mapping[str, Part]) -> argparse.ArgumentParser:
    """The options that all benches have."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it works, the figures say little")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the JSON there instead of printing it")
    parser.add_argument("--only", choices=parts, action="append", help="only this part; may be repeated")
    return parser


def report(title: str, parts: Mapping[str, Part], chosen: argparse.Namespace) -> int:
    """Exit code 0 when every limit holds, else 1."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    began, figures = time.monotonic(), list[Figure]()
    for name in chosen.only or parts:
        print(f"measuring: {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="runtrack-bench-") as folder:
            figures += parts[name](Path(folder), chosen)
    seconds = time.monotonic() - began
    print_table(console, figures, f"{title}, {seconds:.0f} s")
    values = document(figures, quick=chosen.quick, seconds=seconds)
    if chosen.json is None:
        print(as_json(values))
    else:
        chosen.json.write_text(as_json(values) + "\n")
    return 0 if values["limits_held"] else 1
