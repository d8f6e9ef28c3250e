"""Child processes that are measured: CPU by the kernel's account at their end, memory while they live."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.support.world import World

ROOT = Path(__file__).parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
PATIENCE = 120.0
MB = 1_000_000


@dataclass(frozen=True)
class Spent:
    """What a finished process used, in seconds. `out` is what it printed."""

    cpu: float
    wall: float
    code: int
    out: str


def environ(world: World | None = None, **more: str) -> dict[str, str]:
    """Only what a child needs. Python's own variables stay out: without them it keeps its bytecode, as installed."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, "PYTHONPATH": str(ROOT), **(world.environ if world else {}), **more}


def spent(*arguments: str, world: World | None = None, folder: Path | None = None, data: bytes = b"") -> Spent:
    """Run `python ARGUMENTS` to its end. CPU is user and system time of the process and of its own children."""
    began = time.perf_counter()
    child = start(*arguments, world=world, folder=folder, keep=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(data)
    child.stdin.close()
    out = child.stdout.read().decode(errors="replace")  # a route reader's answer is no text
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stdout.close()
    return Spent(used.ru_utime + used.ru_stime, wall, child.returncode, out)


def told(code: str, *arguments: str, world: World | None = None, data: bytes = b"") -> Any:
    """Run a piece of Python in a fresh process; what it prints last is JSON."""
    done = spent("-c", code, *arguments, world=world, data=data)
    if done.code != 0:
        raise RuntimeError(f"the measuring process ended with {done.code}: {done.out}")
    return json.loads(done.out.splitlines()[-1])


def start(
    *arguments: str, world: World | None = None, folder: Path | None = None, keep: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """`python ARGUMENTS` in the world's folder; its log goes nowhere."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder or (world.folder if world else None),
        env=environ(world),
        stdin=subprocess.PIPE if keep == subprocess.PIPE else subprocess.DEVNULL,
        stdout=keep,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def running(*arguments: str, world: World) -> Iterator[subprocess.Popen[bytes]]:
    """The same for as long as the block runs."""
    child = start(*arguments, world=world)
    try:
        yield child
    finally:
        end(child)


def end(child: subprocess.Popen[Any]) -> None:
    """Ask it to end, and do not ask for ever."""
    child.terminate()
    try:
        child.wait(15)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def resident(pid: int) -> float:
    """Megabytes (1,000,000 bytes) of memory that a process holds now."""
    return float(psutil.Process(pid).memory_info().rss) / MB


def peak(pid: int) -> float:
    """Most megabytes that a process has held so far (Linux; elsewhere what it holds now)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return resident(pid)
    return next((int(line.split()[1]) * 1024 / MB for line in lines if line.startswith("VmHWM")), 0.0)


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Until something that another process does has happened. Raises TimeoutError."""
    never, end = threading.Event(), time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"did not happen within {patience:g} s: {what}")
        never.wait(0.05)
