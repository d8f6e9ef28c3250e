"""The bench of the pages: each part reports its figures, and the load is an open loop."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bench.web import api, lists
from tests.bench.web.__main__ import PARTS, main
from tests.bench.web.load import Connection, Seen
from tests.bench.web.loading import p95

ZERO = {"refused, failed or not answered"}
"""What may be none of it."""
EACH = [pytest.param(part, marks=pytest.mark.browser if part == "pages" else pytest.mark.long) for part in PARTS]


@pytest.mark.parametrize("part", EACH)
def test_a_part_reports_its_figures(part: str, tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    assert main(["--quick", "--seconds", "3", "--only", part, "--json", str(file)]) in (0, 1)
    seen: dict[str, Any] = json.loads(file.read_text())
    assert seen["figures"]
    for figure in seen["figures"]:
        assert figure["value"] > 0 or figure["name"] in ZERO, figure
    if part == "api":
        assert [figure["value"] for figure in seen["figures"] if figure["name"] in ZERO] == [0]


class Wire(asyncio.Transport):
    """Notes what was asked."""

    def __init__(self) -> None:
        self.asked = list[bytes]()

    def write(self, data: Any) -> None:
        self.asked.append(bytes(data).partition(b"\r\n")[0])


def test_who_waits_behind_a_slow_answer_is_counted_from_when_they_would_have_asked() -> None:
    seen, wire = Seen(), Wire()
    browser = Connection("runtrack=me", seen)
    browser.connection_made(wire)
    now = time.perf_counter()
    browser.ask(now - 9.0, 1.0, 0, b"GET /slow HTTP/1.1\r\n\r\n")
    browser.ask(now - 5.0, 5.0, 1, b"GET /next HTTP/1.1\r\n\r\n")
    assert wire.asked == [b"GET /slow HTTP/1.1"]
    browser.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
    assert seen.answers == []
    browser.data_received(b"cd")
    assert wire.asked == [b"GET /slow HTTP/1.1", b"GET /next HTTP/1.1"]
    browser.data_received(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n")
    assert [(at, number, took // 1000) for at, number, took, _ in seen.answers] == [(1.0, 0, 9), (5.0, 1, 5)]
    assert [late // 1000 for *_, late in seen.answers] == [9, 5]
    assert seen.statuses == {200: 1, 304: 1}


def test_the_limits_are_those_that_were_promised() -> None:
    assert (api.PEOPLE, api.RATE, api.SECONDS, api.P95_LIMIT) == (1000, 500.0, 60.0, 10.0)
    assert (lists.MANY, lists.FEW) == (10_000, 100)


def test_the_p95_is_the_value_below_which_95_of_100_lie() -> None:
    assert p95([*range(100)]) == 95
    assert p95([3.0]) == 3.0
