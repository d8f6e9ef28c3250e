"""Lists that are longer than a page, and change while they are read: nothing on them is missed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.activity import State
from sync.core.key import Key
from sync.engine.legs import original_name
from sync.sim.athlete import run, triathlon
from sync.wiring import ME
from tests.support.engine.backfills import FIRST, ask, job, old_runs, until_done
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, World

RUN = 990000001
FULL = 200
"""What Strava's page holds, and ours of Garmin's last 30 days."""


def test_an_activity_deleted_between_two_pages_of_a_backfill_hides_no_other(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ANNOTATE_ONLY="yes") as world:
        ids = old_runs(world, 130, apart=HOUR)
        world.tick()
        honest = world.garmin.on_list

        def deleting(request: Request) -> Response:
            shown = honest(request)
            if request.args["limit"] == "100" and ids[-1] in {one.garmin_id for one in world.garmin.activities}:
                world.garmin.remove(ids[-1])
            return shown

        world.garmin.on_list = deleting  # type: ignore[method-assign]  # a stand-in on this one object
        ask(world)
        until_done(world)
        assert {int(row.key.id) for row in world.rows()} == set(ids)


def test_a_backfill_confirms_an_upload_by_its_own_ids_and_by_no_likeness(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False, "processing_seconds": 4000.0}) as world:
        ids = old_runs(world, 2)
        ask(world)
        world.ticks(2)
        assert len(world.strava.posts) == 2
        for made in world.garmin.activities:  # the same runs arrive from a second watch meanwhile
            world.strava.add(made.start + MINUTE, made.elapsed, made.distance, external_id="watch-2.fit")
        until_done(world, ticks=120)
        for one in ids:
            row = world.row(one)
            assert (row.state, row.how) == (State.UPLOADED, "uploaded")
            assert world.strava.find(row.target_id or 0).external_id == f"garmin-{one}.fit"
        assert job(world).phase == "done"


def test_a_full_page_of_strava_s_list_is_not_taken_for_the_last(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        world.tick()
        made = run(RUN, world.now - 30 * HOUR, km=2.0, every=60)
        there = world.strava.add(made.start, made.elapsed, made.distance)
        for n in range(FULL):
            world.strava.add(made.start + (n + 10) * MINUTE / 2, 20.0, 50.0)
        world.garmin.add(made)
        world.ticks(2)
        assert (world.row(RUN).target_id, world.row(RUN).how) == (there, "already there")
        assert world.strava.counts() == {"list": 2}


def test_a_full_page_of_garmin_s_last_days_is_not_taken_for_the_last(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_SINCE="2026-02-20") as world:
        world.garmin.add(*(run(FIRST + n, world.now - (n + 1) * HOUR / 2, type_key="cycling") for n in range(FULL)))
        world.tick()
        assert len(world.rows()) == FULL
        world.garmin.add(run(RUN, world.now - 20 * DAY, km=2.0, every=60))
        world.ticks(3, every=40 * MINUTE)
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [RUN])


@pytest.fixture
def without_garmin(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path, login=False) as made:
        made.log_in_strava()
        made.connect("spotify")
        yield made


def test_a_full_page_of_strava_s_week_is_not_taken_for_the_last(without_garmin: MusicWorld) -> None:
    world = without_garmin
    first = world.strava.add(world.now - 6 * DAY, 2400.0, 8000.0, external_id="watch-1.fit")
    for n in range(FULL):
        world.strava.add(world.now - (n + 1) * timedelta(minutes=30), 600.0, 3000.0, sport_type="Ride")
    world.tick()
    row = world.store.activity(Key(ME, "strava", str(first)))
    assert row is not None
    assert row.how == "found on Strava"


@pytest.mark.parametrize("field", ["start_date", "id"])
def test_an_item_of_strava_s_list_that_cannot_be_read_is_counted_all_the_same(tmp_path: Path, field: str) -> None:
    """One of a full page is unreadable: the next page, which holds the run, is read."""
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        world.tick()
        made = run(RUN, world.now - 30 * HOUR, km=2.0, every=60)
        there = world.strava.add(made.start, made.elapsed, made.distance)
        odd = world.strava.add(made.start + HOUR, 20.0, 50.0)
        for n in range(FULL - 1):
            world.strava.add(made.start + (n + 10) * MINUTE / 2, 20.0, 50.0)
        shown = type(world.strava.find(odd)).summary

        class Odd(type(world.strava.find(odd))):  # type: ignore[misc]  # the class is known when it runs
            def summary(self) -> dict[str, object]:
                return shown(self) | {field: None}

        world.strava.find(odd).__class__ = Odd
        world.garmin.add(made)
        world.ticks(2)
        assert (world.row(RUN).target_id, world.strava.posts) == (there, [])


def test_a_leg_whose_answer_was_lost_is_sent_again_as_that_leg_when_its_copy_is_gone(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        world.tick()
        world.garmin.add(triathlon(RUN, world.now - 5 * HOUR))
        world.strava.inject("upload", "500", times=1)
        world.ticks(2)
        row = world.row(RUN, 2)
        assert row.state is State.SUBMITTING
        world.wired.app.files.delete(original_name(row))
        world.clock.advance(700)
        world.ticks(3)
        nothing_lost_nothing_doubled(world, [(RUN, 2)])
        (shown,) = world.strava.alive()
        assert (shown.sport_type, shown.external_id) == ("Run", f"garmin-{RUN}-2.fit")
