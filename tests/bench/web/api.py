"""The API under load: 500 requests a second by 1,000 signed-in people, each with a connection that stays open."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.children import environ
from tests.bench.figures import Figure
from tests.bench.web import ticks
from tests.bench.web.crowd import PAGE, crowd, served
from tests.bench.web.load import Job
from tests.bench.web.loading import at, p95, under_load
from tests.bench.web.server import raise_files, serving
from tests.support.world import closed_port

PART = "API under load"
PEOPLE, RUNS, RATE, SECONDS = 1000, PAGE, 500.0, 60.0
P95_LIMIT = 10.0
BARE = 20_000
"""Bytes of an answer of the server that only answers: about as many as ours have on average."""
WINDOW = 5.0
"""Seconds; the limit is held against the quietest such piece of the time, as a busy machine only makes it longer."""
MIX = {
    "the list": (4, f"/api/activities?limit={PAGE}"),
    "a run": (5, "/api/activities/{run}"),
    "its songs": (3, "/api/activities/{run}/music"),
    "its route": (3, "/api/activities/{run}/route"),
    "the state": (3, "/api/status"),
    "a year": (1, "/api/calendar"),
    "plays": (1, "/api/plays"),
}
"""What the pages ask for while they are looked at: how often among twenty, and where."""


def measure(folder: Path, *, quick: bool, seconds: float, rate: float = RATE) -> list[Figure]:
    """All figures of this part; in a quick run there are few people."""
    raise_files()
    people, rate = (40, min(40.0, rate)) if quick else (PEOPLE, rate)
    with crowd(folder, people, RUNS) as them:
        names = [name for name, (times, _) in MIX.items() for _ in range(times)]
        paths = [path.format(run=them.newest) for times, path in MIX.values() for _ in range(times)]
        with served(them) as server:
            under_load(Job(server.port, list(them.cookies), paths, rate, min(5.0, seconds)))  # what is loaded once
            before = server.cpu
            seen = under_load(Job(server.port, list(them.cookies), paths, rate, seconds))
            used, rss = server.cpu - before, server.rss
            beside = ticks.measure(them, server, Job(server.port, list(them.cookies), paths, rate, 300.0), quick=quick)
        bare = _bare(Job(0, list(them.cookies), ["/"], rate, min(15.0, seconds)), folder)
    took, bare_took = [answer[2] for answer in seen["answers"]], [answer[2] for answer in bare["answers"]]
    refused = sum(count for status, count in seen["statuses"].items() if int(status) >= 400) + seen["unanswered"]
    about = f"{rate:g} requests/s over {people:,} connections, {seconds:g} s, open loop, limiter on"
    windows = _windows(seen["answers"])
    figures = [
        Figure(PART, "p95", p95(took), "ms", P95_LIMIT, min(windows), len(windows), about),
        Figure(PART, "p50", statistics.median(took), "ms"),
        Figure(PART, "p99", at(took, 0.99), "ms"),
        Figure(PART, "for comparison: p95 of a server that only answers", p95(bare_took), "ms"),
        Figure(PART, "p95 against that", p95(took) / p95(bare_took), "times"),
        Figure(PART, "p95 by which the load itself was late", p95([answer[3] for answer in seen["answers"]]), "ms"),
        Figure(PART, "the server's processor time of a request", used * 1000 / len(took), "ms CPU"),
        Figure(PART, "of a core", used / seconds, "cores"),
        Figure(PART, "mean answer", seen["bytes"] / len(took) / 1000, "kB"),
        Figure(PART, "refused, failed or not answered", refused, "requests", 0),
        Figure(PART, "the server's memory then", rss, "MB"),
    ]
    for name in MIX:
        mine = [answer[2] for answer in seen["answers"] if names[answer[1]] == name]
        figures.append(Figure(PART, f"p95 of {name}", p95(mine), "ms"))
    return [*figures, *beside]


def _windows(answers: Sequence[tuple[float, int, float, float]]) -> list[float]:
    """The p95 of each piece of the time."""
    pieces: dict[int, list[float]] = {}
    for due, _, took, _ in answers:
        pieces.setdefault(int(due / WINDOW), []).append(took)
    return [p95(piece) for piece in pieces.values()]


def _bare(job: Job, folder: Path) -> Any:
    port = closed_port()
    arguments = ("-m", "tests.bench.web.bare", str(port), str(BARE))
    with serving(arguments, port, folder, environ()):
        return under_load(Job(port, job.cookies, job.paths, job.rate, job.seconds))
