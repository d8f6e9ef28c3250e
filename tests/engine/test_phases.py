"""The phases of one tick: a service that an earlier step has met trouble with is left alone by the later ones."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.notice import Notice
from sync.core.song_facts import Facts
from sync.core.user import User
from sync.engine.phases.plays import calls_for_runs, of_runs_due
from sync.engine.step_runner import StepRunner
from sync.sim.athlete import run
from sync.sim.http import Fault
from sync.wiring import ME
from tests.support.engine.backfills import ask, old_runs
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, World

RUN = 900000001
NO_TIME_TO_SEND = 8.0


def found(world: World, count: int = 3) -> list[int]:
    """Runs that are due to be sent: their tick had no time for it."""
    runs = [run(RUN + n, world.now - HOUR - n * HOUR, km=2, every=10) for n in range(count)]
    world.garmin.add(*runs)
    world.tick(time_left=lambda: NO_TIME_TO_SEND)
    assert {row.state for row in world.rows()} == {State.DISCOVERED}
    world.clock.advance(60)
    world.forget_calls()
    return [made.garmin_id for made in runs]


# -- a second look at what may be called, before each row -----------------------------------------------


LISTED, FETCHED = {"garmin list": 1, "strava list": 1}, {"garmin list": 1, "strava list": 1, "garmin download": 1}


@pytest.mark.parametrize(
    ("endpoint", "fault", "calls"),
    [
        ("garmin list", "429", {"garmin list": 1}),
        ("garmin download", "429", FETCHED),
        ("strava list", "429", LISTED),
        ("strava list", "403", LISTED),
        ("strava list", "502 HTML", LISTED),
        ("strava upload", "429", FETCHED | {"strava upload": 1}),
        ("strava upload", "403", FETCHED | {"strava upload": 1}),
    ],
)
def test_a_service_that_has_refused_is_not_called_again_by_the_rows_of_the_same_tick(
    tmp_path: Path, endpoint: str, fault: str, calls: dict[str, int]
) -> None:
    with World(tmp_path, seconds=10) as world:
        found(world)
        service, name = endpoint.split()
        (world.garmin if service == "garmin" else world.strava).inject(name, fault, times=9)
        world.tick()
        assert world.calls() == calls
        assert [(row.state, row.attempt) for row in world.rows()] == [(State.DISCOVERED, 0)] * 3


def test_a_refusal_of_a_new_run_leaves_a_backfills_runs_alone(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        old_runs(world, 3)
        ask(world)
        world.tick(time_left=lambda: NO_TIME_TO_SEND)
        world.clock.advance(60)
        world.garmin.add(run(RUN + 100, world.now - HOUR, km=2, every=10))
        world.forget_calls()
        world.strava.inject("upload", "429", times=9)
        world.tick()
        assert world.strava.counts() == {"list": 1, "upload": 1}
        assert world.garmin.count("download") == 1


def test_a_login_whose_look_has_failed_is_not_kept_alive_by_a_second_call(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.tick()
        world.clock.advance(25 * 3600)
        world.forget_calls()
        world.garmin.inject("refresh", "500", times=9)
        world.tick()
        assert world.calls() == {"garmin refresh": 1}


@pytest.mark.parametrize(
    "lasts", [DAY, 30 * DAY], ids=["a token that the look refreshes", "a token that is still good"]
)
def test_a_login_of_a_day_ago_is_refreshed_once_with_or_without_need(tmp_path: Path, lasts: timedelta) -> None:
    with World(tmp_path, seconds=10, login=False) as world:
        world.garmin.access_seconds = int(lasts.total_seconds())
        world.log_in()
        world.tick()
        for hours, refreshed in [(24, 0), (1, 1), (1, 1)]:
            world.clock.advance(hours * 3600)
            world.tick()
            assert world.garmin.count("refresh") == (refreshed if lasts > DAY else 1)


# -- the end of the tick ----------------------------------------------------------------------------------


def test_the_reminder_of_a_login_that_ends_is_of_this_runner_and_over_with_a_new_login(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.tick()
        assert open_notices(world) == {}
        ends = world.wired.app.services["spotify"].service.lifetime
        assert ends is not None
        assert ends.end(world.connection("spotify")) is not None
        world.clock.advance((ends.length - 30 * DAY + HOUR).total_seconds())
        world.log_in()
        world.tick()
        (notice,) = [one for problem, one in open_notices(world).items() if problem.startswith("expires")]
        assert (notice.user, notice.problem, notice.service) == (ME, "expires:spotify:30", "spotify")
        assert (notice.opened_at, notice.until) == (world.now, ends.end(world.connection("spotify")))
        world.connect("spotify")
        world.clock.advance(60)
        world.tick()
        assert [problem for problem in open_notices(world) if problem.startswith("expires")] == []


def test_a_since_date_that_was_said_is_remembered_until_it_is_taken_back(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.ticks(1)
        world.restart(RUNTRACK_SINCE="2026-01-01")
        world.ticks(1)
        asked = world.wired.app.since
        assert asked is not None
        assert user(world).since_said == asked
        assert "since" in open_notices(world)
        world.restart(RUNTRACK_SINCE="")
        world.ticks(1)
        assert user(world).since_said is None
        assert "since" not in open_notices(world)


def test_a_run_that_cannot_be_sent_is_told_of_by_its_name_its_start_and_its_reason(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        made = run(RUN, world.now - HOUR, km=2, every=60, original="truncated")
        world.garmin.add(made)
        world.until_quiet()
        row = world.row(RUN)
        assert row.state is State.FAILED
        told = open_notices(world)[f"failed:{row.key.short}"]
        assert (told.user, told.kind, told.run, told.run_start) == (ME, "run failed", row.key.short, made.start)
        assert (told.reason, row.reason in told.text) == (row.reason, True)
        world.garmin.add(replace(made, original="fit"))
        assert runtrack(world, "retry", str(RUN)).code == 0
        world.until_quiet()
        assert (world.row(RUN).state, open_notices(world)) == (State.UPLOADED, {})


# -- facts about songs ---------------------------------------------------------------------------------------


def test_songs_that_a_catalogue_refuses_are_not_asked_for_there_again_and_the_next_one_is_asked(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.catalogues.inject("features", Fault("400", status=400))
        heard = world.plays(world.now - HOUR, 8 * MINUTE)
        world.garmin.add(run(RUN, world.now - HOUR, elapsed=600, km=2.0))
        reports = [*world.ticks(4), *world.ticks(4, every=8 * MINUTE)]  # longer than the pause of a catalogue
        assert [report.bugs for report in reports] == [0] * 8
        assert world.catalogues.count("features") == 1
        assert world.catalogues.count("song") > 0
        known = [facts for one in heard if (facts := world.store.load(Facts, one.song.isrc)) is not None]
        assert known
        assert "reccobeats" not in {source for facts in known for source in facts.sources.values()}


def user(world: World) -> User:
    found = world.store.load(User, ME)
    assert found is not None
    return found


def open_notices(world: World) -> dict[str, Notice]:
    return {one.problem: one for one in world.store.all(Notice, ME) if one.closed_at is None}


# -- which runs a play source is asked about ------------------------------------------------------------


def test_a_play_source_is_asked_only_about_the_runs_that_it_may_not_have_told(tmp_path: Path) -> None:
    """Of the run that ended before its last poll it has told all, however many others are asked about in the tick."""
    with MusicWorld(tmp_path) as world:
        world.connect("lastfm")
        world.garmin.add(*(run(RUN + n, world.now - (2 - n) * HOUR, km=2, every=10) for n in (0, 1)))
        world.until_quiet()
        told, later = world.row(RUN), world.row(RUN + 1)
        link = world.connection("lastfm")
        world.store.put(replace(link, polled_at=told.start + HOUR / 2))
        situation = StepRunner(world.wired.app, ME, world.now, lambda: 50.0).situation
        tasks = of_runs_due(situation, [told, later])
        assert [(task.subject, task.runs) for task in tasks] == [("lastfm", (later,))]
        assert [(one.least, one.most) for one in calls_for_runs(situation, tasks)] == [(1, 1)]
