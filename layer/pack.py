"""A folder to a zip: compiled beforehand, and the same bytes every time."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
MB = 1_000_000
RUNTIME = (3, 13)  # Lambda's Python; compiled files of any other version would be ignored there


class BuildFailed(Exception):
    """A step of a build went wrong; the text says which, and the way out."""


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes of what is in a zip, and of the zip itself."""

    unzipped: int
    zipped: int

    def __str__(self) -> str:
        return f"{self.unzipped / MB:.1f} MB unzipped, {self.zipped / MB:.1f} MB zipped"


def require_runtime(version: tuple[int, int] = (sys.version_info.major, sys.version_info.minor)) -> None:
    """Markers of dependencies and compiled files are those of the Python that runs this: it must be Lambda's.

    Raises `BuildFailed` for any other version."""
    if version != RUNTIME:
        wanted, found = (".".join(map(str, each)) for each in (RUNTIME, version))
        raise BuildFailed(
            f"The zips for Lambda are built with Python {wanted}, and this is {found}. "
            f"Install python{wanted}, then: make clean, and again with PYTHON=python{wanted}"
        )


def files(folder: Path) -> Iterator[Path]:
    """Every file below, sorted by its name inside the folder, whatever order the disk has."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    yield from sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def compile_all(folder: Path, shown_as: str, *, keep_sources: bool) -> None:
    """A .pyc for every .py, which Lambda takes without looking at the source: its disk is read-only, and compiling
    everything at a start takes longer than a start may take. `shown_as` is the folder's path in tracebacks there,
    which still tell file and line when the sources have gone.

    In a process of its own, one file after another and with fixed hashes, since the bytes depend on all three.
    Raises `BuildFailed` with the compiler's words."""
    command = [
        sys.executable,
        "-m",
        "compileall",
        "-q",
        "-f",
        "--invalidation-mode",
        "unchecked-hash",
        "-s",
        str(folder),
        "-p",
        shown_as,
        *([] if keep_sources else ["-b"]),
        str(folder),
    ]
    run(command, "compiling", env={"PYTHONHASHSEED": "0"})
    if not keep_sources:
        for source in folder.rglob("*.py"):
            source.unlink()


def zip_folder(folder: Path, target: Path, below: str = "") -> Size:
    """Write `target`: every file of the folder under the name `below`, sorted, readable by all, without times."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".partial")
    unzipped = 0
    with zipfile.ZipFile(unfinished, "w") as archive:
        for path in files(folder):
            entry = zipfile.ZipInfo(f"{below}{path.relative_to(folder).as_posix()}", LONG_AGO)
            entry.create_system = 3  # Unix on every machine, or the permissions would be read as something else
            entry.external_attr = 0o100644 << 16
            data = path.read_bytes()
            unzipped += len(data)
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    unfinished.replace(target)
    return Size(unzipped, target.stat().st_size)


def run(command: list[str], doing: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a program and return what it printed. Raises `BuildFailed` with its last words."""
    try:
        done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BuildFailed(f"{doing}: {command[0]} cannot be run ({error.strerror})") from None
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise BuildFailed(f"{doing} failed:\n{last}")
    return done.stdout
