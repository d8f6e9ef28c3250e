"""The thin slice: one run from the simulated Garmin to the simulated Strava."""

from pathlib import Path

from sync.core.activity import State
from sync.engine.tick import read_routes, tick
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import HOUR, MINUTE, World


def test_a_new_run_is_on_strava_after_two_ticks(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(900000001, world.now - HOUR, title="Morning Run in Paris"))
        world.ticks(2)
        (activity,) = world.strava.alive()
        assert activity.name == "Morning Run in Paris"
        row = world.row(900000001)
        assert (row.state, row.how, row.target_id) == (State.UPLOADED, "uploaded", activity.id)
        world.ticks(1)
        assert world.row(900000001).route == "read"


def test_the_history_of_a_run_says_why_at_each_step(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        begun = world.now
        world.garmin.add(run(900000001, world.now - HOUR))
        world.ticks(2)
        row = world.row(900000001)
        assert [(step.at - begun, step.state, step.why) for step in row.history[:4]] == [
            (0 * MINUTE, State.DISCOVERED, "new on Garmin"),
            (0 * MINUTE, State.SUBMITTING, "Strava lacks it; sending it now"),
            (0 * MINUTE, State.SUBMITTED, f"Strava took the file as upload {row.upload_id}"),
            (1 * MINUTE, State.UPLOADED, f"Strava made activity {row.target_id} of it"),
        ]


def test_a_new_run_costs_five_calls(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.ticks(1)
        world.forget_calls()
        world.garmin.add(run(900000001, world.now - HOUR))
        world.ticks(2)
        calls = world.calls()
        assert calls == {
            "garmin list": 2,
            "garmin download": 1,
            "strava list": 1,
            "strava upload": 1,
            "strava result": 1,
        }


def test_a_route_is_not_begun_without_the_time_that_a_slow_file_may_need(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(900000001, world.now - HOUR))
        for _ in range(3):
            tick(world.wired.app, ME, world.now, lambda: 50.0)
            world.clock.advance(60)
        read_routes(world.wired.app, ME, world.now, lambda: world.wired.app.timing.route_seconds)
        assert world.row(900000001).route == "due"
        read_routes(world.wired.app, ME, world.now, lambda: world.wired.app.timing.route_seconds + 10)
        assert world.row(900000001).route == "read"
