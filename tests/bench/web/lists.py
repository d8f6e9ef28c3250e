"""The list of 10,000 runs over the API against that of 100: a page at its beginning, one in its middle."""

from pathlib import Path
from typing import Any

import requests

from tests.bench.figures import Figure
from tests.bench.web.crowd import PAGE, crowd, served
from tests.bench.web.server import HOST, Server

PART = "the list over the API"
FEW, MANY, TIMES = 100, 10_000, 150
RATIO_LIMIT = 1.3
WHERE = ("the first page", "a page from the middle")


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """The server's processor time for each."""
    many, times = (300, 20) if quick else (MANY, TIMES)
    few, all_ = _pages(folder / "few", FEW, times), _pages(folder / "many", many, times)
    figures = []
    for name, before, after in zip(WHERE, few, all_, strict=True):
        figures.append(Figure(PART, f"{name} of {FEW}", before, "ms CPU", samples=times))
        figures.append(Figure(PART, f"{name} of {many:,}", after, "ms CPU", samples=times))
        figures.append(Figure(PART, f"{name}: many against few", after / before, "times", RATIO_LIMIT))
    return figures


def _pages(folder: Path, runs: int, times: int) -> list[float]:
    with crowd(folder, 1, runs) as them, served(them) as server, requests.Session() as browser:
        browser.headers.update({"Host": HOST, "Cookie": them.cookies[0]})
        first = _page(browser, server, "")
        cursor = first["next"]
        for _ in range(runs // PAGE // 2 - 1):
            cursor = _page(browser, server, cursor)["next"] or cursor
        return [_cost(browser, server, each, times) for each in ("", cursor)]


def _page(browser: requests.Session, server: Server, cursor: str) -> Any:
    asked = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
    answer = browser.get(f"http://127.0.0.1:{server.port}/api/activities", params=asked, timeout=30)
    answer.raise_for_status()
    return answer.json()


def _cost(browser: requests.Session, server: Server, cursor: str, times: int) -> float:
    """The least of three, in milliseconds."""
    costs = []
    for _ in range(3):
        before = server.cpu
        for _ in range(times):
            _page(browser, server, cursor)
        costs.append((server.cpu - before) * 1000 / times)
    return min(costs)
