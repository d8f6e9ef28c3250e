"""The times of the protocol of sending, to the minute: when an upload counts as unclear, and when its music is due."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.annotation import AFTER_UPLOAD, STARTS_WITHIN
from sync.core.backoff import PROCESSING_LIMIT, PROCESSING_LOOKS
from sync.sim.athlete import run
from sync.sim.http import Fault
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, World

RUN = 900000001


@pytest.mark.parametrize(
    ("every", "after"),
    [(HOUR, PROCESSING_LIMIT), (3 * HOUR, PROCESSING_LOOKS * 3 * HOUR)],
    ids=["a day", "twelve looks"],
)
def test_an_upload_counts_as_unclear_after_a_day_of_processing_and_twelve_looks(
    tmp_path: Path, every: timedelta, after: timedelta
) -> None:
    with World(tmp_path, seconds=10, strava={"processing_seconds": 9e9}) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=60))
        begun = world.now
        world.tick()
        while world.row(RUN).state is State.SUBMITTED and world.now < begun + 4 * DAY:
            world.clock.advance(every.total_seconds())
            world.tick()
        row = world.row(RUN)
        assert (row.state, world.now - begun) == (State.SUBMITTING, after)
        assert (row.due, len(world.strava.posts)) == (world.now + 10 * MINUTE, 1)


def test_what_strava_knows_no_more_is_remembered_from_its_first_miss_on(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=60))
        world.tick()
        world.clock.advance(10)
        (made,) = world.strava.alive()
        world.strava.delete(made.id)
        world.strava.inject("result", Fault("404", status=404), times=100)
        misses = list[tuple[datetime, int, datetime | None]]()
        for _ in range(40):
            world.tick()
            row = world.row(RUN)
            if row.absences > len(misses):
                misses.append((world.now, row.tries, row.failing_since))
            world.clock.advance(60)
        assert [(tries, since) for _, tries, since in misses] == [(n, misses[0][0]) for n in range(1, len(misses) + 1)]
        assert len(misses) > 1


@pytest.mark.parametrize(
    ("connected", "age", "due"),
    [
        (True, HOUR, AFTER_UPLOAD),
        (True, STARTS_WITHIN, AFTER_UPLOAD),
        (True, STARTS_WITHIN + MINUTE, None),
        (False, HOUR, None),
    ],
)
def test_the_music_of_a_run_that_was_there_is_due_two_minutes_later_where_it_is_recent_and_somebody_listens(
    tmp_path: Path, connected: bool, age: timedelta, due: timedelta | None
) -> None:
    with MusicWorld(tmp_path, RUNTRACK_SINCE="2026-02-01") as world:
        if connected:
            world.connect("spotify")
        world.tick()
        made = run(RUN, world.now - age, km=2, every=60)
        world.garmin.add(made)
        world.strava.add(made.start, made.elapsed, made.distance)
        world.tick()
        row = world.row(RUN)
        assert (row.state, row.how) == (State.UPLOADED, "already there")
        assert row.due == (None if due is None else world.now + due)
