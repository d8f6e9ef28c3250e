"""A thousand people who watch one run in progress behind a link: how soon a point that arrives is at all of them."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.core.live.point import LivePoint
from sync.core.live.shown import LiveLink
from sync.core.privacy import PrivacyZones, Zone
from sync.core.shared_run import mark_of
from sync.engine.live.arriving import arrived
from sync.ports import Store
from tests.bench.figures import Figure
from tests.bench.web.crowd import crowd, served
from tests.bench.web.server import HOST, raise_files
from tests.bench.web.streams import PAUSE, listening, told_at

PART = "run in progress"
SPECTATORS, TIMES, LIMIT = 1000, 40, 500.0
EVERY, LAT, LON = 10, 59.91, 10.75
USER = "user00000"


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """From before a point is saved, as it arrives from a phone or from the watch, to the last page that was told: of a
    run of an hour behind a privacy zone."""
    raise_files()
    spectators, times = (20, 3) if quick else (SPECTATORS, TIMES)
    with crowd(folder, 2, 3) as them:
        store, now = them.world.store, datetime.now(UTC)
        begun = now - timedelta(hours=1, seconds=40 * times)  # a point of a time to come is not taken in
        _arrive(store, begun, range(0, 3600, EVERY), now)
        store.put(PrivacyZones(USER, (Zone(LAT, LON, 150.0, 0.2, 0.1),)))
        link = store.put(LiveLink(USER, mark_of(USER) + "bench", now, now + timedelta(days=1)))
        path = f"/api/shared-live-events/{link.id}"
        with served(them) as server, listening(server.port, HOST, [""] * spectators, path) as child:
            took = list[float]()
            for turn in range(times):
                time.sleep(PAUSE * (turn % 7 + 1))
                began = time.monotonic()
                # a hundred metres at once: with a zone, a piece is shown when it is whole
                _arrive(store, begun, range(3600 + turn * 40, 3640 + turn * 40, EVERY), datetime.now(UTC))
                took.append((max(told_at(child, turn + 2, (0, spectators))) - began) * 1000)
            rss = server.rss
    p95 = statistics.quantiles(took, n=20)[-1]
    return [
        Figure(PART, f"a point at all {spectators:,} who watch, p95", p95, "ms", LIMIT, min(took), times),
        Figure(PART, "median", statistics.median(took), "ms"),
        Figure(PART, "the slowest", max(took), "ms"),
        Figure(PART, "the server's memory then", rss, "MB"),
    ]


def _arrive(store: Store, begun: datetime, seconds: range, now: datetime) -> None:
    """Straight on to the north, 3 m/s."""
    points = [
        LivePoint(
            begun + timedelta(seconds=each), LAT + each * 3 / 111_195, LON, each * 3.0, float(each), None, 3.0, 150.0
        )
        for each in seconds
    ]
    arrived(store, USER, "livetrack", points, now, id="bench")
