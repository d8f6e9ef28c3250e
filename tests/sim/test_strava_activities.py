"""The simulated Strava tells and edits activities over real HTTP, and plays the faults it is asked for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sync.sim.clock import HandClock
from sync.sim.http import FAULTS
from sync.sim.strava import SimStrava
from tests.support.sim.fit_files import START, run_fit
from tests.support.sim.strava_client import Client


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START + timedelta(hours=2))


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimStrava]:
    service = SimStrava(clock.now)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def client(sim: SimStrava, clock: HandClock) -> Client:
    return Client(sim, clock)


def test_a_list_is_newest_first_within_its_window(client: Client) -> None:
    ids = [client.sim.add(START + timedelta(days=day), 1800, 5000) for day in (2, 0, 1)]
    assert [a["id"] for a in client.get("/athlete/activities").json()] == [ids[0], ids[2], ids[1]]
    at = int(START.timestamp())
    shown = client.get("/athlete/activities", after=at, before=at + 2 * 86400).json()
    assert [a["id"] for a in shown] == [ids[2]]


@pytest.mark.parametrize("short", [False, True])
def test_pages_hold_every_activity_once_until_the_empty_one(client: Client, short: bool) -> None:
    client.sim.list_page_short = short
    ids = {client.sim.add(START + timedelta(hours=hour), 60, 100) for hour in range(11)}
    seen: list[int] = []
    page, sizes = 1, []
    while found := client.get("/athlete/activities", page=page, per_page=4).json():
        sizes.append(len(found))
        seen += [a["id"] for a in found]
        page += 1
    assert sorted(seen) == sorted(ids)
    assert sizes == ([2, 2, 2, 2, 2, 1] if short else [4, 4, 3])


@pytest.mark.parametrize("params", [{"per_page": 201}, {"page": 0}, {"after": "yesterday"}])
def test_a_list_with_bad_numbers_is_a_400(client: Client, params: dict[str, Any]) -> None:
    assert client.get("/athlete/activities", **params).status_code == 400


def test_a_summary_has_nulls_and_no_description(client: Client) -> None:
    client.sim.add(START, 1800, 5000, description="secret", external_id="garmin_ping_123")
    [shown] = client.get("/athlete/activities").json()
    assert "description" not in shown
    assert (shown["upload_id"], shown["gear_id"], shown["workout_type"]) == (None, None, None)
    assert (shown["external_id"], shown["start_latlng"]) == ("garmin_ping_123", [])


def test_stravalibs_own_models_read_what_the_simulator_tells(client: Client) -> None:
    from stravalib.model import DetailedActivity, SummaryActivity  # slow to import

    done = client.result(client.post(run_fit()))
    [summary] = client.get("/athlete/activities").json()
    assert SummaryActivity.model_validate(summary).start_date == START
    detail = client.get(f"/activities/{done['activity_id']}").json()
    assert DetailedActivity.model_validate(detail).elapsed_time == 2461


def test_a_hidden_start_is_one_second_past_local_midnight(client: Client) -> None:
    hidden = client.sim.add(START, 1800, 5000, offset=3600)
    client.sim.hide_start(hidden)
    [shown] = client.get("/athlete/activities").json()
    assert shown["start_date_local"] == "2026-03-14T00:00:01Z"
    assert shown["start_date"] == "2026-03-13T23:00:01Z"


def test_private_activities_need_read_all(client: Client) -> None:
    private = client.sim.add(START, 1800, 5000, private=True)
    assert len(client.get("/athlete/activities").json()) == 1
    client.given = client.sim.tokens(frozenset(("activity:read",)))
    assert client.get("/athlete/activities").json() == []
    assert client.get(f"/activities/{private}").status_code == 404


def test_a_put_replaces_only_what_it_names(client: Client) -> None:
    run = client.sim.add(START, 1800, 5000, name="Old", description="weather")
    changed = client.put(run, description="music", commute=True, trainer="true").json()
    assert (changed["name"], changed["description"]) == ("Old", "music")
    assert (changed["commute"], changed["trainer"]) == (True, False)
    assert client.put(run, description="").json()["description"] == ""
    assert client.put(run, name="New", sport_type="TrailRun").json()["sport_type"] == "TrailRun"
    assert client.sim.find(run).name == "New"
    assert client.put(run, sport_type="running").status_code == 400
    assert client.put(run, name=["x"]).status_code == 400


def test_every_injected_status_speaks_stravas_words_and_is_counted(client: Client) -> None:
    told = {}
    for name in ("401", "403", "429", "500", "502 HTML", "204"):
        client.sim.inject("upload", name)
        refused = client.post(run_fit())
        told[name] = refused.json()["message"] if "json" in refused.headers.get("Content-Type", "") else ""
        assert refused.headers["X-RateLimit-Usage"] == f"{len(told)},{len(told)}"
        assert refused.headers["X-ReadRateLimit-Usage"] == ","
    assert list(told.values()) == ["Authorization Error", "Forbidden", "Rate Limit Exceeded", "error", "", ""]
    assert client.sim.posts == []


def test_a_fault_after_the_effect_still_makes_the_activity(client: Client) -> None:
    client.sim.inject("upload", "500 after the effect")
    assert client.post(run_fit()).status_code == 500
    client.clock.advance(3)
    assert (len(client.sim.posts), len(client.sim.alive())) == (1, 1)


@pytest.mark.parametrize("endpoint", ["list", "result", "token", "athlete"])
def test_a_wrong_type_is_the_other_kind_of_json(client: Client, endpoint: str) -> None:
    posted = client.post(run_fit()).json()
    client.sim.inject(endpoint, FAULTS["wrong type"])
    paths = {"list": "/athlete/activities", "result": f"/uploads/{posted['id']}", "athlete": "/athlete"}
    got = client.refresh() if endpoint == "token" else client.get(paths[endpoint])
    assert isinstance(got.json(), dict if endpoint == "list" else list)


def test_a_result_can_be_a_web_page(client: Client) -> None:
    posted = client.post(run_fit())
    client.sim.html_on_result = True
    page = client.get(f"/uploads/{posted.json()['id']}")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
