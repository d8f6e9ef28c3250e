"""A backfill that is called off while a tick works it: nothing of it stays behind."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.user import Backfill, BackfillPhase
from sync.engine.asks.backfill import NoneUnderWay, backfill, call_off
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import DAY, World

FIRST = 900000001


def test_what_has_not_been_sent_is_left_out_and_what_is_on_its_way_goes_on(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(*(run(FIRST + n, world.now - n * DAY - 20 * DAY, km=2.0, every=10) for n in range(30)))
        world.tick()
        backfill(world.wired.app, ME, world.now - 90 * DAY, world.now)
        world.tick()
        sent = len(world.rows(State.SUBMITTED))
        assert sent == 20
        assert call_off(world.wired.app, ME, world.now) == 10
        with pytest.raises(NoneUnderWay):
            call_off(world.wired.app, ME, world.now)
        world.until_quiet()
        assert len(world.rows(State.UPLOADED)) == len(world.strava.alive()) == sent
        assert {row.reason for row in world.rows(State.SKIPPED)} == {"its backfill was called off"}


class CalledOffMeanwhile:
    """A store in which somebody calls the backfill off as soon as its first runs are there."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def add(self, runs: Any) -> int:
        added = int(self._store.add(runs))
        job = self._store.load(Backfill, ME)
        if job is not None:
            self._store.put(replace(job, phase=BackfillPhase.DONE))
        return added


def test_of_a_list_that_is_being_read_meanwhile_nothing_stays_behind(tmp_path: Path) -> None:
    with World(tmp_path, wrap=CalledOffMeanwhile) as world:
        world.garmin.add(*(run(FIRST + n, world.now - n * DAY - 20 * DAY, original="404") for n in range(5)))
        world.tick()
        backfill(world.wired.app, ME, world.now - 90 * DAY, world.now)
        world.ticks(2)
        assert world.rows(State.DISCOVERED) == []
        assert len(world.rows(State.SKIPPED)) == 5
        with pytest.raises(NoneUnderWay):
            call_off(world.wired.app, ME, world.now)
