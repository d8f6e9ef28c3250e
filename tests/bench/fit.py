"""How fast a FIT file is read: by our own reader, by each library, in a child process, and by the skimmer that only
wants its head."""

import resource
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sync.adapters import fit
from sync.adapters.fit_child import ChildRouteReader
from sync.adapters.fit_columns import read_columns
from sync.adapters.fit_points import Points
from sync.core.route_packing import packed
from sync.sim.fit_writer import Recording, write_fit
from tests.bench.figures import Figure, of_several

PART = "FIT"
SHARE_LIMIT = 0.04  # 25 times as fast
START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)


def measure(*, quick: bool) -> list[Figure]:
    """Megabytes per second of CPU, and ratios to fitparse: the readers are plain Python, the machine decides the rest.

    CPU and not the clock on the wall: a child has a core of its own, a busy machine has none to spare."""
    hours, times = (0.1, 1) if quick else (2.0, 3)
    data = write_fit(Recording(START, elapsed=hours * 3600, distance=hours * 10_500))
    tiny = write_fit(Recording(START, elapsed=5.0, distance=15.0))
    child = ChildRouteReader()
    assert len(fit.read_route(data)) == len(child.read(data, 300.0)), "two readings of one file differ"
    seconds = {
        "our own reader": _timed(lambda: read_columns(data), 5 * times),
        "fitparse": _timed(lambda: _points(fit._with_fitparse, data), times),
        "fitdecode": _timed(lambda: _points(fit._with_fitdecode, data), times),
        "in a child process, answer read": _timed(lambda: child.read(data, 300.0), times),
        "summary()": _timed(lambda: fit.summary(data), times),
    }
    whole, megabytes = min(seconds["fitparse"]), len(data) / 1e6
    found = [
        Figure(
            PART,
            name,
            megabytes / min(took),
            "MB/s CPU",
            samples=len(took),
            about=f"the best of {len(took)}; {whole / min(took):.2f} times as fast as fitparse",
        )
        for name, took in seconds.items()
    ]
    route = packed(read_columns(write_fit(Recording(START, elapsed=3600.0, distance=10_500.0))))
    kept = Figure(PART, "an hour's route as kept", len(route) / 1000, "KB", limit=16.0)
    about = f"a file of 5 s; the big one has {megabytes * 1000:.0f} KB, {hours:g} h at a record a second"
    overhead = [1000 * took for took in _timed(lambda: child.read(tiny, 60.0), max(times, 2))]
    share = Figure(PART, "our own reader's time", min(seconds["our own reader"]) / whole, "of fitparse's", SHARE_LIMIT)
    return [*found, share, kept, of_several(PART, "start and end of a child", overhead, "ms CPU", about=about)]


def _points(reader: Callable[[bytes, list[str]], Iterator[fit.Message]], data: bytes) -> None:
    points = Points()
    for message, fields in reader(data, []):
        points.take(message, fields)
    points.route("bench", [])


def _timed(work: Callable[[], object], times: int) -> list[float]:
    """Seconds of CPU for each of `times` runs, those of children that have ended included."""
    took = []
    for _ in range(times):
        before = _cpu()
        work()
        took.append(_cpu() - before)
    return took


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)
