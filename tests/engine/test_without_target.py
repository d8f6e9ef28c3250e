"""Without Strava: runs are kept here, music alone is complete, and what comes later is what was asked for."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import Backfill, User
from sync.engine.asks.backfill import backfill
from sync.engine.keeping import KEPT
from sync.engine.preview import preview
from sync.engine.routes import route_of
from sync.engine.soundtrack_views import lines
from sync.sim.athlete import run, triathlon
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE

NO_APPLICATION = {"STRAVA_CLIENT_ID": "", "STRAVA_CLIENT_SECRET": ""}


class HereWorld(MusicWorld):
    """Garmin is connected and Last.fm; Strava is not, and no application for it is set up."""

    def log_in(self) -> None:
        super().log_in()
        self.wired.keepers["strava"].forget(ME)
        self.connect("lastfm")

    def sent(self) -> int:
        """Calls of any kind to Strava."""
        return self.strava.count()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[HereWorld]:
    with HereWorld(tmp_path, **NO_APPLICATION) as world:
        yield world


def test_a_run_is_kept_with_file_route_and_soundtrack_and_nothing_is_sent(world: HereWorld) -> None:
    start = world.now - 2 * HOUR
    world.garmin.add(run(1, start, km=8))
    world.plays(start, HOUR, "lastfm")
    reports = world.ticks(3)
    row = world.row(1)
    assert (row.state, row.is_kept, row.due, row.route) == (State.DISCOVERED, True, None, "read")
    assert row.reason.startswith(KEPT)
    assert route_of(world.wired.app, row) is not None
    assert len(lines(world.wired.app, row)) >= 5
    assert world.sent() == 0
    assert not any(report.needs_person or report.failed for report in reports)
    assert all(report.did_its_work for report in reports)
    assert world.garmin.downloads[1] == 1, "kept is kept: it is not fetched again"


def test_it_is_told_rightly_everywhere(world: HereWorld) -> None:
    world.garmin.add(run(1, world.now - 2 * HOUR))
    seen = preview(world.wired.app, ME, world.now, {})
    assert seen.notes == ()
    planned = runtrack(world, "plan")
    assert "1 new on Garmin" in planned.out
    world.ticks(2)
    status = runtrack(world, "status")
    assert status.code == 0
    assert "Strava    not connected: nothing is sent, runs are kept here; `runtrack login strava` changes that" in (
        status.lines
    )
    assert "runs      1 kept here" in status.lines
    assert "limits" not in status.out
    why = runtrack(world, "why", "1").out
    assert (
        "next: nothing: it is kept here; once Strava is connected, `runtrack backfill --since 2026-03-14` sends" in why
    )
    doctor = runtrack(world, "doctor").out
    assert "Strava login" in doctor
    assert "needs you" not in "".join(line for line in doctor.splitlines() if line.startswith("Strava login"))


def test_a_tick_does_what_was_planned(world: HereWorld) -> None:
    """A run that was found and could not be fetched at once."""
    world.garmin.add(run(1, world.now - 2 * HOUR))
    world.garmin.inject("download", "500")
    world.ticks(1)
    world.clock.advance(600)
    seen = preview(world.wired.app, ME, world.now, {})
    assert [(task.subject, task.waits) for task in seen.of_rows] == [("1", "")]
    assert {(one.service, one.call): (one.least, one.most) for one in seen.calls}["garmin", "original"] == (0, 1)
    assert not any(one.service == "strava" for one in seen.calls)
    assert "fetch its file and keep it here" in runtrack(world, "why", "1").out
    world.ticks(1)
    assert world.row(1).is_kept


@pytest.mark.parametrize("keep_only", ["yes", "no"])
def test_a_person_decides_whatever_is_connected(tmp_path: Path, keep_only: str) -> None:
    with MusicWorld(tmp_path, RUNTRACK_KEEP_ONLY=keep_only) as world:
        world.garmin.add(run(1, world.now - HOUR))
        world.ticks(3)
        assert (world.row(1).is_kept, len(world.strava.posts)) == ((True, 0) if keep_only == "yes" else (False, 1))


def test_said_not_to_keep_only_a_person_without_the_target_is_asked_for_it(tmp_path: Path) -> None:
    with HereWorld(tmp_path, RUNTRACK_KEEP_ONLY="no", **NO_APPLICATION) as world:
        world.garmin.add(run(1, world.now - HOUR))
        assert world.tick().needs_person
        assert not world.row(1).is_kept


def connect_strava(world: HereWorld) -> None:
    world.restart(STRAVA_CLIENT_ID=world.strava.client_id, STRAVA_CLIENT_SECRET=world.strava.client_secret)
    world.log_in_strava()


def test_once_the_target_is_connected_new_runs_go_out_and_kept_ones_when_a_backfill_is_asked_for(
    world: HereWorld,
) -> None:
    world.garmin.add(run(1, world.now - 2 * DAY), run(2, world.now - 3 * HOUR))
    world.ticks(3)
    connect_strava(world)
    world.garmin.add(run(3, world.now - HOUR))
    world.ticks(6)
    assert len(world.strava.posts) == 1
    assert [world.row(number).is_kept for number in (1, 2, 3)] == [True, True, False]
    backfill(world.wired.app, ME, world.now - DAY, world.now)
    for _ in range(40):
        world.ticks(1)
        world.clock.advance(300)
    assert [world.row(number).is_kept for number in (1, 2, 3)] == [True, False, False]
    backfill(world.wired.app, ME, world.now - 10 * DAY, world.now)
    for _ in range(40):
        world.ticks(1)
        world.clock.advance(300)
    assert [world.row(number).state in (State.UPLOADED, State.ANNOTATED) for number in (1, 2, 3)] == [True] * 3
    assert len(world.strava.posts) == len(world.strava.alive()) == 3


def test_a_retry_sends_one_kept_run(world: HereWorld) -> None:
    world.garmin.add(run(1, world.now - 3 * HOUR), run(2, world.now - 30 * HOUR))
    world.ticks(3)
    connect_strava(world)
    assert runtrack(world, "retry", "1").code == 0
    world.ticks(5)
    assert [world.row(number).is_kept for number in (1, 2)] == [False, True]
    assert len(world.strava.posts) == 1


def test_older_runs_are_kept_by_a_backfill_and_it_comes_to_its_end(world: HereWorld) -> None:
    world.garmin.add(*(run(number, world.now - (20 + number) * DAY, km=2, every=30) for number in range(1, 31)))
    world.ticks(1)
    backfill(world.wired.app, ME, world.now - 100 * DAY, world.now)
    said = runtrack(world, "backfill").out
    world.ticks(6)
    job = world.store.load(Backfill, ME)
    assert job is not None
    assert (job.phase, job.found) == ("done", 30)
    assert all(row.is_kept for row in world.rows())
    assert max(world.garmin.downloads.values()) == 1
    assert world.sent() == 0
    assert "Strava" not in said
    assert "done, 30 looked at" in runtrack(world, "backfill").out


def test_each_wanted_leg_of_a_multisport_is_kept(world: HereWorld) -> None:
    world.restart(RUNTRACK_ACTIVITY_TYPES="all")
    world.garmin.add(triathlon(7, world.now - 5 * HOUR))
    world.ticks(4)
    kept = [row for row in world.rows() if row.is_kept]
    assert len(kept) >= 2
    assert {row.key.leg for row in kept} == set(range(len(kept)))
    assert all(row.route == "read" for row in kept)
    assert world.sent() == 0


def test_a_run_without_a_file_ends_as_ever(world: HereWorld) -> None:
    world.garmin.add(run(1, world.now - HOUR, manual=True))
    world.until_quiet()
    assert world.row(1).state is State.SKIPPED


def test_a_lost_ledger_is_filled_from_the_source_alone(world: HereWorld) -> None:
    world.garmin.add(run(1, world.now - 2 * DAY), run(2, world.now - 30 * DAY))
    user = User(ME, world.now - 60 * DAY, rebuild_from=world.now - 60 * DAY)
    world.store.put(user)
    world.ticks(5)
    known = world.store.load(User, ME)
    assert known is not None
    assert known.rebuild_from is None
    assert [world.row(number).is_kept for number in (1, 2)] == [True, True]


def test_music_alone_is_complete(tmp_path: Path) -> None:
    """Also where an application of the target is set up for somebody else."""
    with MusicWorld(tmp_path, login=False) as world:
        world.connect("lastfm")
        world.plays(world.now - HOUR, HOUR, "lastfm")
        report = world.tick()
        assert (report.needs_person, report.did_its_work) == (False, True)
        assert world.store.plays(ME, world.now - DAY, world.now)
        status = runtrack(world, "status")
        assert status.code == 0
        assert "Garmin    not connected: music alone is captured; `runtrack login garmin` brings runs" in status.lines
        assert "Strava    not connected: music alone is captured" in status.lines
        assert runtrack(world, "plan").out.startswith("The next tick would")
        assert world.garmin.count() + world.strava.count() == 0
        checked = [line.split() for line in runtrack(world, "doctor").lines]
        assert [line[2] for line in checked if line[:2] in (["Garmin", "login"], ["Strava", "login"])] == ["fine"] * 2


def test_who_connects_a_source_beside_the_music_is_asked_for_the_rest_again(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, login=False) as world:
        world.connect("lastfm")
        assert not world.tick().needs_person
        world.log_in()
        world.wired.keepers["strava"].forget(ME)
        assert world.tick().needs_person
        assert runtrack(world, "preferences", "keep_only=yes").code == 0
        world.clock.advance(MINUTE.total_seconds())
        assert not world.tick().needs_person


def test_what_is_under_way_waits_when_the_target_is_taken_away(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.garmin.add(run(1, world.now - HOUR))
        world.strava.inject("upload", "timeout after the effect")
        world.ticks(1)
        assert world.row(1).state is State.SUBMITTING
        world.wired.keepers["strava"].forget(ME)
        assert runtrack(world, "preferences", "keep_only=yes").code == 0
        world.clock.advance(timedelta(hours=1).total_seconds())
        assert not world.tick().needs_person
        assert "Strava is not connected" in runtrack(world, "why", "1").out
        assert runtrack(world, "preferences", "--reset", "keep_only").code == 0
        world.log_in_strava()
        world.ticks(3)
        assert world.row(1).state is State.UPLOADED
        assert len(world.strava.alive()) == 1
