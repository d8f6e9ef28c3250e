"""`make code-zip`: our own package as the Lambda runs it, without the simulators and the local commands."""

import argparse
import ast
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from layer.pack import BuildFailed, Size, compile_all, require_runtime, zip_folder

ROOT = Path(__file__).parents[1]
NAME = "upload-garmin-runs-to-strava"
START = "sync.entrypoints.aws"  # holds on_schedule and on_batch
LEFT_OUT = "sync.sim"
LOCAL_ONLY = ("sync.entrypoints", "sync.__main__")  # of these only what the start reaches


def modules(root: Path) -> dict[str, Path]:
    """Dotted name: file, of everything in the package `sync` below `root`."""
    found = {}
    for path in sorted((root / "sync").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path) -> Iterator[str]:
    """Every name that the file imports, at its top or inside a function; a name may be a module or something in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def reached(found: dict[str, Path], start: str = START) -> set[str]:
    """The start, every module that it imports, those that they import, and the packages around them."""
    if start not in found:
        raise BuildFailed(f"There is no {start}: nothing for the Lambda to start.")
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in found:
            continue
        seen.add(name)
        waiting.extend(imports(found[name]))
        if "." in name:
            waiting.append(name.rpartition(".")[0])
    return seen


def chosen(root: Path) -> list[Path]:
    """The files of the code zip: all of `sync` but the simulators and the entry points that the start does not reach.

    Raises `BuildFailed` when the start reaches a simulator, which would be missing there."""
    found = modules(root)
    needed = reached(found)
    if simulators := sorted(name for name in needed if within(name, LEFT_OUT)):
        raise BuildFailed(f"{START} imports {simulators[0]}, and simulators do not go to AWS.")
    return [
        path
        for name, path in found.items()
        if not within(name, LEFT_OUT) and (name in needed or not any(within(name, local) for local in LOCAL_ONLY))
    ]


def build(target: Path, root: Path = ROOT) -> Size:
    """Copy, compile, zip. Raises `BuildFailed`; a `target` that was there before stays then."""
    require_runtime()
    with tempfile.TemporaryDirectory(prefix="runtrack-code-") as scratch:
        folder = Path(scratch) / "code"
        for path in chosen(root):
            copy = folder / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        compile_all(folder, "/var/task", keep_sources=True)
        return zip_folder(folder, target)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m layer.code", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / f"{NAME}.zip")
    target = parser.parse_args(arguments).output
    try:
        size = build(target)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{target.name}: {size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
