"""The engine knows roles: a target that another package would bring is asked, kept apart and told by its own name."""

from dataclasses import replace
from pathlib import Path

from sync.core.activity import State
from sync.core.user import Connection
from sync.engine import blocks, story, views
from sync.engine.tick import tick
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import HOUR, MINUTE, World


def test_a_target_of_another_name_is_told_by_its_title_and_kept_under_its_name(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        ours = world.wired.services["strava"]
        other = replace(ours, service=replace(ours.service, name="club", title="The Club"))
        services = {name: built for name, built in world.wired.services.items() if name != "strava"} | {"club": other}
        app = replace(world.wired.app, services=services)
        assert blocks.of_user(app, ME, world.now).why("club") == "The Club is not connected"
        link = world.store.load(Connection, ME, "strava")
        assert link is not None
        world.store.put(replace(link, service="club", last_ok=None, version=0))

        world.garmin.add(run(1, world.now - HOUR))
        for _ in range(3):
            tick(app, ME, world.now, lambda: 60.0)
            world.clock.advance(MINUTE.total_seconds())
        (row,) = world.rows()
        assert (row.state, row.reason) == (State.UPLOADED, f"The Club made activity {row.target_id} of it")
        told = " ".join(each.why for each in row.history)
        assert "The Club lacks it" in told
        assert "Strava" not in told + story.comes_next(app, row, world.now).words
        seen = views.status(app, ME, world.now, tick_within=HOUR)
        assert [each.service for each in seen.services][:2] == ["garmin", "club"]
        answered = world.store.load(Connection, ME, "club")
        assert answered is not None
        assert answered.last_ok is not None
