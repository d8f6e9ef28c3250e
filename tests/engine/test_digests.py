"""Digests: made with the route, made anew when the rules change, and no work while they do not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sync.core.digest import Digest
from sync.core.plan import StepName
from sync.core.recipes import DIGEST
from sync.core.user import User
from sync.engine.derived import AT_ONCE
from sync.engine.digests import digest_of
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.world import HOUR, World


def test_a_run_has_a_digest_with_its_route(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.add(run(1, world.now - 2 * HOUR, km=4))
        world.until_quiet()
        found = digest_of(world.wired.app, world.row(1).key)
        assert found is not None
        assert (found.recipe, found.version, len(found.kilometres)) == (DIGEST, 1, 4)
        assert found.distance is not None
        assert abs(found.distance - 4000) < 2


def test_digests_of_other_rules_are_made_anew_from_the_kept_routes(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        for number in range(3):
            world.garmin.add(run(number + 1, world.now - (2 + number) * HOUR, km=2))
        world.until_quiet()
        app, posts = world.wired.app, len(world.strava.posts)
        good = {number: digest_of(app, world.row(number).key) for number in (1, 2, 3)}
        for one in good.values():
            assert one is not None
            world.store.put(replace(one, recipe=0, efforts={}))
        gone = world.store.load(Digest, ME, "garmin", "2", "0")
        assert gone is not None
        world.store.remove(gone)
        user = world.store.load(User, ME)
        assert user is not None
        world.store.put(replace(user, digest_recipe=0))
        before = world.row(3)
        world.until_quiet()
        for number, one in good.items():
            assert one is not None
            made = digest_of(app, world.row(number).key)
            assert made is not None
            assert replace(made, version=one.version) == one
        after = world.row(3)
        assert (after.route, after.route_due, after.state, after.due) == ("read", None, before.state, before.due)
        assert len(world.strava.posts) == posts


def test_only_a_change_of_the_rules_is_work_and_a_tick_takes_a_page_of_it(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        assert all(task.step is not StepName.DIGEST for task in world.tick().done)
        world.garmin.add(run(1, world.now - 2 * HOUR, km=1))
        world.until_quiet()
        row = world.row(1)
        for number in range(AT_ONCE + 1):
            key = replace(row.key, id=f"{number + 100}")
            start = row.start - timedelta(hours=number + 1)
            world.store.add([replace(row, key=key, start=start, route="none: x", version=0)])
        user = world.store.load(User, ME)
        assert user is not None
        world.store.put(replace(user, digest_recipe=0))
        ticks = 0
        while any(task.step is StepName.DIGEST for task in world.tick().done):
            ticks += 1
        assert ticks == 2
