"""A thousand older runs onto an empty Strava, under the limits of a new application: how many calls that takes."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.user import Backfill
from sync.engine import backfill
from sync.engine.discover import user_of
from sync.engine.tick import tick
from sync.sim.athlete import SimActivity, run
from sync.wiring import ME
from tests.support.world import DAY, HOUR, START, World

RUNS = 1000
NEW = 990000001


def thousand_runs() -> list[SimActivity]:
    """About one a day for three years: two days in a row, then one off, at changing hours; each of its own length."""
    made = []
    for number in range(RUNS):
        days = 20 + number + number // 11  # every eleventh day is a day off
        start = START - timedelta(days=days, hours=number % 9, minutes=7 * number % 60)
        kilometres = 5 + number % 83 / 10
        place: dict[str, Any] = (
            {} if number % 10 == 0 else {"origin": None}
        )  # a path of GPS points is what takes long to write
        made.append(run(900000001 + RUNS - number, start, km=kilometres, every=900, title=f"Run {number}", **place))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: 5,000 commits that wait for a disk would be half of the time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as made:
        yield Path(made)


@pytest.mark.long
def test_a_backfill_of_a_thousand_runs_stays_within_the_limits_of_a_new_application(folder: Path) -> None:
    with World(folder, seconds=10.0) as world:
        runs = thousand_runs()
        world.garmin.add(*runs)
        world.tick()
        world.clock.advance(60)
        assert world.rows() == [], "older than the since-date: only a backfill may touch them"
        world.forget_calls()
        began = world.now
        backfill.ask(world.wired.app, user_of(world.wired.app, ME, world.now), START - 1200 * DAY, world.now)
        ticks, ticks_until_new = work_through(world)
        hours = (world.now - began) / HOUR
        others = world.strava.count() - world.strava.count("upload")
        print(
            f"{RUNS} runs in {ticks} ticks ({hours:.1f} h): {world.strava.count('upload')} POSTs, {others} other "
            f"Strava calls {dict(world.strava.counts())}, {world.garmin.count()} Garmin calls; "
            f"a new run meanwhile took {ticks_until_new} ticks"
        )
        names = sorted(activity.name for activity in world.strava.alive())
        assert names == sorted([made.title for made in runs] + ["In the middle"])
        assert world.strava.doubled() == []
        assert world.strava.count("upload") == RUNS + 1
        assert others <= 30, "the two of the new run among them"
        assert ticks_until_new <= 2
        assert world.strava.refused_429 == 0
        assert 429 not in {call.status for call in world.strava.calls}
        assert {row.state for row in world.rows()} == {State.UPLOADED}
        assert hours < 2.5, "160 uploads a quarter hour and 20 a minute leave no reason to take longer"


def work_through(world: World) -> tuple[int, int]:
    """Tick each minute until the backfill is done; a new run appears after 30 ticks. (Ticks, those the new run took)"""
    ticks_until_new = 0
    for number in range(1, 1440):
        if number == 30:
            world.garmin.add(run(NEW, world.now - HOUR, km=9.7, every=900, title="In the middle"))
        tick(world.wired.app, ME, world.now, lambda: 50.0)
        world.clock.advance(60)
        if number >= 30 and not ticks_until_new and "In the middle" in {a.name for a in world.strava.alive()}:
            ticks_until_new = number - 29
        job = world.store.load(Backfill, ME)
        assert job is not None
        if job.phase == "done":
            return number, ticks_until_new
    raise AssertionError("a day was not enough")
