"""What became of a backfill's uploads: one listing tells of many, what it lacks is asked for within the limits."""

from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.strava import Limits
from tests.support.engine.backfills import ask, job, old_runs, on_strava_already, until_done
from tests.support.world import World


def sent(world: World, count: int) -> list[int]:
    """Runs of a backfill whose uploads have been sent, at the beginning of the next quarter hour."""
    ids = old_runs(world, count)
    ask(world)
    while len(world.strava.posts) < count:
        world.ticks(1)
    world.clock.advance(15 * 60)
    world.forget_calls()
    return ids


@pytest.mark.parametrize("count", [2, 4])
def test_each_upload_is_known_by_its_id_on_the_one_list(tmp_path: Path, count: int) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = sent(world, count)
        uploads = {one: world.row(one).upload_id for one in ids}
        world.tick()
        made = {shown.external_id: shown.id for shown in world.strava.alive()}
        for one in ids:
            row = world.row(one)
            assert (row.how, row.target_id) == ("uploaded", made[f"garmin-{one}.fit"])
            arrived = next(decision.why for decision in row.history if decision.state is State.UPLOADED)
            assert arrived == f"Strava lists it with our upload {uploads[one]}"
        assert world.strava.counts() == {"list": 1}
        assert job(world).phase == "done"


def test_what_another_program_has_sent_is_not_what_became_of_our_upload(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"processing_seconds": 3600.0, "duplicate_check": False}) as world:
        ids = sent(world, 3)
        on_strava_already(world, ids[1])
        world.tick()
        assert [world.row(one).state for one in ids] == [State.SUBMITTED] * 3
        assert world.strava.counts() == {"list": 1, "result": 3}
        until_done(world)
        assert [world.row(one).how for one in ids] == ["uploaded"] * 3


def test_as_many_are_asked_for_one_by_one_as_the_reserve_of_reads_allows(tmp_path: Path) -> None:
    """Of 20 reads a backfill has 16, and two of them are for the list."""
    limits = Limits(quarter=100, day=2000, read_quarter=20, read_day=1000)
    with World(tmp_path, seconds=30.0, strava={"processing_seconds": 7200.0, "limits": limits}) as world:
        ids = sent(world, 18)
        world.tick()
        assert world.strava.counts() == {"list": 1, "result": 14}
        assert [world.row(one).looks for one in ids].count(0) == 4, "these are still due"
        world.ticks(3)
        assert world.strava.count("list", "result") <= 16


def test_a_single_upload_is_asked_for_without_a_list(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        (only,) = sent(world, 1)
        world.tick()
        assert world.strava.counts() == {"result": 1}
        assert (world.row(only).state, job(world).phase) == (State.UPLOADED, "done")
