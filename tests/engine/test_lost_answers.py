"""A POST whose answer was lost: looked for before it is sent again, with the same bytes, and never twice on Strava."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import SimActivity, fit_bytes, run
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.matrix import strava_that
from tests.support.world import HOUR, World

RUN = 900000001


def a_run(world: World) -> SimActivity:
    made = run(RUN, world.now - 2 * HOUR, km=5, every=10)
    world.garmin.add(made)
    return made


@pytest.mark.parametrize("checked", [True, False], ids=["duplicate check on", "duplicate check off"])
def test_a_lost_answer_is_looked_for_after_the_settle_time_and_the_run_adopted(tmp_path: Path, checked: bool) -> None:
    with World(tmp_path, strava=strava_that(checked)) as world:
        a_run(world)
        world.strava.inject("upload", "timeout after the effect")
        world.ticks(10)
        assert world.row(RUN).state is State.SUBMITTING
        assert world.strava.count("list") == 1
        world.ticks(2)
        assert world.strava.count("list") == 2
        assert world.row(RUN).how == "adopted"
        assert len(world.strava.posts) == 1
        nothing_lost_nothing_doubled(world, [RUN])


def test_a_lost_request_is_sent_again_with_the_same_bytes_and_without_a_second_download(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        made = a_run(world)
        world.strava.inject("upload", "500")
        world.ticks(2)
        world.garmin.add(run(RUN, made.start, km=5, every=5, seed=7))  # Garmin's file is another one by now
        world.until_quiet()
        assert made.recording is not None
        assert world.wired.app.files.get(f"originals/me/{RUN}") == fit_bytes(made.recording)
        assert world.garmin.downloads == {RUN: 1}
        assert [post.sha256 for post in world.strava.posts] == [world.row(RUN).sha256]
        assert world.row(RUN).attempt == 2
        nothing_lost_nothing_doubled(world, [RUN])


def test_when_our_copy_is_gone_and_garmins_file_has_changed_strava_is_asked_once_more_before_the_new_bytes_go(
    tmp_path: Path,
) -> None:
    with World(tmp_path, seconds=10) as world:
        made = a_run(world)
        world.strava.inject("upload", "500")
        world.tick()
        first = world.row(RUN).sha256
        world.wired.app.files.delete(f"originals/me/{RUN}")
        world.garmin.add(run(RUN, made.start, km=5, every=5, seed=7))
        world.clock.advance(601)
        world.until_quiet()
        assert world.strava.count("list") == 3
        assert [post.sha256 for post in world.strava.posts] == [world.row(RUN).sha256] != [first]
        assert "Strava does not list it and Garmin's file has changed since: sending the new bytes" in [
            decision.why for decision in world.row(RUN).history
        ]
        nothing_lost_nothing_doubled(world, [RUN])


def test_a_refusal_that_certainly_kept_the_file_out_costs_no_settle_time(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.strava.inject("upload", "refused")
        world.tick()
        row = world.row(RUN)
        assert (row.state, row.attempt) == (State.DISCOVERED, 0)
        world.ticks(5)
        nothing_lost_nothing_doubled(world, [RUN])
