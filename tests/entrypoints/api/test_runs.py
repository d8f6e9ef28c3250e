"""The runs over the API: the list and its pages, one run, its story, its route, the calendar."""

import gzip
import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sync.core.route_packing import unpacked
from sync.entrypoints.api.answers.runs import RunList
from sync.sim.athlete import run
from tests.support.entrypoints.three_runs import FIRST, three_runs
from tests.support.entrypoints.web import browser
from tests.support.world import DAY, HOUR, World


def ids(answer: object) -> list[str]:
    assert isinstance(answer, dict), answer
    return [each["id"] for each in answer["runs"]]


def test_a_line_of_the_list_has_all_that_a_page_shows(client: TestClient) -> None:
    answer = client.get("/api/activities").json()
    assert ids(answer) == ["900000001", "900000002", "900000003"]
    first = answer["runs"][0]
    line = first.pop("line")
    assert 2 <= len(line) <= 64
    assert line[0] == [45.764, 4.8357]
    assert first == {
        "id": "900000001",
        "title": "Morning [red]Run [2J",
        "sport": "running",
        "start": "2026-03-14T08:00:30Z",
        "offset": 3600,
        "elapsed": 680.0,
        "moving": 680.0,
        "distance": 2000.0,
        "heart_rate": 147.9,
        "state": "uploaded",
        "words": "On Strava",
        "reason": "Strava made activity 12000000001 of it; its route was read",
        "how": "uploaded",
        "due": None,
        "target_id": 12000000001,
        "target_url": "https://www.strava.com/activities/12000000001",
        "backfill": False,
        "songs": 0,
        "music": "",
    }
    assert [(each["words"], each["line"]) for each in answer["runs"][1:]] == [
        ("Left out: cycling is not among the activity types (running)", []),
        ("Left out: no file: Garmin has no file of it", []),
    ]
    assert answer["next"] is None


def test_the_list_is_what_its_description_says(client: TestClient) -> None:
    """It is not made of the models that describe it."""
    answer = client.get("/api/activities")
    assert answer.headers["content-type"] == "application/json"
    assert RunList.model_validate_json(answer.content, strict=True).model_dump(mode="json") == answer.json()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=uploaded", [1]),
        ("state=uploaded&state=skipped", [1, 2, 3]),
        ("sport=cycling", [2]),
        ("sport=cycling&sport=running&state=skipped", [2, 3]),
        ("q=LOST", [3]),
        ("q=red%20morning", [1]),
        ("q=%20run%5D%20MORN", []),
        ("year=2026", [1, 2, 3]),
        ("year=2025", []),
        ("since=2026-03-14&until=2026-03-15", [1, 2, 3]),
        ("since=2026-03-15", []),
        ("year=2026&until=2026-03-14", []),
        ("music=false", [1, 2, 3]),
        ("music=true", []),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(client: TestClient, query: str, found: list[int]) -> None:
    assert ids(client.get(f"/api/activities?{query}").json()) == [f"90000000{number}" for number in found]


def test_pages_follow_one_another_and_end_although_a_run_comes_meanwhile(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(*(run(FIRST + n, world.now - n * HOUR - HOUR, original="404") for n in range(5)))
        world.tick()
        with browser(world) as client:
            seen, cursor = list[str](), ""
            for page in range(9):
                answer = client.get(f"/api/activities?limit=2{cursor and f'&cursor={cursor}'}").json()
                seen += ids(answer)
                cursor = answer["next"]
                if cursor is None:
                    break
                if page == 0:
                    world.garmin.add(run(FIRST + 9, world.now - HOUR / 2, original="404"))
                    world.tick()
            assert seen == [f"90000000{number}" for number in (1, 2, 3, 4, 5)]
            assert ids(client.get("/api/activities?limit=1").json()) == ["900000010"]


def test_one_run_tells_its_figures_and_what_can_be_asked_for(client: TestClient) -> None:
    sent, left_out = (client.get(f"/api/activities/{FIRST + n}").json() for n in (0, 1))
    assert sent["route"] == {"state": "read", "why": ""}
    assert sent["digest"] == {
        "moving": 680.0,
        "distance": 2000.0,
        "gain": sent["digest"]["gain"],
        "heart_rate": 147.9,
        "most_heart_rate": sent["digest"]["most_heart_rate"],
        "cadence": sent["digest"]["cadence"],
        "kilometres": [341.7, 338.3],
        "miles": sent["digest"]["miles"],
        "efforts": sent["digest"]["efforts"],
    }
    assert [each["name"] for each in sent["digest"]["efforts"]] == ["400 m", "1 km", "1 mile"]
    assert sent["places"] == [
        {"service": "garmin", "title": "Garmin", "url": "https://connect.garmin.com/modern/activity/900000001"},
        {"service": "strava", "title": "Strava", "url": "https://www.strava.com/activities/12000000001"},
    ]
    assert sent["can"] == ["annotate", "remove_text", "no_text"]
    assert sent["formats"] == ["fit", "gpx", "tcx", "geojson", "csv", "json"]
    assert sent["next"] == {"words": "nothing: it is on Strava", "due": None, "waits": ""}
    assert (left_out["route"], left_out["digest"]) == ({"state": "not kept", "why": ""}, None)
    assert (left_out["can"], left_out["formats"]) == (["retry", "skip", "no_text"], [])


@pytest.mark.parametrize("name", ["900000001", "garmin-900000001", "12000000001"])
def test_a_run_is_found_by_each_of_its_names(client: TestClient, name: str) -> None:
    assert client.get(f"/api/activities/{name}").json()["id"] == "900000001"


def test_the_story_of_a_run_is_its_decisions_in_order(client: TestClient) -> None:
    answer = client.get(f"/api/activities/{FIRST}/why").json()
    assert [(each["state"], each["why"]) for each in answer["history"]] == [
        ("discovered", "new on Garmin"),
        ("submitting", "Strava lacks it; sending it now"),
        ("submitted", "Strava took the file as upload 7000000001"),
        ("uploaded", "Strava made activity 12000000001 of it"),
        ("uploaded", "Strava made activity 12000000001 of it; its route was read"),
    ]
    assert answer["beside"] == []


def test_the_route_is_the_kept_bytes_with_a_tag_that_holds(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        three_runs(world)
        kept = world.wired.app.files.get(f"routes/me/{FIRST}.json.gz")
        assert kept is not None
        with browser(world) as client:
            address = f"/api/activities/{FIRST}/route"
            answer = client.get(address)
            tag = answer.headers["etag"]
            assert answer.headers["content-encoding"] == "gzip"
            assert answer.json() == json.loads(gzip.decompress(kept))
            assert len(unpacked(kept)) == len(answer.json()["time"])
            for given, status in ((tag, 304), (f'"other", {tag}', 304), ('"other"', 200), (f"W/{tag}", 200)):
                assert client.get(address, headers={"If-None-Match": given}).status_code == status
            assert client.get(f"/api/activities/{FIRST + 1}/route").json()["type"] == "urn:runtrack:no-route"


def test_the_calendar_has_every_run_of_a_year_and_every_year_of_runs(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        starts = [world.now - days * DAY for days in (1, 2, 400, 800)]
        world.restart(RUNTRACK_SINCE="2023-01-01")
        world.garmin.add(*(run(FIRST + n, at, original="404") for n, at in enumerate(starts)))
        world.tick()
        with browser(world) as client:
            now, before = (client.get(f"/api/calendar{query}").json() for query in ("", "?year=2025"))
    assert (now["year"], now["years"], now["sports"]) == (2026, [2026, 2025, 2024], ["running"])
    assert (ids(now), ids(before)) == (["900000002", "900000001"], ["900000003"])


@pytest.mark.parametrize(
    ("path", "status", "kind", "fields"),
    [
        ("activities/nonsense", 404, "not-found", []),
        ("activities/900000009", 404, "not-found", []),
        ("activities/900000009/route", 404, "not-found", []),
        ("activities?cursor=%21", 400, "bad-cursor", []),
        ("activities?cursor=WzFd", 400, "bad-cursor", []),
        ("activities?cursor=WyIyMDI2LTAxLTAxIiwiYSIsImIiLDBd", 400, "bad-cursor", []),
        ("activities?limit=0&state=gone", 422, "invalid", ["limit", "state.0"]),
        ("activities?year=20260", 422, "invalid", ["year"]),
        ("activities?since=yesterday", 422, "invalid", ["since"]),
        ("nothing/here", 404, "not-found", []),
    ],
)
def test_what_is_not_there_or_no_good_is_a_problem(
    client: TestClient, path: str, status: int, kind: str, fields: list[str]
) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["type"]) == (status, status, f"urn:runtrack:{kind}")
    assert [each["field"] for each in problem["errors"]] == fields
