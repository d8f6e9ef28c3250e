"""A watch's account and a folder hold the same run: one activity on Strava, whichever comes first."""

from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from tests.support.entrypoints.commands import runtrack
from tests.support.folders import FolderWorld, a_run, fit_of, gpx_of
from tests.support.world import HOUR

UNCHECKED = {"duplicate_check": False}


@pytest.mark.parametrize("checked", [True, False], ids=["Strava's check on", "Strava's check off"])
@pytest.mark.parametrize("first", ["garmin", "folder", "the same tick"])
def test_a_run_that_both_hold_is_one_activity(tmp_path: Path, first: str, checked: bool) -> None:
    with FolderWorld(tmp_path, garmin=True, strava={"duplicate_check": checked}) as world:
        activity = a_run(world.now - HOUR)
        data = gpx_of(activity)
        if first == "garmin":
            world.garmin.add(activity)
            world.ticks(4)
        world.put("run.gpx", data)
        world.ticks(1)
        if first == "the same tick":
            world.garmin.add(activity)  # the file's second look is in the tick that finds this
        world.ticks(5)
        if first == "folder":
            world.garmin.add(activity)
            world.ticks(5)
        (shown,) = world.strava.alive()
        rows = (world.row(activity.garmin_id), world.of(data))
        assert [row.target_id for row in rows] == [shown.id, shown.id]
        assert sorted(row.how for row in rows) == ["already there", "uploaded"]
        assert len(world.strava.posts) == 1
        told = runtrack(world, "why", str(activity.garmin_id)).out
        assert f"the same activity: {rows[1].key.short}" in told


def test_garmin_that_needs_a_login_does_not_hold_up_the_folder(tmp_path: Path) -> None:
    with FolderWorld(tmp_path, garmin=True) as world:
        world.ticks(1)
        world.garmin.revoke_all()
        data = fit_of(a_run(world.now - HOUR))
        world.put("run.fit", data)
        reports = world.ticks(5)
        assert reports[-1].needs_person
        assert world.of(data).state is State.UPLOADED


def test_a_folder_that_is_away_does_not_hold_up_garmin(tmp_path: Path) -> None:
    with FolderWorld(tmp_path, garmin=True) as world:
        world.ticks(1)
        world.runs.rmdir()
        world.garmin.add(a_run(world.now - HOUR))
        world.ticks(4)
        assert world.row(900000001).state is State.UPLOADED
        assert "cannot be read" in runtrack(world, "status").out


def test_a_backfill_reads_both_and_sends_each_run_once(tmp_path: Path) -> None:
    with FolderWorld(tmp_path, garmin=True, strava=UNCHECKED) as world:
        start = world.now - timedelta(days=60)
        both, only = a_run(start, 1), a_run(start + 5 * HOUR, 2)
        world.garmin.add(both)
        world.put("both.gpx", gpx_of(both))
        world.put("only.fit", fit_of(only))
        world.ticks(3)
        assert world.rows() == []
        runtrack(world, "backfill", "--since", f"{start - 24 * HOUR:%Y-%m-%d}")
        world.until_quiet()
        assert (len(world.strava.alive()), world.strava.doubled()) == (2, [])
        assert len(world.strava.posts) == 2
