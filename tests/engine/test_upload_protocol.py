"""One run's way to Strava when Strava has its own ideas: already there, duplicate, deleted, slow, lost."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from sync.core.activity import State
from sync.sim.athlete import SimActivity, run
from sync.sim.http import Fault
from sync.sim.strava import SimStrava
from sync.sim.strava_activity import SimStravaActivity
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import DAY, HOUR, MINUTE, World

RUN = 900000001


def a_run(world: World) -> SimActivity:
    made = run(RUN, world.now - 2 * HOUR, km=5, every=10)
    world.garmin.add(made)
    return made


class VagueStrava(SimStrava):
    """Says that it is a duplicate, but not of what."""

    def _named(self, activity: SimStravaActivity) -> str:
        return "another activity"


# -- already there ------------------------------------------------------------------------------------


def test_a_run_with_the_same_start_and_length_is_adopted_and_not_sent(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        made = a_run(world)
        there = world.strava.add(made.start + timedelta(seconds=110), made.elapsed * 1.015, made.distance)
        world.until_quiet()
        row = world.row(RUN)
        assert (row.target_id, row.how) == (there, "already there")
        assert row.reason == "Strava has an activity with the same start and length"
        assert world.strava.posts == []
        nothing_lost_nothing_doubled(world, [RUN])


@pytest.mark.parametrize("external_id", ["garmin-900000001", "garmin-900000001.fit", "garmin-900000001.fit.gz"])
def test_a_run_with_our_external_id_is_adopted_whatever_its_length(tmp_path: Path, external_id: str) -> None:
    with World(tmp_path, seconds=10) as world:
        made = a_run(world)
        there = world.strava.add(made.start, made.elapsed / 2, made.distance / 2, external_id=external_id)
        world.until_quiet()
        assert (world.row(RUN).target_id, world.strava.posts) == (there, [])


def test_a_run_whose_start_strava_hides_is_adopted(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        made = a_run(world)
        there = world.strava.add(made.start, made.elapsed, made.distance, hidden_start=True)
        world.until_quiet()
        row = world.row(RUN)
        assert (row.target_id, world.strava.posts) == (there, [])
        assert row.reason == "Strava has one with a hidden start on the same day, of the same distance and length"


def test_another_run_of_the_same_day_with_a_hidden_start_is_not_taken_for_this_one(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        made = a_run(world)
        world.strava.add(made.start - 3 * HOUR, made.elapsed, made.distance * 1.05, hidden_start=True)
        world.until_quiet()
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])


# -- duplicates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0.0, 2.0], ids=["said at once", "said later"])
@pytest.mark.parametrize("words", ["plain", "href", "absolute href"])
def test_a_duplicate_counts_as_uploaded_with_the_id_that_strava_names(
    tmp_path: Path, words: Literal["plain", "href", "absolute href"], seconds: float
) -> None:
    with World(tmp_path, seconds=10, strava={"processing_seconds": seconds}) as world:
        made = a_run(world)
        there = world.strava.add(made.start, made.elapsed * 1.04, made.distance, name="42 & 7: activity 12345")
        world.strava.duplicate_words = words
        world.until_quiet()
        row = world.row(RUN)
        assert (row.target_id, row.how) == (there, "already there")
        assert row.reason.startswith(f"Strava says it is a duplicate of activity {there}")
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])


def test_a_duplicate_of_an_unnamed_activity_is_looked_up(tmp_path: Path) -> None:
    """Garmin's own link to Strava was faster: it delivers the run while ours is being processed."""
    world = World(tmp_path, seconds=10)
    world.strava = VagueStrava(world.clock.now)
    with world:
        made = a_run(world)
        world.tick()
        there = world.strava.add(made.start, made.elapsed, made.distance, external_id="garmin_ping_1")
        world.clock.advance(60)
        world.until_quiet()
        assert (world.row(RUN).target_id, world.row(RUN).how) == (there, "already there")
        nothing_lost_nothing_doubled(world, [RUN])


def test_an_unnamed_duplicate_of_another_length_is_recognised_by_its_start(tmp_path: Path) -> None:
    world = World(tmp_path, seconds=10)
    world.strava = VagueStrava(world.clock.now)
    with world:
        made = a_run(world)
        there = world.strava.add(made.start + MINUTE, made.elapsed * 1.04, made.distance)
        world.until_quiet()
        assert (world.row(RUN).target_id, world.row(RUN).how) == (there, "already there")


def test_a_duplicate_of_an_unnamed_activity_that_is_nowhere_is_shown_in_stravas_words(tmp_path: Path) -> None:
    world = World(tmp_path, seconds=10)
    world.strava = VagueStrava(world.clock.now)
    with world:
        made = a_run(world)
        there = world.strava.add(made.start, made.elapsed * 1.04, made.distance)
        world.tick()
        world.clock.advance(10)
        assert next(iter(world.strava.uploads.values())).done
        world.strava.delete(there)
        world.until_quiet()
        row = world.row(RUN)
        assert row.state is State.FAILED
        assert row.reason == (
            "Strava calls it a duplicate but does not say of what: garmin-900000001.fit duplicate of another activity"
        )


# -- deleted ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keeps_id", [False, True], ids=["without the id", "with the id"])
def test_a_run_that_the_user_deletes_before_we_ask_is_never_sent_again(tmp_path: Path, keeps_id: bool) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.strava.deleted_keeps_id = keeps_id
        world.tick()
        world.clock.advance(10)
        (made,) = world.strava.alive()
        world.strava.delete(made.id)
        world.until_quiet()
        row = world.row(RUN)
        assert (row.state, row.reason) == (State.DELETED, "you deleted it on Strava; it is not sent again")
        world.ticks(50, every=HOUR)
        assert len(world.strava.posts) == 1
        assert world.strava.alive() == []


def test_a_run_that_the_user_deletes_later_is_never_sent_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.until_quiet()
        (made,) = world.strava.alive()
        world.strava.delete(made.id)
        world.ticks(50, every=HOUR)
        assert (len(world.strava.posts), world.strava.alive()) == (1, [])


# -- slow ---------------------------------------------------------------------------------------------


def test_an_upload_that_is_processed_for_hours_is_asked_for_less_and_less_often(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, strava={"processing_seconds": 3 * 3600}) as world:
        a_run(world)
        begun = world.now
        world.ticks(240)
        asked = [(call.at - begun) / MINUTE for call in world.strava.calls if call.endpoint == "result"]
        assert asked == [1, 2, 4, 9, 19, 49, 109, 169, 229]
        whys = [decision.why for decision in world.row(RUN).history]
        assert whys.count("Strava is still processing it") == 8, "the ninth time it is done"
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])


def test_after_a_day_of_processing_the_same_bytes_go_out_again_and_the_duplicate_is_no_second_one(
    tmp_path: Path,
) -> None:
    with World(tmp_path, seconds=10, strava={"processing_seconds": 2 * DAY.total_seconds()}) as world:
        a_run(world)
        world.until_quiet(4 * DAY)
        assert [post.sha256 for post in world.strava.posts] == [world.row(RUN).sha256] * 2
        assert "Strava has been processing it for a day: it counts as unclear" in [
            d.why for d in world.row(RUN).history
        ]
        nothing_lost_nothing_doubled(world, [RUN])


def test_an_upload_that_was_processed_for_a_day_gets_the_settle_time_before_it_is_sent_again(tmp_path: Path) -> None:
    """Strava has it in hand when we stop asking, and is done a few minutes later."""
    with World(tmp_path, seconds=10, strava={"processing_seconds": 9e9, "duplicate_check": False}) as world:
        a_run(world)
        world.tick()
        for _ in range(30):
            if world.row(RUN).state is State.SUBMITTING:
                break
            world.clock.advance(HOUR.total_seconds())
            world.tick()
        assert world.row(RUN).reason == "Strava has been processing it for a day: it counts as unclear"
        next(iter(world.strava.uploads.values())).due = world.now + timedelta(seconds=400)
        world.until_quiet()
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])


def test_an_upload_that_strava_does_not_know_yet_is_asked_for_again(tmp_path: Path) -> None:
    """One of its machines may lag behind the others: a 404 right after the POST is no verdict."""
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.strava.inject("result", Fault("404", status=404), times=3)
        world.until_quiet()
        assert world.strava.armed() == 0
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])


def test_an_upload_that_strava_no_longer_knows_is_looked_up_before_it_counts_as_deleted(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.strava.inject("result", Fault("404", status=404), times=100)
        world.ticks(30)
        world.strava.clear_faults()
        assert (world.row(RUN).state, world.row(RUN).how) == (State.UPLOADED, "uploaded")
        assert world.row(RUN).reason.startswith("Strava lists it with our ")
        nothing_lost_nothing_doubled(world, [RUN])


def test_an_upload_that_strava_neither_knows_nor_lists_counts_as_deleted_and_is_not_sent_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.tick()
        world.clock.advance(10)
        (made,) = world.strava.alive()
        world.strava.delete(made.id)
        world.strava.inject("result", Fault("404", status=404), times=100)
        world.ticks(100)
        assert world.row(RUN).state is State.SUBMITTED
        assert (world.row(RUN).absences, world.row(RUN).tries) == (4, 4)
        assert world.row(RUN).reason.startswith("Strava knows neither this upload nor such an activity: looked for")
        world.until_quiet()
        assert world.row(RUN).state is State.DELETED
        assert len(world.strava.posts) == 1
