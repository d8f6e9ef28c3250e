"""The simulated Garmin's lists, items and details, read by garminconnect over real HTTP."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from garminconnect import (
    GarminConnectNotFoundError,
)

from sync.sim.athlete import run, triathlon
from sync.sim.year_of_runs import year_of_runs
from tests.support.sim.garmin_world import NOON, ORIGINAL, SEARCH, World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as opened:
        yield opened


def ids(page: list[dict[str, Any]]) -> list[int]:
    return [item["activityId"] for item in page]


def test_the_list_is_newest_first_and_pages_do_not_overlap(world: World) -> None:
    world.sim.add(*(run(1000 + day, NOON - timedelta(days=day)) for day in range(7)))
    garmin = world.garmin()
    assert ids(garmin.get_activities(0, 3)) == [1000, 1001, 1002]
    assert ids(garmin.get_activities(3, 3)) == [1003, 1004, 1005]
    assert ids(garmin.get_activities(6, 3)) == [1006]
    assert garmin.get_activities(9, 3) == []
    assert garmin.count_activities() == 7


def test_a_whole_year_is_read_by_pages_until_an_empty_one(world: World) -> None:
    year = year_of_runs(5, NOON)
    world.sim.add(*year)
    found = world.garmin().get_activities_by_date("2095-01-01", "2096-12-31")
    assert ids(found) == [activity.garmin_id for activity in reversed(year)]
    assert world.sim.count("list") == len(year) // 20 + 2


def test_dates_are_local_calendar_dates_and_both_ends_count(world: World) -> None:
    late = datetime(2096, 3, 9, 23, 30, tzinfo=UTC)  # half past midnight of the 10th in Paris
    world.sim.add(run(1, late), run(2, late + timedelta(days=1)), run(3, late - timedelta(days=1)))
    garmin = world.garmin()
    assert ids(garmin.get_activities_by_date("2096-03-10", "2096-03-10")) == [1]
    assert ids(garmin.get_activities_by_date("2096-03-10", "2096-03-11", sortorder="asc")) == [1, 2]
    assert ids(garmin.get_activities_by_date("2096-03-11")) == [2]


def test_a_type_filter_lets_children_of_the_type_through(world: World) -> None:
    keys = ("running", "trail_running", "cycling", "moon_hopping")
    world.sim.add(*(run(i, NOON - timedelta(days=i), type_key=key) for i, key in enumerate(keys)))
    garmin = world.garmin()
    assert ids(garmin.get_activities(0, 20, "running")) == [0, 1]
    assert ids(garmin.get_activities(0, 20, "moon_hopping")) == [3]


@pytest.mark.parametrize("query", [{"limit": 1001}, {"limit": 0}, {"start": -1}, {"startDate": "March"}])
def test_a_bad_page_is_a_bad_request(world: World, query: dict[str, str | int]) -> None:
    token = json.loads(world.sim.tokens())["di_token"]
    assert world.call(SEARCH, token, **query).status_code == 400


def test_a_late_arrival_appears_behind_newer_ones_and_only_then(world: World) -> None:
    old = run(1, NOON - timedelta(days=3), listed_at=NOON + timedelta(hours=1))
    world.sim.add(old, run(2, NOON - timedelta(days=1)))
    garmin = world.garmin()
    assert ids(garmin.get_activities(0, 5)) == [2]
    with pytest.raises(GarminConnectNotFoundError):
        garmin.download_activity("1", ORIGINAL)
    world.clock.advance(3600)
    assert ids(garmin.get_activities(0, 5)) == [2, 1]
    assert zipfile.is_zipfile(io.BytesIO(garmin.download_activity("1", ORIGINAL)))


def test_removed_and_replaced_activities_are_gone_and_changed(world: World) -> None:
    first = run(1, NOON)
    world.sim.add(first, run(2, NOON + timedelta(hours=2)))
    world.sim.remove(2)
    world.sim.add(replace(first, title="Renamed"))
    (item,) = world.garmin().get_activities(0, 5)
    assert item["activityName"] == "Renamed"
    assert [activity.garmin_id for activity in world.sim.activities] == [1]


def test_an_item_says_when_the_run_was_in_three_ways(world: World) -> None:
    world.sim.add(run(900000001, datetime(2096, 7, 14, 22, 30, tzinfo=UTC), km=8, elapsed=2460.75))
    (item,) = world.garmin().get_activities(0, 1)
    assert item["startTimeGMT"] == "2096-07-14 22:30:00"
    assert item["startTimeLocal"] == "2096-07-15 00:30:00"
    assert item["endTimeGMT"] == "2096-07-14 23:11:00"
    assert item["beginTimestamp"] == 1000 * int(datetime(2096, 7, 14, 22, 30, tzinfo=UTC).timestamp())
    assert (item["elapsedDuration"], item["distance"], item["ownerId"]) == (2460.75, 8000, 1000001)
    assert (item["activityType"]["typeId"], item["activityType"]["parentTypeId"]) == (1, 17)


def test_items_of_today_omit_nulls_and_those_of_2021_spell_them_out_in_milliseconds(world: World) -> None:
    world.sim.add(run(1, NOON, elapsed=2400), triathlon(5, NOON - timedelta(days=1)))
    garmin = world.garmin()
    today = garmin.get_activities(0, 2)
    assert None not in today[0].values()
    assert today[1]["beginTimestamp"] > 0
    world.sim.null_keys = True
    old = garmin.get_activities(0, 2)
    assert old[0]["elapsedDuration"] == 1000 * today[0]["elapsedDuration"] == 2_400_000
    assert old[0]["courseId"] is None
    assert old[0]["duration"] == 2400
    assert (old[1]["parent"], old[1]["beginTimestamp"]) == (True, None)


def test_single_keys_can_be_left_out_or_null(world: World) -> None:
    world.sim.add(run(1, NOON, omitted=frozenset({"beginTimestamp"}), nulled=frozenset({"activityName"})))
    (item,) = world.garmin().get_activities(0, 1)
    assert "beginTimestamp" not in item
    assert item["activityName"] is None


def test_a_foreign_owner_a_manual_entry_and_a_gpx_upload_are_marked(world: World) -> None:
    foreign, manual, imported = (
        run(3, NOON, owner_id=4242),
        run(2, NOON - timedelta(days=1), manual=True),
        run(1, NOON - timedelta(days=2), original="gpx"),
    )
    world.sim.add(foreign, manual, imported)
    one, two, three = world.garmin().get_activities(0, 3)
    assert (one["ownerId"], one["userRoles"]) == (4242, ["ROLE_SYSTEM"])
    assert (two["manualActivity"], two.get("averageHR"), two.get("deviceId")) == (True, None, None)
    assert (three["manufacturer"], three["deviceId"]) == ("", 0)


def test_the_detail_has_upload_date_file_format_and_children(world: World) -> None:
    world.sim.add(run(1, NOON, original="tcx", listed_at=NOON - timedelta(hours=1)), triathlon(50, NOON))
    garmin = world.garmin()
    single, parent, leg = (garmin.get_activity(str(garmin_id)) for garmin_id in (1, 50, 52))
    assert single["metadataDTO"]["uploadedDate"] == "2096-03-14T11:00:00.0"
    assert single["metadataDTO"]["fileFormat"]["formatKey"] == "tcx"
    assert single["summaryDTO"]["startTimeGMT"] == "2096-03-14T12:00:00.0"
    assert parent["isMultiSportParent"]
    assert parent["metadataDTO"]["childIds"] == [51, 52, 53]
    assert parent["metadataDTO"]["childActivityTypes"] == ["open_water_swimming", "cycling", "running"]
    assert leg["metadataDTO"]["associatedParentId"] == 50
    assert leg["activityTypeDTO"]["typeKey"] == "cycling"
    with pytest.raises(GarminConnectNotFoundError):
        garmin.get_activity("99")


def test_the_newest_five_fit_into_twelve_kibibytes_on_the_wire(world: World) -> None:
    world.sim.add(*year_of_runs(2, NOON))
    garmin = world.garmin()
    for shape in (False, True):
        world.sim.null_keys = shape
        page = garmin.get_activities(0, 5)
        assert len(page) == 5
        assert len(page[0]) > 90
        deadline = time.monotonic() + 5
        while not (call := world.sim.calls[-1]).sent:
            assert time.monotonic() < deadline, "the bytes on the wire were never counted"
        assert 2000 < call.received + call.sent < 12 * 1024
