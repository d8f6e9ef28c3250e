"""The list of 10,000 runs in a SQLite file: a page, a search through all of it, and how large the file is."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.core.activity import Activity, Key, discovered
from sync.core.annotation import Annotation, MusicOutcome
from sync.core.run_list import EVERYTHING, Wanted
from sync.core.states import How
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME
from tests.bench.figures import Figure, of_several

PART = "lists"
RUNS, PAGE, TIMES = 10_000, 50, 50
PAGE_LIMIT, SEARCH_LIMIT, FILE_LIMIT = 5.0, 20.0, 30.0
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SEARCHES = {
    "a page of 50": EVERYTHING,
    "a search for one run": Wanted(text="run 17"),
    "a search for none": Wanted(outcomes=frozenset({MusicOutcome.GAVE_UP})),
}


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Pages are taken from the middle of the list."""
    runs = 500 if quick else RUNS
    path = folder / "runtrack.sqlite"
    store = SqliteStore(path, sleep=time.sleep)
    try:
        with store.at_once():
            store.add([run_number(number) for number in range(runs)])
        middle = store.page(ME, limit=runs // 2).next
        figures = []
        for name, wanted in SEARCHES.items():
            took = []
            for _ in range(TIMES):
                begun = time.process_time()
                store.page(ME, wanted, after=middle if wanted is EVERYTHING else None, limit=PAGE)
                took.append((time.process_time() - begun) * 1000)
            limit = PAGE_LIMIT if wanted is EVERYTHING else SEARCH_LIMIT
            figures.append(of_several(PART, name, took, "ms CPU", limit=limit, about=f"of {runs:,} runs"))
    finally:
        store.close()
    size = path.stat().st_size / 1e6
    return [*figures, Figure(PART, "the file", size, "MB", FILE_LIMIT, about=f"{runs:,} runs of 7 decisions each")]


def new_run(user: str, number: int, start: datetime) -> Activity:
    """As a source has just listed it."""
    return discovered(
        Key(user, "garmin", str(900_000_000 + number)),
        title=f"Run {number}",
        sport="running",
        start=start,
        offset=3600,
        elapsed=2720.0,
        distance=8000.0,
        now=start,
        due=start,
        why="new on Garmin",
    )


def run_number(number: int) -> Activity:
    start = NOON - timedelta(hours=number // 4)
    row = new_run(ME, number, start)
    row = row.submitting(start, "ab" * 32, timedelta(minutes=10), "Strava lacks it; sending it now", "fit")
    row = row.submitted(start, 77 + number, start).uploaded(start, number, How.UPLOADED, "Strava has processed it")
    for look in range(3):
        music = Annotation(
            outcome=MusicOutcome.COMPLETE, songs=look, ours=("a1b2c3d4e5f6a7b8",), standing="a1b2c3d4e5f6a7b8"
        )
        row = row.annotated(start, music, f"{look} songs found, 3 more may come late", None)
    return replace(row, route="read", route_due=None)
