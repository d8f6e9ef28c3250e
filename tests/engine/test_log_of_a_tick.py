"""What a tick logs of a run: each move with the run's name, its state and why, and who else was at it."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.activity import State
from sync.sim.athlete import run
from sync.sim.garmin import SimGarmin
from tests.support.world import DAY, HOUR, World

RUN = 900000001


class SlowGarmin(SimGarmin):
    """`meanwhile`: what happens elsewhere while a file is fetched from it."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def on_download(self, request: Request, garmin_id: int) -> Response:
        self.meanwhile()
        return super().on_download(request, garmin_id)


def told(caplog: pytest.LogCaptureFixture, *fields: str) -> list[tuple[Any, ...]]:
    records = [record for record in caplog.records if record.name == "runtrack.tick"]
    return [(record.getMessage(), *(getattr(record, field, None) for field in fields)) for record in records]


def test_each_move_of_a_run_is_logged_with_its_name_its_state_and_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "runtrack.tick")
    with World(tmp_path) as world:
        world.tick()
        world.garmin.add(run(RUN, world.now - HOUR, km=2, every=60))
        world.ticks(2)
        row = world.row(RUN)
        found, *moves = ((one.state.value, one.why) for one in row.history)
        assert row.state is State.UPLOADED
        logged = told(caplog, "activity", "state", "why")
        assert logged[0] == ("found", row.key.short, *found)
        assert logged[1 : len(moves) + 1] == [("moved", row.key.short, *move) for move in moves]


def test_a_run_that_another_worker_has_moved_on_is_left_to_it_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "runtrack.tick")
    world = World(tmp_path)
    world.garmin = garmin = SlowGarmin(world.clock.now)
    with world:
        world.garmin.add(run(RUN, world.now - HOUR, km=2, every=60))

        def taken_over() -> None:
            world.store.save(replace(world.row(RUN), due=world.now + DAY))

        garmin.meanwhile = taken_over
        (report,) = world.ticks(1)
        row = world.row(RUN)
        assert (row.state, world.strava.posts, report.bugs, report.failed) == (State.DISCOVERED, [], 0, [])
        assert told(caplog, "activity")[-1] == ("another worker has this one", row.key.short)
