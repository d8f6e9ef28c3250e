"""A folder of 10,000 files: what an idle look at it costs, the look that asks every file, and the first reading."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from sync.core.folder import Fate, FolderIndex
from sync.sim.fit_writer import write_fit
from sync.sim.recording import Recording
from sync.wiring import ME
from tests.bench.figures import Figure, of_several
from tests.support.folders import FolderWorld

PART = "folder"
FILES, FOLDERS, TIMES = 10_000, 20, 40
LOOK_LIMIT = 10.0


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    count = 100 if quick else FILES
    with FolderWorld(folder, seconds=20.0) as world:
        _fill(world, count)
        source = world.wired.app.source("folder", ME, world.now)
        held, begun = psutil.Process().memory_info().rss, time.process_time()
        looks = _read_all(world, count)
        reading = time.process_time() - begun
        holds = psutil.Process().memory_info().rss
        source = world.wired.app.source("folder", ME, world.now)
        idle = [_spent(lambda: source.recent(5)) for _ in range(3 if quick else TIMES)]
        with _counted() as asked:
            source.recent(5)
        whole = [_spent(lambda: _whole(source)) for _ in range(1 if quick else 5)]
    name = f"{count:,} files in {FOLDERS} folders"
    return [
        of_several(PART, f"an idle look, {name}", idle, "ms CPU", limit=LOOK_LIMIT),
        Figure(PART, "questions to the file system in it", asked["calls"], "calls", FOLDERS + 5),
        of_several(PART, "the look that asks every file", whole, "ms CPU", about="each ten minutes"),
        Figure(PART, "files read for the first time", count / reading, "a second of CPU", about=f"in {looks} looks"),
        Figure(PART, "memory of the process then", holds / 1e6, "MB", about=f"{(holds - held) / 1e6:.1f} MB of it new"),
    ]


def _fill(world: FolderWorld, count: int) -> None:
    for number in range(count):
        start = world.now - timedelta(hours=3 * number + 3)
        data = write_fit(Recording(start, elapsed=600, distance=2000, every=60))
        world.put(f"{number % FOLDERS:02}/{number:05}.fit", data)
    long_ago = time.time() - 3600.0  # of a folder that has just changed nobody can tell that it will not do so again
    for inside in (world.runs, *world.runs.iterdir()):
        os.utime(inside, (long_ago, long_ago))


def _read_all(world: FolderWorld, count: int) -> int:
    for looks in range(1, 1000):
        world.wired.app.source("folder", ME, world.now).recent(5)
        world.clock.advance(60)
        index = world.store.load(FolderIndex, ME)
        if index is not None and sum(one.fate is Fate.RUN for one in index.files) == count:
            world.wired.app.source("folder", ME, world.now).recent(5)
            return looks
    raise AssertionError("the folder is never read to its end")


def _whole(source: Any) -> None:
    source._known._scanner._at -= 10_000.0  # as after ten minutes
    source.recent(5)


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


@contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """How often the file system is asked within."""
    asked = {"calls": 0}

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            asked["calls"] += 1
            return call(*given, **named)

        return counted

    with mock.patch.multiple(os, lstat=counting(os.lstat), stat=counting(os.stat), scandir=counting(os.scandir)):
        yield asked
