"""Four faults that break other sync tools: a 500 on an upload, a 500 on the list, a run without a file, kill -9."""

import signal
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.states import How
from sync.sim.athlete import run
from tests.support.engine.dying import lethal_world, tick_in_a_process_that_dies
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.matrix import strava_that
from tests.support.world import HOUR, World

OVER_SOCKETS = True


def some_runs(world: World, count: int) -> list[int]:
    runs = [run(900000001 + n, world.now - (2 * count - 2 * n) * HOUR, km=2, every=5) for n in range(count)]
    world.garmin.add(*runs)
    return [r.garmin_id for r in runs]


def test_one_500_on_the_upload_and_three_of_three_arrive(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world, 3)
        world.strava.inject("upload", "500")
        world.tick()
        assert world.strava.armed() == 0
        assert len(world.rows(State.SUBMITTING)) == 1
        world.until_quiet()
        nothing_lost_nothing_doubled(world, ids)
        assert len(world.strava.posts) == 3


def test_one_500_on_the_garmin_list_and_three_of_three_arrive(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world, 3)
        world.garmin.inject("list", "500")
        report = world.tick()
        assert world.garmin.armed() == 0
        assert len(report.failed) == 1
        assert "garmin: HTTP 500" in report.failed[0]
        world.ticks(3)
        nothing_lost_nothing_doubled(world, ids)


def test_the_newest_activity_without_a_file_is_named_and_the_good_ones_are_all_there(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world, 3)
        world.garmin.add(run(900000009, world.now - HOUR, original="404", title="Lost recording"))
        world.ticks(3)
        nothing_lost_nothing_doubled(world, ids)
        world.until_quiet()
        bad = world.row(900000009)
        assert (bad.state, bad.reason) == (State.SKIPPED, "no file: Garmin has no file of it")
        assert bad.title == "Lost recording"


@pytest.mark.parametrize("checked", [True, False], ids=["duplicate check on", "duplicate check off"])
@pytest.mark.parametrize("at", [1, 5, 10])
def test_kill_9_in_the_middle_of_ten_and_ten_of_ten_arrive_once(tmp_path: Path, at: int, checked: bool) -> None:
    """The process dies while its upload number `at` is answered: Strava has the file, nobody knows."""
    world, strava = lethal_world(tmp_path, seconds=10, strava=strava_that(checked))
    with world:
        world.garmin.add(run(900000099, world.now - 50 * HOUR))
        world.until_quiet()
        ids = some_runs(world, 10)
        assert tick_in_a_process_that_dies(world, strava, at) == -signal.SIGKILL
        assert len(strava.posts) == 1 + at
        assert len(world.rows(State.SUBMITTING)) == 1
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [900000099, *ids])
        assert len(strava.posts) == 1 + 10
        assert [row.how for row in world.rows()].count(How.ADOPTED) == 1
