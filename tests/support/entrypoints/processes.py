"""Run the real `runtrack` command as a process of its own, in a world of simulated services."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from tests.guard.network_guard import for_children
from tests.support.world import World

ROOT = Path(__file__).parents[3]
PATIENCE = 90.0


def start(world: World, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    """A process that only knows this world: no variable of ours reaches it from outside."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "sync.entrypoints", *arguments],
        cwd=world.folder,
        env={**keep, "TZ": "UTC", **for_children(ROOT), **world.environ, **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finished(process: subprocess.Popen[str], patience: float = PATIENCE) -> tuple[int, str, str]:
    """(exit code, stdout, stderr). Kills what does not end, and fails."""
    try:
        out, err = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"still running after {patience} s\n{out}\n{err}") from None
    return process.returncode, out, err


def run(world: World, *arguments: str, **environ: str) -> tuple[int, str, str]:
    return finished(start(world, *arguments, **environ))


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Until something that another process does has happened."""
    never = threading.Event()
    for _ in range(int(patience / 0.05)):
        if condition():
            return
        never.wait(0.05)
    raise AssertionError(f"did not happen within {patience} s: {what}")


def is_waiting(process: subprocess.Popen[str]) -> bool:
    """Whether it is at rest in a call of the system, such as for an answer; where nobody says so (macOS): yes."""
    told = Path(f"/proc/{process.pid}/stat")
    return not told.exists() or told.read_text().rpartition(")")[2].split()[0] == "S"
