"""A tick whose store refuses: wherever that happens, the next tick goes on, and the run is on Strava once."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.ports import StoreBroken
from sync.sim.athlete import run
from tests.support.engine.killed import points_of_a_full_run
from tests.support.engine.watched import Watch, WatchedWorld
from tests.support.world import HOUR, World

RUN = 900000001
ADVICE = "free some space; nothing was lost and the next tick goes on"
WRITES = ("store.add begins", "store.save begins", "store.put begins", "files.put begins")


def refuse(name: str) -> None:
    raise StoreBroken(f"the disk is full ({name})", ADVICE)


def world_with_a_run(folder: Path) -> WatchedWorld:
    world = WatchedWorld(folder, seconds=10.0, strava={"duplicate_check": False})
    world.__enter__()
    world.tick()
    world.garmin.add(run(RUN, world.now - HOUR, every=600))
    return world


def test_a_store_that_refuses_any_one_write_loses_and_doubles_nothing(tmp_path: Path) -> None:
    world = world_with_a_run(tmp_path / "dry")
    points = points_of_a_full_run(world)
    world.__exit__()
    writes = [number for number, name in enumerate(points, 1) if name in WRITES]
    assert len(writes) > 12
    bad = []
    for number in writes:
        world = world_with_a_run(tmp_path / str(number))
        world.watch = Watch(number, refuse)
        world.restart()
        refused = 0
        for _ in range(3):
            try:
                world.tick()
            except StoreBroken as error:
                assert error.advice == ADVICE  # noqa: PT017
                refused += 1
            world.clock.advance(60)
        world.until_quiet()
        world.ticks(1)
        row = world.row(RUN)
        if (world.strava.ever, row.state, row.route) != (1, State.UPLOADED, "read") or refused > 1:
            bad.append(f"{number} {points[number - 1]}: {world.strava.ever} on Strava, {row.state}, {refused} refused")
        world.__exit__()
    assert bad == []


def test_a_disk_that_is_full_for_an_hour_delays_the_run_by_that_hour(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.tick()
        database = world.sqlite._db
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages}")
        title = "Five titles that need pages of their own " * 400
        for number in range(5):
            world.garmin.add(run(RUN + number, world.now - (number + 1) * 2 * HOUR, every=600, title=title))
        for _ in range(60):
            with pytest.raises(StoreBroken) as caught:
                world.tick()
            world.clock.advance(60)
        assert caught.value.reason == f"the disk that holds {world.wired.settings.database} is full"
        assert world.strava.posts == []
        database.execute("PRAGMA max_page_count = 100000")
        world.until_quiet()
        names = [sent.name.removesuffix("…") for sent in world.strava.alive()]
        assert [title.startswith(name) for name in names] == [True] * 5  # cut where it came in


def test_a_database_that_another_program_locks_is_said_and_the_next_tick_goes_on(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with World(tmp_path) as world:
        world.tick()
        world.garmin.add(run(RUN, world.now - HOUR, every=600))
        world.sqlite._db.execute("PRAGMA busy_timeout = 10")
        with closing(sqlite3.connect(world.wired.settings.database, autocommit=True)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreBroken, match="is locked by another program"):
                world.tick()
            assert world.strava.posts == []
        world.until_quiet()
        assert world.row(RUN).state is State.UPLOADED
        assert world.strava.ever == 1
