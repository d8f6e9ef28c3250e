"""The zips for AWS: their sizes, and a process that runs what is in them as Lambda would."""

import json
import os
import platform
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layer import build as layer
from layer import code
from layer.pack import BuildFailed, Size
from tests.aws.function import IMAGE, _extract, _python, _site_packages

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("aws_child.py")
MADE_FROM = (ROOT / "pdm.lock", ROOT / "layer" / "build.py", ROOT / "layer" / "pack.py")
DEPLOYED = "arm64"
HERE = {"x86_64": "x86_64", "AMD64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "")
IN_A_FUNCTION = {"AWS_LAMBDA_FUNCTION_NAME": "measured", "PYTHONDONTWRITEBYTECODE": "1"}
PATIENCE = 300.0


@dataclass
class Zips:
    """What is there. `layers` by architecture; `missing` says why something is not."""

    code: Path | None = None
    layers: dict[str, Path] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def found(folder: Path, *, build: bool, web: bool = False) -> Zips:
    """The code zip made anew in `folder`, and the layers of `build/`; `web`: those of the API's function. With `build`
    a layer that is missing or older than what it is made from is built first, else it counts as missing."""
    zips = Zips()
    target = folder / f"{code.WEB_NAME if web else code.NAME}.zip"
    try:
        code.build(target, web=web)
        zips.code = target
    except BuildFailed as error:
        zips.missing.append(f"code: {error}")
    for architecture in dict.fromkeys([DEPLOYED, HERE or DEPLOYED]):
        try:
            zips.layers[architecture] = _layer(architecture, build=build, web=web)
        except BuildFailed as error:
            zips.missing.append(f"layer for {architecture}: {error}")
    return zips


def _layer(architecture: str, *, build: bool, web: bool) -> Path:
    path = ROOT / "build" / f"{layer.WEB_NAME if web else layer.NAME}-{architecture}.zip"
    if path.is_file() and path.stat().st_mtime >= max(source.stat().st_mtime for source in MADE_FROM):
        return path
    if not build:
        raise BuildFailed(f"not built, or out of date: make layer ARCH={architecture}")
    tools = ROOT / ".tools" / "bin" / "python"  # has PDM
    print(f"building: {path.name}", file=sys.stderr)
    try:
        done = subprocess.run(
            [tools, "-m", "layer.build", "--architecture", architecture, *(["--web"] if web else [])],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise BuildFailed(f"{tools.relative_to(ROOT)} cannot be run ({error.strerror}): make setup") from None
    if done.returncode:
        raise BuildFailed(" ".join((done.stderr or done.stdout).split())[-300:])
    return path


def size(path: Path) -> Size:
    """Bytes of what is in a zip, and of the zip."""
    with zipfile.ZipFile(path) as archive:
        return Size(sum(entry.file_size for entry in archive.infolist()), path.stat().st_size)


class Runner:
    """Processes with the zips' import path; without zips for this machine, with that of our virtual environment."""

    def __init__(self, zips: Zips, folder: Path) -> None:
        self.real = zips.code is not None and HERE in zips.layers
        self._folder = folder
        if zips.code is not None and self.real:
            _extract(zips.code.read_bytes(), folder / "task")
            _extract(zips.layers[HERE].read_bytes(), folder / "opt")
            (folder / "image").mkdir()
            for pattern in IMAGE:
                for path in _site_packages().glob(pattern):
                    (folder / "image" / path.name).symlink_to(path)
                    if path.is_dir() or path.suffix == ".py":  # compiled in the image as well
                        subprocess.run([_python(), "-m", "compileall", "-q", str(path)], check=True)

    @property
    def about(self) -> str:
        return "real code zip and layer" if self.real else "no zips for this machine: the virtual environment instead"

    def run(self, what: str, told: Any = None, environ: dict[str, str] | None = None) -> Any:
        """What `aws_child.py` answers. Bytecode is never written, as on Lambda's read-only disk."""
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        place, command = {"PYTHONPATH": str(ROOT)}, [sys.executable, str(PROGRAM), what]
        if self.real:
            place = {
                "LAMBDA_TASK_ROOT": str(self._folder / "task"),
                "LAYER_ROOT": str(self._folder / "opt"),
                "LAMBDA_RUNTIME_DIR": str(self._folder / "image"),
            }
            command = [_python(), "-S", "-s", str(PROGRAM), what]
        done = subprocess.run(
            command,
            input=json.dumps(told or {}),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            env={**kept, **place, **IN_A_FUNCTION, "TZ": ":UTC", **(environ or {})},
            cwd=self._folder,
        )
        if done.returncode:
            raise RuntimeError(f"the measuring process ended with {done.returncode}: {done.stderr[-2000:]}")
        return json.loads(done.stdout.splitlines()[-1])
