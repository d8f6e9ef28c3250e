"""Friends over the API, and invitations: one person, seven days, and who comes by one is signed in and befriended."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.friends import Learns
from sync.core.user import User
from sync.engine.asks.friends import ask
from sync.engine.asks.users import add_user
from sync.engine.friendship import friends, learns
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.app import create_app
from tests.entrypoints.api.test_songs import as_person, problem
from tests.support.entrypoints.web import BEHIND_TLS, OURS, PUBLIC, browser, far_browser, site_of
from tests.support.world import DAY, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        for name in ("me", "anna"):
            add_user(world.wired.app, name, world.now)
        yield world


@pytest.fixture
def me(world: World) -> Iterator[TestClient]:
    with as_person(world, "me") as client:
        yield client


@pytest.fixture
def stranger(world: World) -> Iterator[TestClient]:
    with far_browser(world) as client:
        yield client


def invited(client: TestClient, **asked: Any) -> str:
    answer = client.post("/api/invitations", json={"tells": "with figures", "called": "Max from the club", **asked})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["url"] == f"{PUBLIC}/join/{told['code']}"
    return str(told["code"])


def test_who_opens_an_invitation_is_told_what_its_maker_says_and_nothing_else(
    me: TestClient, stranger: TestClient
) -> None:
    code = invited(me)
    assert stranger.post("/api/join/look", json={"code": code}).json() == {
        "called": "Max from the club",
        "tells": "with figures",
        "group": "",
        "ends": "2026-03-21T09:00:30Z",
        "name": None,
        "own": False,
        "others_come": True,
    }
    assert me.post("/api/join/look", json={"code": code}).json()["own"] is True
    for wrong in (code[:-1], code + "x", "", "ä" * 20):
        assert problem(stranger.post("/api/join/look", json={"code": wrong})) == (404, "no-invitation")


def test_who_has_no_account_gets_one_by_an_invitation_once(world: World, me: TestClient, stranger: TestClient) -> None:
    code = invited(me)
    answer = stranger.post("/api/join", json={"code": code, "name": "ben", "tells": "played"})
    assert answer.json() == {"name": "ben", "friend": "me", "called": "Max from the club", "group": ""}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-runtrack=ben.")
    assert cookie.endswith("; HttpOnly; Max-Age=15552000; Path=/; SameSite=lax; Secure")
    assert stranger.get("/api/me").json()["name"] == "ben"
    assert friends(world.store, "me", "ben")
    assert (learns(world.store, "me", "ben"), learns(world.store, "ben", "me")) == (Learns.PLAYED, Learns.FIGURES)
    assert stranger.get("/api/friends").json()["friends"] == [
        *(
            {"name": "me", "will": "wanted", "friends": True, "tells": "played"}
            | {"learns": "with figures", "muted": False, "called": "Max from the club"},
        )
    ]
    stranger.cookies.clear()
    again = stranger.post("/api/join", json={"code": code, "name": "carl"})
    assert problem(again) == (404, "no-invitation")
    assert world.store.load(User, "carl") is None


@pytest.mark.parametrize("wished", ["anna", "me", "a" * 32])
def test_a_name_that_is_taken_gets_letters_behind_it_and_nobody_becomes_somebody_else(
    world: World, me: TestClient, stranger: TestClient, wished: str
) -> None:
    if wished not in ("anna", "me"):
        add_user(world.wired.app, wished, world.now)
    name = stranger.post("/api/join", json={"code": invited(me), "name": wished}).json()["name"]
    assert name != wished
    assert name.startswith(wished[:27])
    assert len(name) <= 32
    assert stranger.get("/api/me").json()["name"] == name


def test_a_name_that_cannot_be_one_uses_nothing_up(me: TestClient, stranger: TestClient) -> None:
    code = invited(me)
    answer = stranger.post("/api/join", json={"code": code, "name": "Ä B"}, headers={"Accept-Language": "de"})
    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["message"].startswith("ein Name hat kleine Buchstaben von a bis z")
    assert problem(stranger.post("/api/join", json={"code": code})) == (401, "sign-in")
    assert stranger.post("/api/join", json={"code": code, "name": "ben"}).status_code == 200


def test_who_is_signed_in_joins_by_one_wish_and_its_maker_does_not(world: World, me: TestClient) -> None:
    code = invited(me)
    assert problem(me.post("/api/join", json={"code": code})) == (404, "no-invitation")
    with as_person(world, "anna") as anna:
        assert anna.post("/api/join", json={"code": code}).json() == {
            "name": "anna",
            "friend": "me",
            "called": "Max from the club",
            "group": "",
        }
        assert problem(anna.post("/api/join/look", json={"code": code})) == (404, "no-invitation")


def test_the_address_of_an_invitation_goes_nowhere_from_its_page(world: World, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>Runtrack</title>")
    with site_of(world, PUBLIC) as site:
        client = TestClient(create_app(site, BEHIND_TLS, pages=tmp_path), base_url=PUBLIC, headers=OURS)
        page = client.get("/join/any-code")
    assert (page.status_code, page.text) == (200, "<title>Runtrack</title>")
    told = {name: page.headers[name] for name in ("referrer-policy", "x-robots-tag", "cache-control")}
    assert told == {"referrer-policy": "no-referrer", "x-robots-tag": "noindex", "cache-control": "no-store"}


def test_an_invitation_ends_after_seven_days_or_when_it_is_taken_back(
    world: World, me: TestClient, stranger: TestClient
) -> None:
    codes = [invited(me) for _ in range(2)]
    listed = me.get("/api/invitations").json()
    assert [set(each) for each in listed["invitations"]] == [{"id", "made", "ends", "tells", "called", "group"}] * 2
    assert me.delete(f"/api/invitations/{listed['invitations'][0]['id']}").status_code == 204
    assert problem(me.delete(f"/api/invitations/{listed['invitations'][0]['id']}")) == (404, "not-found")
    held = [stranger.post("/api/join/look", json={"code": code}).status_code for code in codes]
    assert sorted(held) == [200, 404]
    world.clock.advance((7 * DAY).total_seconds())
    for code in codes:
        assert problem(stranger.post("/api/join", json={"code": code, "name": "ben"})) == (404, "no-invitation")


def test_codes_are_not_tried_without_end_and_no_more_people_come_than_were_invited(
    world: World, me: TestClient
) -> None:
    with far_browser(world, Policy(BEHIND_TLS.hosts, https=True, open=False, tries=3)) as stranger:
        told = [stranger.post("/api/join/look", json={"code": f"code-{n}"}).status_code for n in range(3)]
        assert told == [404] * 3
        assert problem(stranger.post("/api/join", json={"code": "code", "name": "ben"})) == (429, "too-many")
    for number in range(20):
        with far_browser(world) as stranger:
            joined = stranger.post("/api/join", json={"code": invited(me), "name": f"ben{number}"})
            assert joined.status_code == 200
    assert problem(me.post("/api/invitations", json={})) == (409, "too-many-kept")


def test_another_page_and_a_token_make_and_use_no_invitation(me: TestClient, stranger: TestClient) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert problem(me.post("/api/invitations", json={}, headers=elsewhere)) == (403, "made-elsewhere")
    code = invited(me)
    answer = stranger.post("/api/join", json={"code": code, "name": "ben"}, headers=elsewhere)
    assert problem(answer) == (403, "made-elsewhere")
    word = me.post("/api/tokens", json={"name": "t", "scope": "write"}).json()["word"]
    bearer = {"Authorization": f"Bearer {word}"}
    for method, path in (("POST", "/api/invitations"), ("GET", "/api/invitations"), ("POST", "/api/join")):
        assert problem(stranger.request(method, path, json={"code": code}, headers=bearer)) == (403, "browsers-only")


def test_on_ones_own_machine_a_link_is_of_use_to_nobody_and_says_so(world: World) -> None:
    with browser(world) as owner:
        code = owner.post("/api/invitations", json={}).json()["code"]
        assert owner.get("/api/invitations").json()["others_come"] is False
        told = owner.post("/api/join/look", json={"code": code}).json()
        assert (told["others_come"], told["own"], told["name"]) == (False, True, "me")
        assert problem(owner.post("/api/join", json={"code": code, "name": "ben"})) == (404, "no-invitation")
    assert world.store.load(User, "ben") is None


def test_friends_are_changed_and_who_is_none_is_nobody(world: World, me: TestClient) -> None:
    ask(world.store, "anna", "me", world.now, tells=Learns.PLAYED)

    def seen(answer: Any) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        (one,) = answer.json()["friends"]
        return {key: one[key] for key in ("will", "friends", "tells", "learns", "muted")}

    before = {"will": "offered", "friends": False, "tells": "nothing", "learns": "nothing", "muted": False}
    assert seen(me.get("/api/friends")) == before
    now = before | {"will": "wanted", "friends": True, "tells": "on a run", "learns": "played"}
    assert seen(me.post("/api/friends/anna/accept", json={"tells": "on a run"})) == now
    assert seen(me.post("/api/friends/anna/tells", json={"tells": "nothing"})) == now | {"tells": "nothing"}
    assert seen(me.post("/api/friends/anna/mute", json={"muted": True}))["muted"] is True
    called = me.post("/api/friends/anna/called", json={"called": " Anna\n\u200bB. "}).json()["friends"][0]["called"]
    assert called == "Anna"
    assert seen(me.post("/api/friends/anna/block"))["will"] == "blocked"
    assert me.delete("/api/friends/anna").json() == {"friends": []}
    for name in ("anna", "nobody"):  # one is here, and one is not: nothing tells them apart
        for path, body in (("accept", {"tells": "played"}), ("tells", {"tells": "played"}), ("block", None)):
            assert problem(me.post(f"/api/friends/{name}/{path}", json=body)) == (404, "not-found")
        assert problem(me.delete(f"/api/friends/{name}")) == (404, "not-found")
