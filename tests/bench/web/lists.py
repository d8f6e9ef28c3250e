"""The list of 10,000 runs over the API against that of 100: a page at its beginning, one in its middle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.bench.figures import Figure
from tests.bench.web.crowd import PAGE, crowd, served
from tests.bench.web.server import HOST, Server

PART = "the list over the API"
FEW, MANY, TIMES, TURNS = 100, 10_000, 45, 9
"""Pages in a turn, so that they are fewer than the requests of an hour."""
RATIO_LIMIT = 1.3
WHERE = ("the first page", "a page from the middle")


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """The server's processor time for each, in turns: what else the machine does is then in both."""
    many, times = (300, 20) if quick else (MANY, TIMES)
    with _reader(folder / "few", FEW) as few, _reader(folder / "many", many) as all_:
        costs = [[reader.cost(place, times) for place in (0, 1) for reader in (few, all_)] for _ in range(TURNS)]
    of_few, of_many, middle_of_few, middle_of_many = (min(each) for each in zip(*costs, strict=True))
    figures = []
    for name, before, after in zip(WHERE, (of_few, middle_of_few), (of_many, middle_of_many), strict=True):
        figures.append(Figure(PART, f"{name} of {FEW}", before, "ms CPU", samples=TURNS))
        figures.append(Figure(PART, f"{name} of {many:,}", after, "ms CPU", samples=TURNS))
        figures.append(Figure(PART, f"{name}: many against few", after / before, "times", RATIO_LIMIT))
    return figures


@dataclass(frozen=True)
class Reader:
    """Someone who looks at their list. `cursors`: of the first page, and of one from the middle."""

    server: Server
    browser: requests.Session
    cursors: tuple[str, str]

    def cost(self, place: int, times: int) -> float:
        """Milliseconds of the server's processor time for a page."""
        before = self.server.cpu
        for _ in range(times):
            _page(self.browser, self.server, self.cursors[place])
        return (self.server.cpu - before) * 1000 / times


@contextmanager
def _reader(folder: Path, runs: int) -> Iterator[Reader]:
    with crowd(folder, 1, runs) as them, served(them) as server, requests.Session() as browser:
        browser.headers.update({"Host": HOST, "Cookie": them.cookies[0]})
        cursor = _page(browser, server, "", min(PAGE, runs // 5))["next"]  # a whole page is behind it, in both
        for _ in range(runs // PAGE // 2 - 1):
            cursor = _page(browser, server, cursor)["next"] or cursor
        yield Reader(server, browser, ("", cursor))


def _page(browser: requests.Session, server: Server, cursor: str, limit: int = PAGE) -> Any:
    asked = {"limit": limit} | ({"cursor": cursor} if cursor else {})
    answer = browser.get(f"http://127.0.0.1:{server.port}/api/activities", params=asked, timeout=30)
    answer.raise_for_status()
    return answer.json()
