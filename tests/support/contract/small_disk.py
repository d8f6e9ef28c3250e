"""A small file system of its own, which a test's script may fill to the brim."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FILL = """
import os


def fill(filler, left=0):
    with filler.open("wb") as file:
        try:
            while True:
                file.write(bytes(4096))
                file.flush()
        except OSError:
            pass
    os.truncate(filler, max(0, filler.stat().st_size - left))
"""
"""What begins each script: it fills the disk but for so many bytes."""


def on_a_small_disk(tmp_path: Path, script: str) -> Any:
    """What a script prints, as JSON, that works on a disk of 2 MB: in a namespace of its own, where also an
    unprivileged user may mount, if the system lets anybody."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=2m tmpfs {disk}"
    inside = ["unshare", "--mount", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*inside, "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a file system of their own")
    (tmp_path / "script.py").write_text(FILL + script)
    command = f"{mount} && exec {sys.executable} {tmp_path / 'script.py'} {disk}"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [*inside, "sh", "-c", command],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
