"""A list item with a value that no database, no JSON and no calendar can hold: it never stops another run."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from sync.core.activity import State
from sync.sim.athlete import run
from sync.sim.http import answer
from tests.support.world import HOUR, World

STRANGE, GOOD = 900000001, 900000002
STILL_SENT: list[dict[str, Any]] = [
    {"activityName": "Run \ud83d"},
    {"activityName": "Run\x00\x1b[31m \u202e"},
    {"activityName": 42},
    {"distance": float("nan")},
    {"distance": float("inf")},
    {"distance": -1.0},
    {"elapsedDuration": float("nan")},
    {"elapsedDuration": float("inf"), "duration": float("nan")},
    {"activityType": {"typeKey": "running\udfff", "typeId": 1}},
]
LEFT_OUT: list[dict[str, Any]] = [
    {"activityId": 2**70},
    {"activityId": "none"},
    {"activityId": -5},
    {"activityId": True},
    {"startTimeGMT": "9999-12-31 23:59:59", "startTimeLocal": "9999-12-31 23:59:59"},
    {"startTimeGMT": "0001-01-01 00:00:00"},
    {"startTimeGMT": None, "beginTimestamp": float("inf")},
    {"startTimeGMT": None, "beginTimestamp": 1e30},
]


def with_item(world: World, change: dict[str, Any]) -> None:
    """From now on Garmin's list shows the strange run with these values."""
    honest = world.garmin.on_list

    def strange(request: Request) -> Response:
        items = honest(request).json
        assert isinstance(items, list)
        return answer([item | change if item["activityId"] == STRANGE else item for item in items])

    world.garmin.on_list = strange  # type: ignore[method-assign]  # a stand-in on this one object


def played(folder: Path, change: dict[str, Any]) -> World:
    with World(folder) as world:
        world.tick()
        with_item(world, change)
        world.garmin.add(run(STRANGE, world.now - HOUR, every=600), run(GOOD, world.now - 3 * HOUR, every=600))
        reports = world.ticks(4)
        assert [report.failed for report in reports] == [[]] * 4
        assert world.row(GOOD).state is State.UPLOADED
        return world


@pytest.mark.parametrize("change", STILL_SENT, ids=repr)
def test_a_run_with_a_strange_value_is_sent_and_stops_no_other(tmp_path: Path, change: dict[str, Any]) -> None:
    world = played(tmp_path, change)
    assert len(world.strava.alive()) == 2


@pytest.mark.parametrize("change", LEFT_OUT, ids=repr)
def test_a_run_without_a_usable_id_or_time_is_left_out_and_stops_no_other(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    world = played(tmp_path, change)
    assert len(world.strava.alive()) == 1
