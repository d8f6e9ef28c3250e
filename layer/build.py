"""`make layer`: the third-party packages of pdm.lock as the Lambda layer python-dependencies-layer."""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from layer.pack import MB, BuildFailed, Size, compile_all, require_runtime, run, zip_folder

ROOT = Path(__file__).parents[1]
NAME, WEB_NAME = "python-dependencies-layer", "web-dependencies-layer"
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}  # Lambda's word: Python's word
WHEELS = ("manylinux2014", "manylinux_2_17", "manylinux_2_28")  # what the runtime's Amazon Linux 2023 can load
FROM_SOURCE = "fitparse"  # pure Python, published only as a source distribution
MOST_UNZIPPED, MOST_ZIPPED = 35 * MB, 14 * MB
MOST_OF_WEB = (30 * MB, 12 * MB)
"""Two thirds of it are three compiled libraries: AES-GCM (cryptography brings its own OpenSSL), pydantic, resvg."""

THE_RUNTIMES = ("boto3", "botocore", "s3transfer", "jmespath")
"""In the runtime already. They are resolved with the rest all the same: without them the lock would allow a
python-dateutil that is too new for botocore, and the layer's copy is found before the runtime's."""

ASYNCIOS = (
    "anyio"  # httpx2's side of asyncio, which it does without: a tick has none. The API's framework stands on it.
)
NOT_LOADED = (
    "cffi",
    "pycparser",  # for building extensions; those that are built need only the _cffi_backend beside them
)

PARTS_NOT_LOADED = {
    "pydantic/v1",
    "pydantic/mypy.py",  # the old pydantic inside the new, a plug-in of mypy
    "cryptography/x509",
    "cryptography/hazmat/primitives/serialization/ssh.py",  # certificates and keys: sealing is AES
    "dateutil/zoneinfo",  # its own copy of the time zones, for systems without any
    "urllib3/contrib/emscripten",
    "httpx2/websockets",  # for browsers; nothing here keeps a connection open
    "fitdecode/cmd",
    "curl_cffi/cli",  # programs
}

TEST_FOLDERS = {"test", "tests", "testsuite"}
SOURCES = {".c", ".h", ".pxd", ".pyi", ".pyx", ".rs"}  # for compilers and type checkers
KEPT_OF_DIST_INFO = {"METADATA", "entry_points.txt"}  # packages look up versions and plug-ins of their own here


@dataclass(frozen=True)
class Layer:
    """One of the two. `group`: of pyproject.toml; `without`: packages that it brings and nothing of it loads; `most`:
    bytes unzipped and zipped."""

    name: str
    group: str
    without: frozenset[str]
    most: tuple[int, int]


TICK = Layer(NAME, "layer", frozenset({ASYNCIOS}), (MOST_UNZIPPED, MOST_ZIPPED))
WEB = Layer(WEB_NAME, "web-layer", frozenset(), MOST_OF_WEB)


def export(pdm: list[str], target: Path, group: str = TICK.group) -> None:
    """What pdm.lock says of a group, with hashes, as a requirements file."""
    command = [*pdm, "export", "--no-default", "--group", group, "--format", "requirements", "--output", str(target)]
    run(command, "pdm export", env={**os.environ, "PDM_CHECK_UPDATE": "0"}, cwd=ROOT)
    if "--hash=sha256:" not in target.read_text(encoding="utf-8"):
        raise BuildFailed("pdm export gave no hashes: run make lock")


def install(requirements: Path, target: Path, architecture: str) -> None:
    """Exactly those wheels, checked by hash, for Lambda's processor whatever this machine has."""
    platforms = [f"--platform={wheels}_{MACHINES[architecture]}" for wheels in WHEELS]
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
        "--no-deps",
        "--no-compile",
        "--implementation=cp",
        "--python-version=3.13",
        *platforms,
        "--only-binary=:all:",
        f"--no-binary={FROM_SOURCE}",
        f"--target={target}",
        f"--requirement={requirements}",
    ]
    run(command, "pip install")


def not_needed(folder: Path, without: Collection[str] = TICK.without) -> Iterator[Path]:
    """Files and folders that a Lambda never opens; `without`: packages of this layer alone."""
    yield from (path for path in (folder / "bin",) if path.is_dir())  # programs, with this machine's path inside
    for path in sorted(folder.rglob("*")):
        parent = path.parent
        family = re.split(r"-\d", path.name)[0] if path.suffix == ".dist-info" else path.name
        if (
            (parent == folder and family in (*THE_RUNTIMES, *NOT_LOADED, *without))
            or (parent != folder and path.is_dir() and path.name in TEST_FOLDERS)
            or path.relative_to(folder).as_posix() in PARTS_NOT_LOADED
            or (path.is_file() and path.suffix in SOURCES)
            or (parent.suffix == ".dist-info" and not _kept(path))
        ):
            yield path


def _kept(path: Path) -> bool:
    """Of a .dist-info folder. Licences stay: their texts ask for it."""
    return path.name in KEPT_OF_DIST_INFO or path.name.lower().startswith(("licen", "copying", "notice", "author"))


def drop(folder: Path, without: Collection[str] = TICK.without) -> None:
    for path in list(not_needed(folder, without)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)  # its folder may have gone before it
    for metadata in folder.glob("*.dist-info/METADATA"):  # without the project's whole README
        headers, *_ = metadata.read_text(encoding="utf-8").partition("\n\n")
        metadata.write_text(f"{headers}\n\n", encoding="utf-8")


def strip(folder: Path, say: Callable[[str], object] = print) -> None:
    """Debug symbols out of the compiled libraries, three quarters of their size. llvm-strip knows every processor."""
    program = next((found for name in _strips() if (found := shutil.which(name))), None)
    if program is None:
        say("llvm-strip is not there (Debian, Ubuntu: apt install llvm): the libraries keep their debug symbols.")
        return
    for library in sorted(folder.rglob("*.so*")):
        run([program, "--strip-unneeded", str(library)], f"stripping {library.name}")


def _strips() -> Iterator[str]:
    yield "llvm-strip"
    yield from (f"llvm-strip-{version}" for version in range(22, 13, -1))


def too_big(size: Size, most: tuple[int, int] = TICK.most) -> str:
    """What is over the limits, in one line; "" when nothing is."""
    over, (unzipped, zipped) = [], most
    if size.unzipped > unzipped:
        over.append(f"{size.unzipped / MB:.1f} MB unzipped, at most {unzipped // MB}")
    if size.zipped > zipped:
        over.append(f"{size.zipped / MB:.1f} MB zipped, at most {zipped // MB}")
    return "; ".join(over)


def build(target: Path, architecture: str, pdm: list[str], of: Layer = TICK) -> Size:
    """The whole recipe. Raises `BuildFailed`; a `target` that was there before stays then."""
    require_runtime()
    with tempfile.TemporaryDirectory(prefix="runtrack-layer-") as scratch:
        requirements, packages = Path(scratch) / "requirements.txt", Path(scratch) / "python"
        export(pdm, requirements, of.group)
        install(requirements, packages, architecture)
        drop(packages, of.without)
        strip(packages)
        compile_all(packages, "/opt/python", keep_sources=False)
        return zip_folder(packages, target, "python/")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m layer.build", description=__doc__)
    parser.add_argument("--architecture", choices=sorted(MACHINES), default="arm64")
    parser.add_argument("--web", action="store_true", help="the layer of the API's function")
    parser.add_argument("--pdm", default=f"{sys.executable} -m pdm", help="how PDM is called")
    parser.add_argument("--output", type=Path, help="default: build/NAME-ARCHITECTURE.zip")
    parser.add_argument("--check", action="store_true", help="fail when it is over its limits")
    chosen = parser.parse_args(arguments)
    of = WEB if chosen.web else TICK
    target = chosen.output or ROOT / "build" / f"{of.name}-{chosen.architecture}.zip"
    try:
        size = build(target, chosen.architecture, chosen.pdm.split(), of)
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{target.name}: {size}")
    if chosen.check and (over := too_big(size, of.most)):
        print(f"The layer is too big: {over}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
