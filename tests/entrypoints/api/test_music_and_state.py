"""The music of a run, plays page by page, the status, what is on the target, preferences and who one is."""

import html
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.insights.stretch import HILLY, Stretch
from sync.core.music import Gap, Sure
from sync.engine import saving
from sync.engine.song_figures import figures_of
from sync.entrypoints.api.answers.music import Music
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.three_runs import FIRST
from tests.support.entrypoints.web import browser
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path_factory.mktemp("music")) as world:
        world.connect("spotify", "lastfm")
        world.garmin.add(run(FIRST, world.now - HOUR, km=3.0, every=5))
        world.plays(world.now - HOUR - MINUTE, 40 * MINUTE)
        world.ticks(6)
        saving.put(
            world.store,
            Gap(ME, "lastfm", world.now - 2 * HOUR, world.now - HOUR, Sure.LIKELY, "it was away"),
        )
        yield world


@pytest.fixture(scope="module")
def client(world: MusicWorld) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def test_the_songs_of_a_run_come_with_its_figures(client: TestClient) -> None:
    answer = client.get(f"/api/activities/{FIRST}/music").json()
    assert (answer["id"], answer["outcome"]) == ("900000001", "complete")
    assert len(answer["songs"]) >= 4
    for number, song in enumerate(answer["songs"], 1):
        assert song["number"] == number
        assert song["begins"] < song["ends"]
        assert song["inside"] <= song["ends"] - song["begins"] + 0.001
        assert 200 < song["pace"] < 500
        assert song["artists"]
    assert answer["sources"] == ["spotify"]
    assert [(each["source"], each["sure"], each["why"]) for each in answer["gaps"]] == [
        ("lastfm", "likely", "it was away")
    ]


def test_a_hill_has_its_pace_on_the_flat_and_flat_ground_has_none(world: MusicWorld, client: TestClient) -> None:
    key = world.row(FIRST).key
    kept = figures_of(world.wired.app, key)
    assert kept is not None
    hills = {0: (HILLY, 0.0), 1: (0.0, HILLY + 3), 2: (HILLY - 0.01, HILLY - 0.01)}
    ran = [
        Stretch(200.0, 12.0, 20.0, 300.0, *hills.get(number, (0.0, 0.0)), 280.0) for number in range(len(kept.songs))
    ]
    changed = tuple(replace(one, stretch=stretch) for one, stretch in zip(kept.songs, ran, strict=True))
    saving.put(world.store, replace(kept, songs=changed))
    told = [song["flat_pace"] for song in client.get(f"/api/activities/{FIRST}/music").json()["songs"]]
    assert told == [280.0, 280.0, *[None] * (len(told) - 2)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_songs_of_a_run_are_what_their_description_says(client: TestClient, language: str) -> None:
    """They are not made of the models that describe them."""
    answer = client.get(f"/api/activities/{FIRST}/music", headers={"Accept-Language": language})
    assert answer.headers["content-type"] == "application/json"
    assert Music.model_validate_json(answer.content, strict=True).model_dump(mode="json") == answer.json()


def test_the_list_is_told_when_the_songs_of_its_runs_began_and_ended(client: TestClient) -> None:
    songs = client.get(f"/api/activities/{FIRST}/music").json()["songs"]
    whole = {"since": "2026-03-14T00:00:00Z", "until": "2026-03-15T00:00:00Z"}
    (strip,) = client.get("/api/strips", params=whole).json()["strips"]
    assert strip["id"] == "900000001"
    assert strip["songs"] == [
        [pytest.approx(each["begins"], abs=0.1), pytest.approx(each["ends"], abs=0.1)] for each in songs
    ]
    assert client.get("/api/strips", params={**whole, "until": "2026-03-14T00:00:01Z"}).json() == {"strips": []}
    assert client.get("/api/strips", params={**whole, "since": "2026-03-14T00:00:00"}).status_code == 422


def test_a_run_is_taken_away_as_each_kind_of_file_that_it_names(world: MusicWorld, client: TestClient) -> None:
    (line, *_) = client.get(f"/api/activities/{FIRST}/music").json()["songs"]
    kinds = dict[str, str]()
    for form in client.get(f"/api/activities/{FIRST}").json()["formats"]:
        answer = client.get(f"/api/activities/{FIRST}/file.{form}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="run-2026-03-14-900000001.{form}"'
        kinds[form] = answer.headers["content-type"]
        if form == "fit":
            assert answer.content == world.wired.app.files.get(f"originals/me/{FIRST}")
        else:
            assert line["title"] in html.unescape(answer.text)
    assert kinds == {
        "fit": "application/vnd.ant.fit",
        "gpx": "application/gpx+xml",
        "tcx": "application/vnd.runtrack.tcx+xml",
        "geojson": "application/geo+json",
        "csv": "text/csv; charset=utf-8",
        "json": "application/json",
        "m3u8": "application/vnd.apple.mpegurl",
        "xspf": "application/xspf+xml",
        "jspf": "application/jspf+json",
    }
    for form, status in (("exe", 422), ("", 422)):
        assert client.get(f"/api/activities/{FIRST}/file.{form}").status_code in (status, 404)


def test_a_run_whose_songs_are_in_says_so(client: TestClient) -> None:
    (line,) = client.get("/api/activities?music=true").json()["runs"]
    assert (line["words"], line["music"]) == ("On Strava with its songs", "complete")
    assert line["songs"] == len(client.get(f"/api/activities/{FIRST}/music").json()["songs"])


def test_plays_come_page_by_page_newest_first_each_once(client: TestClient) -> None:
    whole = client.get("/api/plays?limit=200").json()
    assert whole["next"] is None
    seen, cursor = list[dict[str, Any]](), ""
    while True:
        answer = client.get(f"/api/plays?limit=3{cursor and f'&cursor={cursor}'}").json()
        seen += answer["plays"]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == whole["plays"]
    times = [each["played_at"] for each in seen]
    assert times == sorted(times, reverse=True)
    of_one = client.get("/api/plays?source=spotify&limit=200").json()
    assert {each["source"] for each in of_one["plays"]} == {"spotify"}
    assert (of_one["gaps"], [each["source"] for each in whole["gaps"]]) == ([], ["lastfm"])


def test_the_status_tells_what_the_command_tells(client: TestClient) -> None:
    answer = client.get("/api/status").json()
    assert {each: number for each, number in answer["counts"].items() if number} == {"annotated": 1}
    assert [(each["service"], each["health"]) for each in answer["services"]][:2] == [
        ("garmin", "fine"),
        ("strava", "fine"),
    ]
    assert (answer["needs_person"], answer["tick_overdue"], answer["hangs"], answer["sends"]) == (
        False,
        False,
        "",
        True,
    )
    assert answer["budget"]["overall_day"]["limit"] == 2000
    assert (answer["backfill"], answer["folder"], answer["notices"]) == (None, None, [])


def test_what_is_on_the_target_is_told_without_asking_there(world: MusicWorld, client: TestClient) -> None:
    world.forget_calls()
    answer = client.get("/api/strava/activities").json()
    (there,) = answer["activities"]
    assert (there["run"], there["state"], there["how"], answer["next"]) == ("900000001", "annotated", "uploaded", None)
    assert there["url"] == f"https://www.strava.com/activities/{there['id']}"
    assert there["since"].startswith("2026-03-14T09:0")
    assert world.calls() == {}


def test_whoever_asks_learns_who_they_are(client: TestClient) -> None:
    answer = client.get("/api/me").json()
    assert (answer["name"], answer["runs"], answer["connected"]) == (
        "me",
        1,
        ["garmin", "lastfm", "spotify", "strava"],
    )
    assert (answer["source"], answer["target"]) == ("Garmin", "Strava")


def test_the_text_is_previewed_in_another_style_and_template_and_nothing_changes(client: TestClient) -> None:
    before = client.get(f"/api/activities/{FIRST}/text").json()
    assert before["id"] == "900000001"
    tried = client.post("/api/preferences/preview", json={"template": "{{ count }} songs, {{ title }}"}).json()
    songs = len(client.get(f"/api/activities/{FIRST}/music").json()["songs"])
    assert f"{songs} songs, " in tried["text"]
    line = client.post("/api/preferences/preview", json={"style": "line", "run": str(FIRST)}).json()
    assert line["text"] != before["text"] == client.post("/api/preferences/preview", json={}).json()["text"]
    wrong = client.post("/api/preferences/preview", json={"template": "{{ count"})
    assert (wrong.status_code, [each["field"] for each in wrong.json()["errors"]]) == (422, ["template"])
    assert client.get(f"/api/activities/{FIRST}/text").json() == before


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title_emoji_at": "middle"}, ["title_emoji_at"]),
        ({"nonsense": "1"}, ["nonsense"]),
        ({"style": ""}, ["style"]),
        ({"STRAVA_CLIENT_ID": "123"}, ["strava_client_secret"]),
        ({"template": "{% for %}"}, ["template"]),
        ({}, ["changes"]),
    ],
)
def test_a_preference_that_is_no_good_names_its_field(
    client: TestClient, changes: dict[str, str], fields: list[str]
) -> None:
    answer = client.put("/api/preferences", json={"changes": changes})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, fields)


def test_preferences_are_set_seen_and_taken_back(client: TestClient) -> None:
    def of(name: str) -> dict[str, object]:
        every = client.get("/api/preferences").json()["preferences"]
        return next({k: one[k] for k in ("value", "origin", "choices", "set")} for one in every if one["name"] == name)

    choices = ["list", "short", "top", "line"]
    assert of("style") == {"value": "list", "origin": "default", "choices": choices, "set": True}
    (changed,) = client.put("/api/preferences", json={"changes": {"style": "top"}}).json()["preferences"]
    assert (changed["value"], changed["origin"]) == ("top", "own")
    assert of("style") == {"value": "top", "origin": "own", "choices": choices, "set": True}
    client.put("/api/preferences", json={"changes": {"style": None}})
    assert of("style")["origin"] == "default"
    assert of("annotate_only")["choices"] == ["yes", "no"]
