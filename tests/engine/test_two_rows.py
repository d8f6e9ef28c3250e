"""Two rows, one activity on Strava: it is sent once, and one of them owns its text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.annotation import MusicOutcome
from sync.core.states import How
from sync.core.user import User
from sync.engine.tick import tick
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.backfills import ask, until_done
from tests.support.engine.two_watches import A, B, one_soundtrack, two_watches
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path) as made:
        made.connect("spotify")
        yield made


@pytest.mark.parametrize("ago", [HOUR, 60 * DAY], ids=["new runs", "of a backfill"])
def test_the_second_is_there_when_the_first_has_arrived_in_the_same_tick(tmp_path: Path, ago: timedelta) -> None:
    """This tick's listing is older than the first one's arrival: the second asks for a listing of its own."""
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False, "processing_seconds": 0.0}) as world:
        start = world.now - ago
        world.garmin.add(run(A, start, km=6.0, every=60), run(B, start + MINUTE / 3, km=6.0, every=60))
        if ago > DAY:
            ask(world)
        world.tick()
        (shown,) = world.strava.alive()
        assert [(world.row(one).how, world.row(one).target_id) for one in (A, B)] == [
            ("uploaded", shown.id),
            ("already there", shown.id),
        ]
        assert world.row(B).reason == "Strava has an activity with the same start and length"
        assert (len(world.strava.posts), world.strava.count("list")) == (1, 2)


@pytest.mark.parametrize(("ago", "lists"), [(HOUR, 1), (60 * DAY, 2)], ids=["new runs", "of a backfill"])
def test_the_second_is_sent_when_the_first_has_arrived_and_is_not_there_any_more(
    tmp_path: Path, ago: timedelta, lists: int
) -> None:
    """This tick's listing has shown that of a new run; the backfill's comparison was before, so it is looked again."""
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False, "processing_seconds": 0.0}) as world:
        start = world.now - ago
        for number, recording in enumerate((A, B)):
            world.forget_calls()
            world.garmin.add(run(recording, start + number * MINUTE / 3, km=6.0, every=60))
            if ago > DAY:
                ask(world, ago + (number + 1) * DAY)  # an earlier date: the list is read again
            world.tick()
            world.clock.advance(60)
            (shown,) = world.strava.alive()
            assert (world.row(recording).how, world.row(recording).target_id) == ("uploaded", shown.id)
            world.strava.delete(shown.id)
        assert world.strava.count("list") == lists


@pytest.mark.parametrize("checked", [True, False], ids=["Strava's check on", "Strava's check off"])
def test_two_recordings_in_one_tick_are_one_activity(tmp_path: Path, checked: bool) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": checked}) as world:
        world.ticks(1)
        two_watches(world)
        world.ticks(6)
        assert len(world.strava.alive()) == 1
        assert {world.row(one).target_id for one in (A, B)} == {world.strava.alive()[0].id}
        assert [world.row(one).how for one in (A, B)] == ["uploaded", "already there"]


def test_the_second_of_two_waits_while_strava_works_on_the_first(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False, "processing_seconds": 400.0}) as world:
        world.ticks(1)
        two_watches(world)
        world.ticks(3)
        assert world.row(B).reason == "the same workout is on its way as 900000001: that one is waited for"
        world.ticks(20)
        assert len(world.strava.posts) == 1
        assert world.row(B).how == "already there"


def test_the_second_is_sent_when_the_first_could_not_be(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False, "processing_seconds": 90.0}) as world:
        world.ticks(1)
        two_watches(world)
        world.ticks(1)
        first = world.row(A)
        assert first.state is State.SUBMITTED
        world.store.save(first.failed(world.now, "Strava could not use the file"))
        for upload in world.strava._uploads.values():
            upload.done, upload.error = True, "Time information is missing from file."
        world.ticks(6)
        assert world.row(B).how == "uploaded"


def test_two_of_a_backfill_that_were_both_found_absent_are_one_activity(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        start = world.now - 60 * DAY
        world.garmin.add(run(A, start, km=6.0, every=60), run(B, start + MINUTE / 3, km=6.0, every=60))
        ask(world)
        until_done(world)
        assert len(world.strava.alive()) == 1
        assert {world.row(one).target_id for one in (A, B)} == {world.strava.alive()[0].id}


def test_one_of_two_rows_owns_the_text_and_why_names_both(world: MusicWorld) -> None:
    two_watches(world)
    world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
    world.ticks(4)
    assert world.row(B).history[-1].state is State.UPLOADED  # left to the other at once, without a look of its own
    assert world.row(B).music.closed
    world.ticks(4)
    one_soundtrack(world)
    assert world.strava.alive()[0].description
    assert world.row(B).music.closed == "its soundtrack is kept as 900000001"
    assert world.row(B).due is None
    assert (
        "  the same activity: 900000001 (its soundtrack is kept as 900000001)" in runtrack(world, "why", str(B)).lines
    )
    assert "  the same activity: 900000002 (leaves the soundtrack to this one)" in runtrack(world, "why", str(A)).lines


def test_asking_for_the_other_row_by_name_writes_no_second_text(world: MusicWorld) -> None:
    two_watches(world)
    world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
    world.ticks(8)
    before = world.strava.alive()[0].description
    runtrack(world, "annotate", str(B))
    world.ticks(4)
    assert world.strava.alive()[0].description == before
    assert world.row(B).music.closed == "its soundtrack is kept as 900000001"


def test_a_person_may_take_the_text_over_by_having_the_owner_s_taken_out_first(world: MusicWorld) -> None:
    two_watches(world)
    world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
    world.ticks(8)
    runtrack(world, "annotate", str(A), "--remove")
    world.ticks(3)
    assert "Runtrack #" not in (world.strava.alive()[0].description or "")
    world.ticks(3, every=3 * HOUR)
    assert "Runtrack #" not in (world.strava.alive()[0].description or "")
    runtrack(world, "annotate", str(B))
    world.ticks(4)
    assert world.row(B).music.closed == ""
    assert (world.strava.alive()[0].description or "").count("Runtrack #") == 1


def test_two_workers_that_both_think_they_are_first_write_one_text(world: MusicWorld) -> None:
    """Both rows were saved as on Strava before either worker saw the other."""
    two_watches(world)
    world.ticks(8)  # without music yet
    for one in (A, B):
        row = world.row(one)
        world.store.save(
            replace(row, due=world.now, music=replace(row.music, closed="", outcome=MusicOutcome.NOT_LOOKED))
        )
    world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
    world.clock.advance(1800)
    world.ticks(5)
    one_soundtrack(world)
    assert "Runtrack #" in (world.strava.alive()[0].description or "")
    assert [world.row(one).music.closed for one in (A, B)] == ["", "its soundtrack is kept as 900000001"]


def test_a_text_of_the_other_row_that_stands_is_left_alone_after_a_rebuild(world: MusicWorld) -> None:
    two_watches(world)
    world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
    world.ticks(8)
    shown = world.strava.alive()[0]
    before = shown.description
    row_a, row_b = world.row(A), world.row(B)
    bare = row_a.music.__class__()
    world.store.save(replace(row_b, due=world.now, music=bare, history=row_b.history[:1]))
    world.store.save(replace(row_a, due=None, how=How.ALREADY_THERE, music=bare))
    world.clock.advance(60)
    world.ticks(3)
    assert world.strava.alive()[0].description == before
    assert world.row(B).music.closed.startswith("its soundtrack is kept as 900000001")


def test_a_row_that_is_sent_anew_on_its_own_gets_a_text_of_its_own(world: MusicWorld) -> None:
    two_watches(world)
    world.plays(world.now - HOUR - 5 * MINUTE, 50 * MINUTE)
    world.ticks(8)
    world.strava.delete(world.strava.alive()[0].id)
    for one in (A, B):
        row = world.row(one)
        world.store.save(row.deleted(world.now, "gone"))
    runtrack(world, "retry", "--force", str(B))
    world.ticks(8)
    (shown,) = world.strava.alive()
    assert (world.row(B).how, world.row(B).music.closed) == ("uploaded", "")
    assert (shown.description or "").count("Runtrack #") == 1


def test_after_a_rebuild_two_rows_of_one_activity_have_one_owner(world: MusicWorld) -> None:
    start = world.now - 2 * DAY
    world.garmin.add(run(A, start, km=6.0, every=60), run(B, start + MINUTE / 3, km=6.0, every=60))
    world.strava.add(start, 2040.0, 6000.0)
    world.store.put(User(ME, start - DAY, rebuild_from=start - DAY))
    tick(world.wired.app, ME, world.now, lambda: 50.0)
    closed = sorted(world.row(one).music.closed for one in (A, B))
    assert closed[0] == ""
    assert closed[1].startswith("its soundtrack is kept as 90000000")
