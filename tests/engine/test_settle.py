"""An upload whose answer was lost, with Strava's duplicate check off: looked for after ten minutes, then sent again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.activity import State
from sync.engine.legs import original_name
from sync.sim.athlete import SimActivity, run, triathlon
from sync.sim.garmin import SimGarmin
from tests.support.world import HOUR, MINUTE, World

RUN = 900000001
ARRIVED = ["reset after the effect", "500 after the effect", "truncated", "wrong type"]
LOST = ["reset before the effect", "500", "502 HTML", "200 HTML", "204"]
FOUND = "Strava lists it with our external id garmin-900000001: the lost answer was a success"
FEWER = "garmin: the original holds fewer files than before"
SURELY_NOT_SENT = ["refused", "429", "429 with Retry-After"]


@contextmanager
def unchecked(folder: Path, fault: str, *, processing: float = 2.0) -> Iterator[tuple[World, SimActivity]]:
    """A world in which the upload of one run has just met `fault`."""
    with World(folder, strava={"duplicate_check": False, "processing_seconds": processing}) as world:
        world.tick()
        activity = run(RUN, world.now - HOUR, every=600)
        world.garmin.add(activity)
        world.strava.inject("upload", fault)
        world.tick()
        assert world.strava.armed() == 0, "the fault has happened"
        yield world, activity


@pytest.mark.parametrize("processing", [0.0, 2.0, 500.0])
@pytest.mark.parametrize("fault", ARRIVED)
def test_what_had_arrived_is_adopted_and_never_sent_again(tmp_path: Path, fault: str, processing: float) -> None:
    with unchecked(tmp_path, fault, processing=processing) as (world, _):
        assert world.row(RUN).state is State.SUBMITTING
        world.until_quiet()
        assert (world.row(RUN).how, len(world.strava.posts), world.strava.ever) == ("adopted", 1, 1)
        assert (world.row(RUN).target_id, arrived(world)) == (world.strava.alive()[0].id, FOUND)


@pytest.mark.parametrize("processing", [0.0, 500.0])
@pytest.mark.parametrize("fault", LOST)
def test_what_had_not_arrived_is_sent_again_after_ten_minutes(tmp_path: Path, fault: str, processing: float) -> None:
    with unchecked(tmp_path, fault, processing=processing) as (world, _):
        world.ticks(10)
        assert (world.row(RUN).state, world.strava.posts) == (State.SUBMITTING, [])
        world.until_quiet()
        assert (world.row(RUN).how, world.row(RUN).attempt) == ("uploaded", 2)
        assert (len(world.strava.posts), world.strava.ever) == (1, 1)


@pytest.mark.parametrize("fault", SURELY_NOT_SENT)
def test_what_was_surely_not_sent_does_not_wait_for_the_settle_time(tmp_path: Path, fault: str) -> None:
    with unchecked(tmp_path, fault) as (world, _):
        assert (world.row(RUN).state, world.row(RUN).attempt) == (State.DISCOVERED, 0)
        world.until_quiet()
        assert (world.row(RUN).how, world.row(RUN).attempt, world.strava.ever) == ("uploaded", 1, 1)


@pytest.mark.parametrize("fault", ["500", "reset before the effect", "200 HTML", "204", "truncated", "wrong type"])
def test_without_a_listing_nothing_is_sent_again(tmp_path: Path, fault: str) -> None:
    with unchecked(tmp_path, "reset after the effect", processing=500) as (world, _):
        world.strava.inject("list", fault, times=4)
        world.until_quiet()
        assert world.strava.armed() == 0
        assert (world.row(RUN).how, len(world.strava.posts), world.strava.ever) == ("adopted", 1, 1)


def test_lost_five_times_in_a_row_it_is_there_once(tmp_path: Path) -> None:
    with unchecked(tmp_path, "500") as (world, _):
        world.strava.inject("upload", "reset before the effect", times=3)
        world.strava.inject("upload", "500 after the effect")
        world.until_quiet()
        row = world.row(RUN)
        assert (row.how, row.attempt, len(world.strava.posts), world.strava.ever) == ("adopted", 5, 1, 1)


def test_the_same_bytes_go_out_again_although_garmins_file_has_changed(tmp_path: Path) -> None:
    with unchecked(tmp_path, "500") as (world, activity):
        sent = world.row(RUN).sha256
        change_the_file(world, activity)
        world.until_quiet()
        assert [post.sha256 for post in world.strava.posts] == [sent]
        assert "Strava does not list it: sending the same bytes again" in [d.why for d in world.row(RUN).history]


def test_when_our_copy_is_gone_and_garmins_file_has_changed_the_new_one_goes_out_and_it_says_so(
    tmp_path: Path,
) -> None:
    with unchecked(tmp_path, "500") as (world, activity):
        sent = world.row(RUN).sha256
        change_the_file(world, activity)
        world.wired.app.files.delete(original_name(world.row(RUN)))
        world.forget_calls()
        world.until_quiet()
        row = world.row(RUN)
        assert [post.sha256 for post in world.strava.posts] == [row.sha256]
        assert row.sha256 != sent
        assert "Strava does not list it and Garmin's file has changed since: sending the new bytes" in [
            decision.why for decision in row.history
        ]
        assert world.strava.counts()["list"] == 2, "looked at once more before other bytes went out"


def test_what_arrives_while_garmins_changed_file_is_fetched_is_adopted(tmp_path: Path) -> None:
    """The first listing lacks it, our copy is gone: only the second one, before other bytes go out, shows it."""
    world = World(tmp_path, strava={"duplicate_check": False, "processing_seconds": 9e9})
    world.garmin = garmin = SlowGarmin(world.clock.now)
    with world:
        world.tick()
        activity = run(RUN, world.now - HOUR, every=600)
        world.garmin.add(activity)
        world.strava.inject("upload", "500 after the effect")
        world.tick()
        change_the_file(world, activity)
        world.wired.app.files.delete(original_name(world.row(RUN)))
        world.forget_calls()
        garmin.meanwhile = lambda: process_all(world)
        world.ticks(12)
        (shown,) = world.strava.alive()
        row = world.row(RUN)
        assert (row.state, row.how, row.target_id, arrived(world)) == (State.UPLOADED, "adopted", shown.id, FOUND)
        assert (len(world.strava.posts), world.strava.counts()) == (1, {"list": 2})


def test_a_leg_that_is_sent_from_a_changed_file_stays_the_leg_that_was_found(tmp_path: Path) -> None:
    with World(tmp_path, strava={"duplicate_check": False}) as world:
        world.tick()
        whole = triathlon(RUN, world.now - 4 * HOUR)
        world.garmin.add(whole)
        world.strava.inject("upload", "500")
        while world.strava.armed():
            world.ticks(1)
        before = world.row(RUN, 2)
        world.wired.app.files.delete(original_name(before))
        third = replace(whole.legs[2], start=whole.legs[2].start + MINUTE)
        world.garmin.add(replace(whole, legs=(*whole.legs[:2], third)))
        world.until_quiet()
        row = world.row(RUN, 2)
        assert (row.start, row.elapsed, row.distance) == (before.start, before.elapsed, before.distance)
        assert (row.how, row.attempt, len(world.strava.posts)) == ("uploaded", 2, 1)
        assert row.sha256 != before.sha256


@pytest.mark.parametrize("fewer", [False, True])
def test_a_leg_whose_copy_is_gone_is_sent_from_garmins_file_as_the_same_leg_or_waits_for_it(
    tmp_path: Path, fewer: bool
) -> None:
    with World(tmp_path, strava={"duplicate_check": False}) as world:
        world.tick()
        whole = triathlon(RUN, world.now - 4 * HOUR)
        world.garmin.add(whole)
        world.strava.inject("upload", "500")
        while world.strava.armed():
            world.ticks(1)
        world.wired.app.files.delete(original_name(world.row(RUN, 2)))
        if fewer:
            world.garmin.add(replace(whole, legs=whole.legs[:2]))
        reports = world.ticks(15)
        row = world.row(RUN, 2)
        if fewer:
            assert {reason for report in reports for reason in report.failed} == {FEWER}
            assert (row.state, world.strava.posts) == (State.SUBMITTING, [])
            assert row.reason.endswith(f"failed: {FEWER}")
            world.garmin.add(whole)
            world.until_quiet()
        assert [post.sha256 for post in world.strava.posts] == [row.sha256]
        assert (world.row(RUN, 2).attempt, world.row(RUN, 2).how) == (2, "uploaded")
        assert world.row(RUN, 2).start == whole.legs[2].start


def change_the_file(world: World, activity: SimActivity) -> None:
    assert activity.recording is not None
    world.garmin.add(replace(activity, recording=replace(activity.recording, seed=7)))
    world.clock.advance(MINUTE.total_seconds())


class SlowGarmin(SimGarmin):
    """`meanwhile`: what happens elsewhere while a file is fetched from it."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def on_download(self, request: Request, garmin_id: int) -> Response:
        self.meanwhile()
        return super().on_download(request, garmin_id)


def arrived(world: World) -> str:
    """Why the run counted as being on Strava."""
    return next(decision.why for decision in world.row(RUN).history if decision.state is State.UPLOADED)


def process_all(world: World) -> None:
    """Strava is done with what it was sent."""
    for upload in world.strava.uploads.values():
        upload.due = world.now
