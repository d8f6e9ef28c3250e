"""A run's names: each of them finds it, and what is no name is refused."""

from pathlib import Path

import pytest

from sync.engine import story
from sync.engine.asks.refusals import NoSuchName
from sync.sim.athlete import run, triathlon
from sync.wiring import ME
from tests.support.world import HOUR, World

FIRST = 900000001


def test_a_run_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10), triathlon(910000001, world.now - 30 * HOUR))
        world.ticks(3)
        target_id = world.row(FIRST).target_id
        app = world.wired.app

        def found(asked: str) -> list[str]:
            return [row.key.short for row in story.find(app, ME, asked)]

        for name in (
            "900000001",
            " 900000001 ",
            "900000001-0",
            "garmin-900000001",
            "garmin-900000001.fit",
            "https://connect.garmin.com/modern/activity/900000001",
            "https://connect.garmin.com/app/activity/900000001?locale=fr",
            "https://connect.garmin.cn/modern/activity/900000001",
            f"{target_id}",
            f"https://www.strava.com/activities/{target_id}",
            f"https://www.strava.com/activities/{target_id}/overview",
        ):
            assert found(name) == ["900000001"], name
        assert found("910000001") == ["910000001", "910000001-1", "910000001-2"]
        assert found("910000001-2") == ["910000001-2"]
        assert found("https://connect.garmin.com/modern/activity/910000001") == found("910000001")
        assert found("900000001-1") == found("123") == found("https://www.strava.com/activities/1") == []


@pytest.mark.parametrize(
    "asked", ["", "yesterday's", "1-2-3", "-5", "9" * 30, "https://example.org/activity/900000001"]
)
def test_what_is_no_name_is_refused(tmp_path: Path, asked: str) -> None:
    with World(tmp_path, seconds=30.0) as world, pytest.raises(NoSuchName):
        story.find(world.wired.app, ME, asked)
