"""`make code-zip`: our own package as the Lambdas run it, without the simulators and the local commands.

Two zips: that of the ticks, and that of the API, which holds the built pages as well and says which version it is."""

import argparse
import ast
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from layer.pack import BuildFailed, Size, compile_all, require_runtime, zip_folder

ROOT = Path(__file__).parents[1]
NAME, WEB_NAME = "upload-garmin-runs-to-strava", "runtrack-web"
START, WEB_START = "sync.entrypoints.aws", "sync.entrypoints.aws_web"  # they hold the handlers
PAGES, PAGE = "sync/entrypoints/static", "index.html"
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


def chosen(root: Path, start: str = START) -> list[Path]:
    """The files of a code zip: all of `sync` but the simulators and the entry points that the start does not reach.

    Raises `BuildFailed` when the start reaches a simulator, which would be missing there."""
    found = modules(root)
    needed = reached(found, start)
    if simulators := sorted(name for name in needed if within(name, LEFT_OUT)):
        raise BuildFailed(f"{start} imports {simulators[0]}, and simulators do not go to AWS.")
    return [
        path
        for name, path in found.items()
        if not within(name, LEFT_OUT) and (name in needed or not any(within(name, local) for local in LOCAL_ONLY))
    ]


def build(target: Path, root: Path = ROOT, *, web: bool = False) -> Size:
    """Copy, compile, zip. Raises `BuildFailed`; a `target` that was there before stays then."""
    require_runtime()
    with tempfile.TemporaryDirectory(prefix="runtrack-code-") as scratch:
        folder = Path(scratch) / "code"
        for path in chosen(root, WEB_START if web else START):
            copy = folder / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        if web:
            _for_the_pages(root, folder)
        compile_all(folder, "/var/task", keep_sources=True)
        return zip_folder(folder, target)


def _for_the_pages(root: Path, folder: Path) -> None:
    """The built pages, and the metadata from which an installation knows its version."""
    if not (root / PAGES / PAGE).is_file():
        raise BuildFailed("The pages are not built: make web")
    shutil.copytree(root / PAGES, folder / PAGES, ignore=shutil.ignore_patterns(".built-from"), dirs_exist_ok=True)
    about = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = folder / f"{about['name']}-{about['version']}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text(f"Metadata-Version: 2.4\nName: {about['name']}\nVersion: {about['version']}\n\n", "utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m layer.code", description=__doc__)
    parser.add_argument("--web", action="store_true", help="the zip of the API's function")
    parser.add_argument("--output", type=Path, help="default: build/NAME.zip")
    asked = parser.parse_args(arguments)
    target = asked.output or ROOT / "build" / f"{WEB_NAME if asked.web else NAME}.zip"
    try:
        size = build(target, web=asked.web)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{target.name}: {size}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
