"""A thousand open event streams: how soon an event is at all of them, of one person and of a thousand people."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sync.core.user import User
from sync.ports import Store
from tests.bench.children import ROOT, environ
from tests.bench.figures import Figure
from tests.bench.web.crowd import crowd, served
from tests.bench.web.server import HOST, raise_files

PART = "event streams"
STREAMS, TIMES, LIMIT = 1000, 9, 250.0
PAUSE = 0.07
"""Seconds by which the events are apart from the server's own rhythm."""


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """A tick's end, from before it is saved to the last browser that was told: the server's rhythm is in it."""
    raise_files()
    streams, times = (20, 2) if quick else (STREAMS, TIMES)
    with crowd(folder, streams, 3) as them:
        store, middle = them.world.store, streams // 2
        with served(them) as server, listening(server.port, HOST, [them.cookies[0]] * streams) as child:
            took = [_told(child, store, 0, turn + 1, (0, streams)) for turn in range(times)]
            rss = server.rss
        with served(them) as server, listening(server.port, HOST, them.cookies) as child:
            one = [_told(child, store, middle, turn + 1, (middle, middle + 1)) for turn in range(times)]
    all_of_one, among = f"an event at all {streams:,} of a person's", f"one person's, beside {streams - 1:,} others'"
    return [
        Figure(PART, all_of_one, statistics.median(took), "ms", LIMIT, min(took), times),
        Figure(PART, "the slowest of these", max(took), "ms"),
        Figure(PART, among, statistics.median(one), "ms", LIMIT, min(one), times),
        Figure(PART, "the server's memory then", rss, "MB"),
    ]


@contextmanager
def listening(
    port: int, host: str, cookies: Sequence[str], path: str = "/api/events"
) -> "Iterator[subprocess.Popen[str]]":
    """The process that has the streams open, one for each cookie."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.web.listeners"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environ(),
    )
    try:
        asked = {"port": port, "host": host, "cookies": list(cookies), "path": path}
        opened = int(_said(child, json.dumps(asked)))
        if opened != len(cookies):
            raise RuntimeError(f"{opened} of {len(cookies)} streams were opened")
        time.sleep(1.0)  # what is there already is looked at, and told to nobody
        yield child
    finally:
        child.kill()
        child.communicate()


def _told(child: "subprocess.Popen[str]", store: Store, person: int, events: int, which: tuple[int, int]) -> float:
    """Milliseconds from a tick of this person to the last of these streams."""
    time.sleep(PAUSE * events)
    known = store.load(User, f"user{person:05}")
    assert known is not None
    began = time.monotonic()
    store.put(replace(known, ticked_at=datetime.now(UTC)))
    return (max(told_at(child, events, which)) - began) * 1000


def told_at(child: "subprocess.Popen[str]", events: int, which: tuple[int, int]) -> list[float]:
    """When each of these streams had so many events. Raises RuntimeError where one has not, after a while."""
    at: list[float] = json.loads(_said(child, json.dumps([events, *which])))
    if len(at) != which[1] - which[0]:
        raise RuntimeError(f"{len(at)} streams were told, of those from {which[0]} to {which[1]}")
    return at


def _said(child: "subprocess.Popen[str]", line: str) -> str:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(line + "\n")
    child.stdin.flush()
    return child.stdout.readline()
