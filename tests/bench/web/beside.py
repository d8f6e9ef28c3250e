"""The daemon with the pages beside it: memory when both are idle, and their end with 100 event streams open."""

import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil
import requests

from sync.core.user import User
from sync.wiring import ME
from tests.bench.children import running, wait_for
from tests.bench.figures import Figure
from tests.bench.web.server import raise_files
from tests.bench.web.streams import listening
from tests.support.world import World, closed_port

PART = "beside the daemon"
MEMORY_LIMIT, STOP_LIMIT, STREAMS = 120.0, 5.0, 100


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """`runtrack run` and the process with the pages: first idle, then ended while browsers listen."""
    raise_files()
    streams, port = 5 if quick else STREAMS, closed_port()
    with (
        World(folder, start=datetime.now(UTC), seconds=20.0, RUNTRACK_WEB=str(port)) as world,
        running("-m", "sync.entrypoints", "run", world=world) as daemon,
    ):
        wait_for(lambda: _ticked(world), "the first tick")
        wait_for(lambda: _answers(port), "the pages")
        both = [psutil.Process(daemon.pid), *psutil.Process(daemon.pid).children(recursive=True)]
        held = [each.memory_info().rss / 1e6 for each in both]
        together = together_held([each.pid for each in both])
        with listening(port, f"127.0.0.1:{port}", [""] * streams):
            began = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(60)
            psutil.wait_procs(both[1:], 60)
            took = time.monotonic() - began
    about = f"programs that both have mapped counted once; by themselves {' and '.join(f'{each:.0f}' for each in held)}"
    return [
        Figure(PART, "daemon and pages, idle", together, "MB", MEMORY_LIMIT, about=about),
        Figure(PART, f"both gone with {streams} streams open", took, "s wall", STOP_LIMIT),
    ]


def together_held(pids: Sequence[int]) -> float:
    """Megabytes that these processes hold together: of a file that several have mapped, as a library, what most of it
    one of them has. What others on this machine have mapped as well makes no difference."""
    own, files = 0.0, dict[str, float]()
    for pid in pids:
        mapped = dict[str, float]()
        for each in psutil.Process(pid).memory_maps():
            private = each.private_clean + each.private_dirty
            if each.path.startswith("/"):
                own += each.private_dirty
                mapped[each.path] = mapped.get(each.path, 0.0) + each.rss - each.private_dirty
            else:
                own += private
        files |= {path: max(size, files.get(path, 0.0)) for path, size in mapped.items()}
    return (own + sum(files.values())) / 1e6


def _ticked(world: World) -> bool:
    user = world.store.load(User, ME)
    return user is not None and user.ticked_at is not None


def _answers(port: int) -> bool:
    """As a page asks that is opened."""
    try:
        asked = [f"http://127.0.0.1:{port}{path}" for path in ("/", "/api/status", "/api/activities")]
        return all(requests.get(each, timeout=10).ok for each in asked)
    except requests.ConnectionError:
        return False
