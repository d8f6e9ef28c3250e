"""Files put into a folder reach Strava as runs, once each."""

import gzip
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.folder import Fate
from sync.core.user import User
from sync.engine.people import people
from sync.sim.garmin_files import zip_of
from tests.support.entrypoints.commands import runtrack
from tests.support.folders import FolderWorld, a_run, fit_of, gpx_of, tcx_of
from tests.support.world import DAY, HOUR, World


@pytest.mark.parametrize("kind", ["fit", "gpx", "tcx"])
@pytest.mark.parametrize("packed", ["", ".gz", ".zip"])
def test_each_kind_goes_out_as_what_it_is_and_its_route_is_read(tmp_path: Path, kind: str, packed: str) -> None:
    with FolderWorld(tmp_path) as world:
        activity = a_run(world.now - HOUR)
        data = {"fit": fit_of, "gpx": gpx_of, "tcx": tcx_of}[kind](activity)
        name = f"run.{kind}"
        packing = {"": data, ".gz": gzip.compress(data), ".zip": zip_of((name, data))}
        world.put(name + packed, packing[packed])
        world.ticks(4)
        row = world.of(data)
        assert (row.state, row.original, row.route) == (State.UPLOADED, kind, "read"), row.reason
        (shown,) = world.strava.alive()
        assert shown.external_id == f"{row.key.external_id}.{kind}"
        assert row.history[0].why.startswith(f"new in the folder: {name}")
        assert (world.runs / (name + packed)).read_bytes() == packing[packed]
        assert row.sport == "running"
        assert abs((row.start - activity.start).total_seconds()) <= 1
        assert abs(row.elapsed - activity.elapsed) <= 30
        assert row.distance == pytest.approx(6000, rel=0.02)


def test_a_file_waits_until_two_looks_find_it_unchanged(tmp_path: Path) -> None:
    with FolderWorld(tmp_path) as world:
        data = fit_of(a_run(world.now - HOUR))
        for share in (0.2, 0.5, 0.9):
            world.put("run.fit", data[: int(len(data) * share)])
            world.ticks(1)
            assert world.fate("run.fit").fate is Fate.WAITS
        world.ticks(1)
        cut = world.fate("run.fit")
        assert cut.fate is Fate.UNREADABLE
        assert "it breaks off" in cut.why
        world.put("run.fit", data)
        world.ticks(4)
        assert world.of(data).state is State.UPLOADED
        assert len(world.strava.posts) == 1


def test_copies_moves_and_other_packings_of_a_run_are_that_run(tmp_path: Path) -> None:
    with FolderWorld(tmp_path) as world:
        data = fit_of(a_run(world.now - HOUR))
        world.put("a.fit", data)
        world.put("copies/b.fit.gz", gzip.compress(data))
        world.ticks(4)
        (world.runs / "a.fit").rename(world.runs / "moved.fit")
        world.ticks(4)
        assert (len(world.rows()), len(world.strava.posts)) == (1, 1)
        assert world.fate("copies/b.fit.gz").fate is Fate.RUN
        assert (world.fate("moved.fit").fate, world.fate("moved.fit").why) == (Fate.COPY, "copies/b.fit.gz")


def test_old_runs_beyond_the_since_date_are_left_until_a_backfill_asks_for_them(tmp_path: Path) -> None:
    with FolderWorld(tmp_path) as world:
        old = [fit_of(a_run(world.now - (30 + n) * DAY, n)) for n in range(1, 4)]
        for number, data in enumerate(old):
            world.put(f"{number}.fit", data)
        world.ticks(4)
        assert world.rows() == []
        runtrack(world, "backfill", "--since", f"{world.now - 60 * DAY:%Y-%m-%d}")
        world.until_quiet()
        assert sorted(row.state for row in map(world.of, old)) == [State.UPLOADED] * 3
        assert len(world.strava.alive()) == 3


def test_many_older_runs_within_the_since_date_go_out_as_a_backfill(tmp_path: Path) -> None:
    with FolderWorld(tmp_path, RUNTRACK_SINCE="2026-01-01") as world:
        old = [fit_of(a_run(world.now - (10 + n) * DAY, n, every=300)) for n in range(25)]
        for number, data in enumerate(old):
            world.put(f"{number}.fit", data)
        new = fit_of(a_run(world.now - HOUR, 99))
        world.put("new.fit", new)
        world.ticks(3)
        assert world.of(new).state is State.UPLOADED
        assert {world.of(data).backfill for data in old} == {True}
        world.until_quiet()
        assert (len(world.strava.alive()), world.strava.doubled()) == (26, [])


def test_a_folder_that_disappears_loses_nothing_and_is_said(tmp_path: Path) -> None:
    with FolderWorld(tmp_path) as world:
        first, second = (fit_of(a_run(world.now - n * HOUR, n)) for n in (2, 4))
        world.put("1.fit", first)
        world.ticks(4)
        world.put("2.fit", second)
        world.strava.inject("upload", "429", times=1)
        world.ticks(2)
        world.runs.rename(tmp_path / "elsewhere")
        world.runs.mkdir()  # what an unmounted disk leaves
        world.ticks(3)
        status = runtrack(world, "status")
        assert "is its disk mounted?" in status.out
        assert world.of(first).state is State.UPLOADED
        world.runs.rmdir()
        (tmp_path / "elsewhere").rename(world.runs)
        world.ticks(20)
        assert world.of(second).state is State.UPLOADED
        assert (len(world.strava.alive()), world.strava.doubled()) == (2, [])


def test_a_run_of_the_folder_is_named_by_its_fingerprint_and_one_without_a_sport_is_sent_by_a_retry(
    tmp_path: Path,
) -> None:
    with FolderWorld(tmp_path) as world:
        data = gpx_of(a_run(world.now - HOUR)).replace(b"<type>running</type>", b"")
        world.put("walk.gpx", data)
        world.ticks(3)
        row = world.of(data)
        assert (row.state, row.reason) == (State.SKIPPED, "other is not among the activity types (running)")
        assert "new in the folder: walk.gpx" in runtrack(world, "why", row.key.short).out
        assert runtrack(world, "retry", row.key.short).code == 0
        world.ticks(4)
        assert world.of(data).state is State.UPLOADED


@pytest.mark.parametrize(("place", "who"), [("runs", ["ann", "me"]), ("{user}", ["ann"])])
def test_a_folder_that_is_nobody_elses_makes_its_runner_one_of_several(
    tmp_path: Path, place: str, who: list[str]
) -> None:
    """Nobody logs in to a folder, so a person who was never named would have no turn once somebody else was."""
    with World(tmp_path, login=False, RUNTRACK_FOLDER=str(tmp_path / place)) as world:
        world.store.put(User("ann", world.now))
        assert people(world.wired.app) == who
