"""`runtrack retry`: what it starts over, and what it leaves alone and why."""

from pathlib import Path
from typing import Any

from sync.core.activity import State
from sync.sim.athlete import run
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints import processes
from tests.support.entrypoints.commands import runtrack
from tests.support.world import HOUR, START, World

FIRST = 900000001


def one_run(world: World, **changes: Any) -> None:
    world.garmin.add(run(FIRST, START - HOUR, title="Tempo", km=2.0, every=10, **changes))


def test_retry_starts_a_skipped_run_over(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        one_run(world, type_key="cycling")
        world.tick()
        said = runtrack(world, "retry", "900000001")
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            "900000001 (Tempo) was skipped: cycling is not among the activity types (running)",
            "It starts over at the next tick. Strava is looked at before anything is sent.",
        ]
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [FIRST])
        assert [decision.why for decision in world.row(FIRST).history][2] == "you asked for it to be started over"


def test_retry_starts_a_failed_run_over(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        one_run(world, original="not activity")
        world.ticks(3)
        assert world.row(FIRST).state is State.FAILED
        one_run(world)
        world.clock.advance(3600)
        assert runtrack(world, "retry", "900000001").code == 0
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [FIRST])


def test_retry_does_not_wait_for_the_backoff(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        one_run(world)
        world.garmin.inject("download", "500", times=9)
        world.ticks(12)
        row = world.row(FIRST)
        assert row.due is not None
        assert row.due > world.now
        said = runtrack(world, "retry", "900000001")
        assert said.lines[0].startswith("900000001 (Tempo) was discovered: try ")
        assert (world.row(FIRST).due, world.row(FIRST).tries) == (world.now, 0)


def test_retry_of_what_was_deleted_on_strava_needs_force(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        one_run(world)
        world.tick()
        world.clock.advance(5)
        world.strava.delete(world.strava.alive()[0].id)
        world.clock.advance(60)
        world.tick()
        assert world.row(FIRST).state is State.DELETED
        said = runtrack(world, "retry", "900000001")
        assert said.code == 1
        assert said.err == (
            "900000001: it was deleted on Strava, and what you delete there stays deleted; "
            "if you want it back, say `--force`, and it is sent as a new activity\n"
        )
        assert runtrack(world, "retry", "--force", "900000001").code == 0
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [FIRST])


def test_retry_leaves_alone_what_is_under_way_and_says_why(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"processing_seconds": 30}) as world:
        one_run(world)
        world.strava.inject("upload", "500 after the effect")
        world.tick()
        said = runtrack(world, "retry", "900000001")
        assert said.code == 1
        assert said.err == (
            "900000001: it was sent and the answer was lost: it is looked for on Strava before it is sent again "
            "(its turn is in 10 min); sending it now could make a double\n"
        )
        world.clock.advance(660)
        world.tick()
        assert runtrack(world, "retry", "900000001").err == (
            "900000001: it is on Strava already: https://www.strava.com/activities/12000000001\n"
        )


def test_retry_says_when_a_run_is_due_already_or_with_strava(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"processing_seconds": 90}) as world:
        one_run(world)
        world.tick()
        assert runtrack(world, "retry", "900000001").err == (
            "900000001: Strava has the file and works on it: its turn is in 2 s\n"
        )
        world.garmin.add(run(FIRST + 1, world.now - 5 * HOUR, type_key="cycling"))
        world.tick()
        runtrack(world, "retry", "900000002")
        said = runtrack(world, "retry", "900000002")
        assert (said.code, said.err) == (
            1,
            "900000002: its turn is now, at the next tick: you asked for it to be started over\n",
        )


def test_the_installed_command_retries(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        one_run(world, type_key="cycling")
        world.tick()
        code, out, err = processes.run(world, "retry", "900000001")
        assert (code, err) == (0, "")
        assert out.startswith("900000001 (Tempo) was skipped: ")
