"""A tick of one person among 10, and among 10,000 in the same SQLite file: it must take as long."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from sync.adapters.garmin import bundle_of
from sync.core.activity import Activity
from sync.core.notice import Notice
from sync.core.states import How
from sync.core.user import Connection, User
from sync.engine.people import people
from sync.engine.tick import tick
from tests.bench.figures import Figure, of_several
from tests.bench.lists import new_run
from tests.support.world import World

PART = "people"
FEW, MANY, TIMES = 10, 10_000, 40
RATIO_LIMIT = 1.3
LIST_LIMIT = 50.0


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Each of them has logins, a notice, runs of before and a run that is due; the ticks are of those in the middle."""
    few, many = (_ticks(folder / str(count), count, quick=quick) for count in (FEW, 100 if quick else MANY))
    (_, _, listed), (name, took, listed_many) = few, many
    ratio = min(took) / min(few[1])
    return [
        of_several(PART, few[0], few[1], "ms CPU", about="idle, its run is due and waits for a service"),
        of_several(PART, name, took, "ms CPU"),
        Figure(PART, "the one among many against the one among few", ratio, "times", RATIO_LIMIT),
        Figure(PART, "the list of who there is", listed_many, "ms CPU", LIST_LIMIT, about=f"of few: {listed:.2f} ms"),
    ]


def _ticks(folder: Path, count: int, *, quick: bool) -> tuple[str, list[float], float]:
    with World(folder, seconds=20.0) as world:
        _fill(world, count)
        chosen = [f"user{number:05}" for number in range(count // 2, count // 2 + 5)]
        for name in chosen:
            _log_in(world, name)
        took = []
        for turn in range(3 if quick else TIMES // len(chosen)):
            for name in chosen:
                begun = time.process_time()
                report = tick(world.wired.app, name, world.now, lambda: 50.0)
                took.append((time.process_time() - begun) * 1000)
                assert not report.failed, report.failed
            world.clock.advance(60)
            if turn == 0:
                took.clear()  # the first look reads more
        begun = time.process_time()
        assert len(people(world.wired.app)) >= count
        return f"an idle tick of one of {count:,}", took, (time.process_time() - begun) * 1000


def _fill(world: World, count: int) -> None:
    store, now = world.sqlite, world.now
    with store.at_once():
        for number in range(count):
            name = f"user{number:05}"
            store.put(User(name, now - timedelta(days=30)))
            for service in ("garmin", "strava"):
                store.put(Connection(name, service, "sealed", login_needed="revoked"))
            store.put(Notice(name, "login:garmin", "", now, closed_at=now))
            store.add([_run(name, place, now) for place in range(4)])


def _run(name: str, place: int, now: datetime) -> Activity:
    start = now - timedelta(days=1 + place)
    row = new_run(name, place, start)
    return row if place == 0 else row.uploaded(start, 77 + place, How.UPLOADED, "Strava has processed it")


def _log_in(world: World, name: str) -> None:
    keepers = world.wired.keepers
    keepers["garmin"].save_login(name, bundle_of(world.garmin.tokens()), world.now, scopes=(), account="")
