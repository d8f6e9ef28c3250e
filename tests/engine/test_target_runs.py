"""A runner without Garmin: new runs are found on Strava, twice an hour, and get their soundtrack."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.key import Key
from sync.engine.asks.disconnect import disconnect
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path, login=False) as made:
        made.log_in_strava()
        made.connect("spotify")
        yield made


def run_on_strava(world: MusicWorld, start: datetime, **how: object) -> int:
    """A run that reached Strava from some other watch, while songs were playing."""
    world.plays(start - 5 * MINUTE, 50 * MINUTE)
    return world.strava.add(start, 2400.0, 8000.0, external_id="watch-1.fit", **how)  # type: ignore[arg-type]  # whatever the test gives it


def listings(world: MusicWorld) -> int:
    return world.strava.counts().get("list", 0)


def test_a_new_run_on_strava_gets_its_soundtrack_without_garmin(world: MusicWorld) -> None:
    target_id = run_on_strava(world, world.now - HOUR)
    world.tick()
    world.clock.advance((3 * MINUTE).total_seconds())
    world.tick()
    row = world.store.activity(Key(ME, "strava", str(target_id)))
    assert row is not None
    assert (row.state, row.how, row.music.outcome) == (State.ANNOTATED, "found on Strava", "complete")
    shown = world.strava.find(target_id)
    assert shown.description is not None
    assert "1. " in shown.description
    assert shown.name.endswith("🎵")
    assert world.garmin.counts() == {}


def test_a_run_of_ours_that_is_still_processed_when_garmin_is_logged_out_is_no_new_one(tmp_path: Path) -> None:
    """Its text went out with it: a second row would write a second soundtrack."""
    with MusicWorld(tmp_path, strava={"processing_seconds": 2 * HOUR.total_seconds()}) as world:
        world.connect("spotify")
        made = run(1, world.now - HOUR, every=60)
        world.garmin.add(made)
        world.plays(made.start, made.end - made.start)
        world.ticks(2)
        assert world.row(1).state is State.SUBMITTED
        disconnect(world.wired.app, ME, "garmin", world.now, keep_plays=True)
        world.ticks(3 * 60)
        assert [row.key.source for row in world.rows()] == ["garmin"]
        shown = world.strava.find(world.row(1).target_id or 0)
        assert (shown.description or "").count("— Runtrack #") == 1


def test_strava_is_listed_once_in_half_an_hour(world: MusicWorld) -> None:
    world.ticks(61)
    assert listings(world) == 3


def test_a_listing_that_fails_is_not_repeated_each_minute(world: MusicWorld) -> None:
    world.strava.inject("list", "500", times=100)
    world.ticks(30)
    assert listings(world) == 1


def test_the_reserve_of_strava_s_reads_is_left_alone(world: MusicWorld) -> None:
    budget = world.store.load(Budget, "strava", world.wired.app.target_client) or Budget(
        "strava", world.wired.app.target_client
    )
    world.store.put(replace(budget, counted_at=world.now, reads=replace(budget.reads, day_used=800)))
    run_on_strava(world, world.now - HOUR)
    world.tick()
    assert listings(world) == 0


def test_what_is_no_run_is_skipped_with_the_reason(world: MusicWorld) -> None:
    ride = run_on_strava(world, world.now - HOUR, sport_type="Ride")
    by_hand = world.strava.add(world.now - 5 * HOUR, 2400.0, 8000.0)
    hidden = run_on_strava(world, world.now - 9 * HOUR, hidden_start=True)
    world.tick()
    reasons = {int(row.key.id): row.reason for row in world.store.activities(ME)}
    assert reasons == {
        ride: "cycling is not among the activity types (running)",
        by_hand: "typed in by hand on Strava, so there is no file",
        hidden: "its start is hidden on Strava, so nobody can tell which songs were playing",
    }


def test_runs_of_more_than_seven_days_ago_are_left_alone(world: MusicWorld) -> None:
    run_on_strava(world, world.now - 8 * DAY)
    world.tick()
    assert world.store.activities(ME) == []


def test_what_strava_told_is_forgotten_after_seven_days_and_read_again_on_request(world: MusicWorld) -> None:
    start = world.now - HOUR
    target_id = run_on_strava(world, start)
    world.tick()
    world.clock.advance((8 * DAY).total_seconds())
    world.tick()
    row = world.store.activity(Key(ME, "strava", str(target_id)))
    assert row is not None
    assert (row.start, row.elapsed, row.distance, row.offset) == (
        start.replace(hour=0, minute=0, second=0, microsecond=0),
        0.0,
        0.0,
        None,
    )
    assert "forgotten after 7 days" in runtrack(world, "soundtrack", str(target_id)).out
    world.strava.describe(target_id, "Mine alone.")
    world.store.save(replace(row, due=world.now, music=replace(row.music, asked=True, closed="")))
    world.tick()
    described = world.strava.find(target_id).description
    assert described is not None
    assert described.startswith("Mine alone.")
    assert "1. " in described
    again = world.store.activity(Key(ME, "strava", str(target_id)))
    assert again is not None
    assert again.forgotten
    assert again.elapsed == 0.0


def test_when_garmin_is_connected_later_its_row_leaves_the_soundtrack_to_the_first(world: MusicWorld) -> None:
    target_id = run_on_strava(world, world.now - HOUR)
    world.tick()
    world.clock.advance((3 * MINUTE).total_seconds())
    world.tick()
    before = world.strava.find(target_id).description
    world.garmin.add(run(1, world.strava.find(target_id).start, elapsed=2400.0))
    world.log_in()
    world.clock.advance(MINUTE.total_seconds())
    world.tick()
    world.clock.advance((3 * HOUR).total_seconds())
    world.tick()
    (row,) = [row for row in world.store.activities(ME) if row.key.source != "strava"]
    assert (row.target_id, row.how, row.due) == (target_id, "already there", None)
    assert row.music.closed == f"its soundtrack is kept as strava-{target_id}"
    assert world.strava.find(target_id).description == before
    assert len(world.strava.alive()) == 1


def test_without_any_music_service_garmin_is_still_asked_for(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, login=False) as world:
        world.log_in_strava()
        run_on_strava(world, world.now - HOUR)
        report = world.tick()
        assert report.needs_person
        assert listings(world) == 0


def test_status_and_doctor_ask_for_no_garmin_login(world: MusicWorld) -> None:
    world.tick()
    seen = runtrack(world, "status")
    assert seen.code == 0
    assert "Garmin    not connected: new runs are found on Strava" in seen.lines
    assert "not connected: new runs are found on Strava" in runtrack(world, "doctor").out


def test_a_run_of_strava_is_named_by_its_strava_id(world: MusicWorld) -> None:
    target_id = run_on_strava(world, world.now - HOUR)
    world.ticks(4)
    for name in (f"strava-{target_id}", str(target_id), f"https://www.strava.com/activities/{target_id}"):
        said = runtrack(world, "soundtrack", name)
        assert said.code == 0
        assert said.lines[0].startswith(f"strava-{target_id}  ")
        assert "found on Strava" in runtrack(world, "why", name).out


def test_such_a_runner_s_tick_did_its_work(world: MusicWorld) -> None:
    assert world.tick().did_its_work
    world.clock.advance(MINUTE.total_seconds())
    assert world.tick().did_its_work
