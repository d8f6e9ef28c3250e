"""Logins over the API, step by step, and their end: the real logins of each service against the simulators."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from garminconnect.client import sso

from sync.core.user import Connection
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.person import ended_at, files_holding
from tests.support.entrypoints.web import ADDRESS, browser
from tests.support.music import MusicWorld
from tests.support.world import HOUR

PASSWORD = "correct horse"
OVER = (409, "urn:runtrack:login-over")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MusicWorld]:
    for flow in ("MOBILE", "WIDGET", "LOGIN"):
        for bound in ("MIN", "MAX"):
            monkeypatch.setattr(sso, f"{flow}_DELAY_{bound}_S", 0.0)
    with MusicWorld(tmp_path, login=False, seconds=3.0) as world:
        world.garmin.forbid_sso = False
        world.garmin.add(run(900000001, world.now - HOUR))
        world.spotify.redirects = {f"{ADDRESS}/api/connections/spotify/callback"}  # as it is shown to be copied
        yield world


@pytest.fixture
def client(world: MusicWorld) -> Iterator[TestClient]:
    with browser(world) as client:
        yield client


def begun(client: TestClient, service: str, **given: str) -> dict[str, Any]:
    answer = client.post(f"/api/connections/{service}/login", json={"given": given})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def answered(client: TestClient, service: str, step: dict[str, Any], **given: str) -> dict[str, Any]:
    body = {"attempt": step["attempt"], "given": given}
    return dict(client.post(f"/api/connections/{service}/login/answer", json=body).json())


def comes_back(client: TestClient, step: dict[str, Any]) -> tuple[int, str]:
    """The browser follows the consent page back to the redirect address."""
    answer = client.get(ended_at(step["url"]), follow_redirects=False)
    return answer.status_code, answer.headers["location"]


def of(client: TestClient, service: str) -> dict[str, Any]:
    every = client.get("/api/connections").json()["connections"]
    return next(dict(one) for one in every if one["service"] == service)


def connected(world: MusicWorld) -> set[str]:
    return {link.service for link in world.store.all(Connection, ME) if link.sealed}


def test_a_source_is_connected_with_password_and_code_and_neither_is_kept(
    world: MusicWorld, client: TestClient
) -> None:
    world.garmin.mfa_code = "123456"
    step = begun(client, "garmin")
    assert [(each["name"], each["hidden"], each["kind"]) for each in step["fields"]] == [
        ("email", False, "text"),
        ("password", True, "text"),
    ]
    code = answered(client, "garmin", step, email="robin@example.org", password=PASSWORD)
    assert (code["step"], [each["name"] for each in code["fields"]]) == ("ask", ["code"])
    again = answered(client, "garmin", code, code="000000")
    assert (again["step"], "Try again" in again["note"]) == ("ask", True)
    done = answered(client, "garmin", again, code="123456")
    assert (done["step"], done["account"]) == ("done", "1000001")
    assert done["said"] == ["Garmin is connected (account 1000001). The next tick goes on with it by itself."]
    assert files_holding(PASSWORD, world.folder) == []
    seen = of(client, "garmin")
    assert (seen["connected"], seen["health"], seen["way_out"], seen["account"]) == (True, "fine", "", "1000001")
    assert seen["told"] == done["said"][0]


@pytest.mark.parametrize("service", ["strava", "spotify"])
def test_a_consent_comes_back_to_the_redirect_address_that_is_shown(
    world: MusicWorld, client: TestClient, service: str
) -> None:
    before = of(client, service)
    assert (before["health"], before["ready"], before["way_out"]) == ("not connected", True, "Connect it.")
    step = begun(client, service)
    assert parse_qs(urlsplit(step["url"]).query)["redirect_uri"] == [before["redirect_address"]]
    assert comes_back(client, step) == (303, f"/connections?connected={service}")
    seen = of(client, service)
    assert (seen["connected"], seen["health"], seen["way_out"]) == (True, "fine", "")
    assert all(each["granted"] for each in seen["scopes"])
    assert "is connected" in seen["told"]
    assert comes_back(client, step) == (303, f"/connections?failed={service}")  # once
    assert connected(world) == {service}


def test_the_redirect_address_names_this_machine_as_each_service_wants_it(client: TestClient) -> None:
    assert of(client, "strava")["redirect_address"] == "http://localhost:8080/api/connections/strava/callback"
    assert of(client, "spotify")["redirect_address"] == f"{ADDRESS}/api/connections/spotify/callback"
    assert of(client, "garmin")["redirect_address"] == ""


def test_a_name_is_all_that_some_need(world: MusicWorld, client: TestClient) -> None:
    step = begun(client, "lastfm")
    assert answered(client, "lastfm", step, name="")["type"] == "urn:runtrack:not-connected"
    assert answered(client, "lastfm", begun(client, "lastfm"), name=world.lastfm.user)["step"] == "done"
    assert begun(client, "listenbrainz", name=world.listenbrainz.user)["step"] in ("done", "ask")


def test_what_a_page_did_not_grant_is_told_and_nothing_is_kept(world: MusicWorld, client: TestClient) -> None:
    world.strava.granted_scopes = frozenset({"read"})
    assert comes_back(client, begun(client, "strava")) == (303, "/connections?failed=strava")
    assert "did not grant everything" in of(client, "strava")["told"]
    world.strava.deny = True
    assert comes_back(client, begun(client, "strava")) == (303, "/connections?failed=strava")
    assert "you said no on its page" in of(client, "strava")["told"]
    assert connected(world) == set()


def test_an_answer_that_does_not_belong_to_the_attempt_is_refused(world: MusicWorld, client: TestClient) -> None:
    def refused(service: str, attempt: str, **given: str) -> tuple[int, str]:
        answer = client.post(f"/api/connections/{service}/login/answer", json={"attempt": attempt, "given": given})
        return answer.status_code, answer.json()["type"]

    first = begun(client, "strava")
    second = begun(client, "strava")
    ended = ended_at(first["url"])
    code = parse_qs(urlsplit(ended).query)["code"][0]
    assert client.get(ended, follow_redirects=False).headers["location"] == "/connections?failed=strava"
    assert refused("strava", first["attempt"], code=code, state=first["attempt"]) == OVER  # a newer one has begun
    assert refused("strava", "made-up", code=code, state="made-up") == OVER
    assert refused("spotify", second["attempt"], code=code, state=second["attempt"]) == OVER
    assert refused("deezer", second["attempt"]) == (404, "urn:runtrack:not-found")
    assert refused("strava", second["attempt"], code=code, state="another")[0] == 400
    assert refused("strava", second["attempt"], code=code, state=second["attempt"]) == OVER  # it was answered
    late = begun(client, "strava")
    world.clock.advance(601)
    assert comes_back(client, late) == (303, "/connections?failed=strava")
    assert connected(world) == set()


@pytest.mark.parametrize(
    ("service", "given", "status", "kind"),
    [
        ("strava", {"redirect": "https://evil.example"}, 422, "invalid"),
        ("spotify", {"state": "x"}, 422, "invalid"),
        ("garmin", {"tokens": "nonsense"}, 409, "not-connected"),
        ("folder", {}, 404, "not-found"),
        ("nobody", {}, 404, "not-found"),
    ],
)
def test_a_login_begins_with_what_it_knows_alone(
    client: TestClient, service: str, given: dict[str, str], status: int, kind: str
) -> None:
    answer = client.post(f"/api/connections/{service}/login", json={"given": given})
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:runtrack:{kind}")


def test_a_service_whose_settings_are_missing_says_which(world: MusicWorld) -> None:
    with browser(world, SPOTIFY_CLIENT_ID="") as client:
        seen = of(client, "spotify")
        assert (seen["ready"], [each["name"] for each in seen["settings"]]) == (False, ["spotify_client_id"])
        assert seen["way_out"].startswith("SPOTIFY_CLIENT_ID is missing: make an application of your own")
        answer = client.post("/api/connections/spotify/login", json={})
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:runtrack:not-ready")
        client.put("/api/preferences", json={"changes": {"spotify_client_id": world.spotify.client_id}})
        assert of(client, "spotify")["ready"] is True
        assert comes_back(client, begun(client, "spotify")) == (303, "/connections?connected=spotify")


def test_one_is_disconnected_and_then_everything(world: MusicWorld, client: TestClient) -> None:
    world.log_in()
    world.connect("spotify", "lastfm")
    gone = client.post("/api/connections/lastfm/disconnect", json={"keep_plays": True}).json()
    assert (gone["service"], gone["plays_deleted"], gone["told"]) == ("lastfm", None, "cannot be told")
    twice = client.post("/api/connections/lastfm/disconnect", json={})
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:runtrack:not-there")
    every = client.post("/api/connections/disconnect", json={}).json()["disconnected"]
    assert {each["service"]: each["told"] for each in every} == {
        "garmin": "cannot be told",
        "spotify": "cannot be told",
        "strava": "ended",
    }
    assert connected(world) == set()
