"""Signing in: a link once, Strava for those who are here, sessions and tokens that end; and all that must fail."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from sync.core.credential import Word, fingerprint
from sync.core.signing_in import OAuthState, Session, SignInLink
from sync.core.user import Connection, User
from sync.entrypoints.api.access.policy import Policy
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.web import BEHIND_TLS, OURS, PUBLIC, far_browser
from tests.support.world import DAY, MINUTE, World

BACK = f"{PUBLIC}/api/sign-in/consent/callback"
CONSENT = "__Host-runtrack-consent"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Me and Anna."""
    with World(tmp_path) as world:
        world.strava.callback_domain = "runs.example.org"
        world.store.put(User("me", world.now))
        world.store.put(User("anna", world.now))
        yield world


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with far_browser(world) as client:
        yield client


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["type"].removeprefix("urn:runtrack:")


def link(world: World, user: str = "me") -> str:
    """What `runtrack web-login` prints, behind its `#`."""
    said = runtrack(world, "web-login", "--user", user, APP_URL=PUBLIC)
    assert said.code == 0, said.err
    address, _, word = said.out.strip().partition("#")
    assert address == f"{PUBLIC}/sign-in"
    return word


def signed_in(world: World, client: TestClient, user: str = "me") -> str:
    """The word in the cookie."""
    answer = client.post("/api/sign-in", json={"link": link(world, user)})
    assert answer.json() == {"name": user}
    return str(answer.cookies["__Host-runtrack"])


def test_a_link_from_the_command_line_signs_one_browser_in(world: World, client: TestClient) -> None:
    word = link(world)
    answer = client.post("/api/sign-in", json={"link": word}, headers={"User-Agent": "Firefox/1 (Linux) <b>"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-runtrack=me.")
    assert cookie.endswith("; HttpOnly; Max-Age=15552000; Path=/; SameSite=lax; Secure")
    (session,) = client.get("/api/sessions").json()["sessions"]
    assert (session["agent"], session["this"]) == ("Firefox on Linux", True)
    assert problem(TestClient(client.app, base_url=PUBLIC, headers=OURS).post("/api/sign-in", json={"link": word})) == (
        401,
        "link-over",
    )


def test_signing_out_ends_the_session_and_clears_the_browser(world: World, client: TestClient) -> None:
    word = signed_in(world, client)
    answer = client.post("/api/sign-out")
    assert (answer.status_code, answer.headers["clear-site-data"]) == (204, '"cache", "storage"')
    stolen = client.get("/api/activities", headers={"Cookie": f"__Host-runtrack={word}"})
    assert problem(stolen) == (401, "sign-in")
    assert world.store.all(Session) == []


LINKS: dict[str, Any] = {
    "unknown": {"link": "me." + "a" * 43},
    "of somebody else": {"link": "anna"},
    "empty": {"link": ""},
    "no text": {"link": 7},
    "nothing": {},
    "more": {"link": "me." + "a" * 43, "user": "anna"},
    "a path": {"link": "../me." + "a" * 43},
    "too long": {"link": "me." + "a" * 300},
    "no object": ["me"],
    "null": None,
}


@pytest.mark.parametrize("body", LINKS.values(), ids=LINKS)
def test_what_is_no_link_that_holds_signs_nobody_in(world: World, client: TestClient, body: Any) -> None:
    word = link(world)
    if body == {"link": "anna"}:
        body = {"link": word.replace("me.", "anna.")}
    answer = client.post("/api/sign-in", json=body)
    assert problem(answer)[0] in (401, 422)
    assert "set-cookie" not in answer.headers
    assert world.store.all(Session) == []


def test_a_link_is_too_old_after_a_quarter_of_an_hour(world: World, client: TestClient) -> None:
    word = link(world)
    world.clock.advance(15 * 60)
    assert problem(client.post("/api/sign-in", json={"link": word})) == (401, "link-over")


def test_nobody_tries_links_for_long(world: World) -> None:
    with far_browser(world, Policy(BEHIND_TLS.hosts, https=True, open=False, tries=3)) as client:
        body = {"link": "me." + "a" * 43}
        assert [client.post("/api/sign-in", json=body).status_code for _ in range(4)] == [401, 401, 401, 429]
        answer = client.post("/api/sign-in", json={"link": link(world)})
        assert problem(answer) == (429, "too-many")
        assert 1 <= int(answer.headers["retry-after"]) <= 600


def consenting(client: TestClient) -> dict[str, str]:
    """Begin a consent; what Strava is asked with."""
    answer = client.get("/api/sign-in/consent", headers={"Sec-Fetch-Site": "none"})
    assert answer.status_code == 303
    url = urlsplit(answer.headers["location"])
    return {name: values[0] for name, values in parse_qs(url.query).items()} | {"page": url._replace(query="").geturl()}


def agreed(asked: dict[str, str]) -> str:
    """Where Strava's page sends the browser once its athlete has agreed."""
    import requests

    answer = requests.get(f"{asked.pop('page')}?{urlencode(asked)}", allow_redirects=False, timeout=10)
    return str(answer.headers["location"])


FAR = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}


def came_back(client: TestClient, address: str) -> str:
    """Where the browser ends, and that it is signed in or not accordingly."""
    answer = client.get(address, headers=FAR)
    assert answer.status_code == 303
    where = str(answer.headers["location"])
    assert ("__Host-runtrack=" in str(answer.headers.get_list("set-cookie"))) is (where == "/")
    return where


def known_as(world: World, user: str) -> None:
    """Make the simulated athlete's account this person's, and nobody else's."""
    (mine,) = [link for link in world.store.all(Connection, "me") if link.service == "strava"]
    world.store.put(replace(mine, account="1"))
    if user:
        world.store.put(Connection(user, "strava", mine.sealed, account=str(world.strava.athlete_id)))


def test_strava_signs_in_whoever_has_connected_this_account_here(world: World, client: TestClient) -> None:
    known_as(world, "anna")
    asked = consenting(client)
    assert asked["redirect_uri"] == BACK
    assert came_back(client, agreed(asked)) == "/"
    assert [one.user for one in world.store.all(Session)] == ["anna"]
    assert client.get("/api/sign-in").json() == {"needed": True, "consent": "Strava", "name": "anna"}


def test_whom_nobody_invited_is_not_signed_in_by_strava(world: World, client: TestClient) -> None:
    known_as(world, "")
    assert came_back(client, agreed(consenting(client))) == "/sign-in?why=not-invited"
    assert world.store.all(Session) == []


def changed(address: str, **other: str | None) -> str:
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    kept = {name: value for name, value in {**query, **other}.items() if value is not None}
    return f"{BACK}?{urlencode(kept)}"


RETURNS: dict[str, tuple[dict[str, str | None], str]] = {
    "another state": ({"state": "x" * 22}, "over"),
    "no state": ({"state": None}, "over"),
    "an empty state": ({"state": ""}, "over"),
    "no code": ({"code": None}, "not-granted"),
    "an unknown code": ({"code": "x"}, "not-granted"),
    "said no": ({"code": None, "error": "access_denied"}, "not-granted"),
    "a box left out": ({"scope": "read"}, "not-granted"),
}


@pytest.mark.parametrize(("other", "why"), RETURNS.values(), ids=RETURNS)
def test_a_consent_that_is_not_whole_signs_nobody_in(
    world: World, client: TestClient, other: dict[str, str | None], why: str
) -> None:
    known_as(world, "anna")
    back = agreed(consenting(client))
    assert came_back(client, changed(back, **other)) == f"/sign-in?why={why}"
    assert came_back(client, back) == "/sign-in?why=over"  # also the right one, after that: the browser forgot it
    assert world.store.all(Session) == []


def test_a_consent_comes_back_once_in_its_own_browser_and_in_time(world: World, client: TestClient) -> None:
    known_as(world, "anna")
    back = agreed(consenting(client))
    other = TestClient(client.app, base_url=PUBLIC, headers=OURS, follow_redirects=False)
    assert came_back(other, back) == "/sign-in?why=over"
    consenting(other)
    assert came_back(other, back) == "/sign-in?why=over"  # with a consent of its own under way
    world.clock.advance(600)
    assert came_back(client, back) == "/sign-in?why=over"
    back = agreed(consenting(client))
    kept = client.cookies[CONSENT]
    assert came_back(client, back) == "/"
    client.cookies.set(CONSENT, kept)
    assert came_back(client, back) == "/sign-in?why=over"
    assert len(world.store.all(Session)) == 1


def test_when_strava_is_away_nobody_is_signed_in(world: World, client: TestClient) -> None:
    known_as(world, "anna")
    back = agreed(consenting(client))
    world.strava.stop()
    assert came_back(client, back) == "/sign-in?why=service-away"
    assert world.store.all(Session) == []


def test_a_person_sees_and_ends_their_own_sessions_and_nobody_elses(world: World, client: TestClient) -> None:
    signed_in(world, client)
    annas = TestClient(client.app, base_url=PUBLIC, headers=OURS)
    signed_in(world, annas, "anna")
    (hers,) = annas.get("/api/sessions").json()["sessions"]
    assert problem(client.delete(f"/api/sessions/{hers['id']}")) == (404, "not-found")
    assert client.delete("/api/sessions").status_code == 204
    assert annas.get("/api/sessions").status_code == 200
    assert annas.delete(f"/api/sessions/{hers['id']}").status_code == 204
    assert problem(annas.get("/api/sessions")) == (401, "sign-in")
    assert client.get("/api/sessions").status_code == 200
    for id in ("x", " ", "%00", "A" * 64, "a" * 65):
        assert client.delete(f"/api/sessions/{id}").status_code == 422


def test_a_session_ends_by_itself_and_with_its_person(world: World, client: TestClient) -> None:
    signed_in(world, client)
    world.clock.advance(29 * DAY.total_seconds())
    assert client.get("/api/sessions").status_code == 200
    world.clock.advance(31 * DAY.total_seconds())
    assert problem(client.get("/api/sessions")) == (401, "sign-in")
    signed_in(world, client)
    assert runtrack(world, "delete", "--yes", "--user", "me", "--confirm", "me").code in (0, 1, 2)
    me = world.store.load(User, "me")
    if me is not None and me.leaving is None:
        world.store.put(User("me", me.since, leaving=world.now, version=me.version))
    assert problem(client.get("/api/sessions")) == (401, "sign-in")


def test_a_token_reads_or_writes_as_it_was_made_to(world: World, client: TestClient) -> None:
    signed_in(world, client)
    made = client.post("/api/tokens", json={"name": "=cmd|' /C calc'!A0"}).json()
    word = made["word"]
    program = TestClient(client.app, base_url=PUBLIC, headers={"Authorization": f"Bearer {word}"})
    assert program.get("/api/activities").status_code == 200
    assert problem(program.post("/api/activities/1/retry")) == (403, "token-reads-only")
    for path in ("/api/tokens", "/api/sessions"):
        assert problem(program.get(path)) == (403, "browsers-only")
    assert problem(program.post("/api/tokens", json={"name": "more", "scope": "write"})) == (403, "browsers-only")
    (listed,) = client.get("/api/tokens").json()["tokens"]
    assert listed["id"] == fingerprint(word.partition(".")[2])
    assert client.delete(f"/api/tokens/{listed['id']}").status_code == 204
    assert problem(program.get("/api/activities")) == (401, "no-such-token")


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x" * 61}, {"name": "a\nb"}, {"name": "a", "scope": "admin"}, {"scope": "read"}, 1]
)
def test_a_token_that_cannot_be_one_is_not_made(world: World, client: TestClient, body: Any) -> None:
    signed_in(world, client)
    assert client.post("/api/tokens", json=body).status_code in (400, 422)
    assert client.get("/api/tokens").json() == {"tokens": []}


def test_a_person_has_so_many_requests_an_hour_and_what_has_not_changed_is_none(world: World) -> None:
    with far_browser(world, Policy(BEHIND_TLS.hosts, https=True, open=False, each_hour=5)) as client:
        signed_in(world, client)
        annas = TestClient(client.app, base_url=PUBLIC, headers=OURS)
        annas.cookies.set("__Host-runtrack", Word("anna", "a" * 43).text)
        seen = [client.get("/api/activities") for _ in range(6)]
        assert [one.status_code for one in seen] == [200] * 5 + [429]
        assert seen[0].headers["ratelimit-policy"] == '"hour";q=5;w=3600'
        assert seen[0].headers["ratelimit"].startswith('"hour";r=4;t=')
        assert problem(seen[-1]) == (429, "too-many")
        assert int(seen[-1].headers["retry-after"]) >= 1
        client.cookies.clear()
        signed_in(world, client, "anna")
        assert client.get("/api/activities").status_code == 200


def test_no_request_writes_but_the_first_of_a_day(world: World, client: TestClient) -> None:
    signed_in(world, client)
    before = world.store.all(Session)
    for _ in range(3):
        client.get("/api/activities")
    assert world.store.all(Session) == before


def test_no_secret_stands_in_the_log(world: World, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "runtrack")
    known_as(world, "anna")
    word = link(world)
    client.post("/api/sign-in", json={"link": word})
    cookie = client.cookies["__Host-runtrack"]
    token = client.post("/api/tokens", json={"name": "x"}).json()["word"]
    client.get("/api/activities", headers={"Authorization": f"Bearer {token}"})
    client.get("/api/shared/00secretsecretsecretsecr")
    back = agreed(consenting(client))
    client.get(back, headers=FAR)
    client.get("/evil%1b[31m%0aforged?token=abc")
    said = json.dumps([{**vars(one), "args": ""} for one in caplog.records], default=str)
    secrets = [word, word[3:], cookie, token, *parse_qs(urlsplit(back).query)["code"], "secretsecret", "forged", "abc"]
    assert [one for one in secrets if one in said] == []
    paths = [vars(one)["path"] for one in caplog.records if one.name == "runtrack.web"]
    assert paths[:3] == ["/api/sign-in", "/api/tokens", "/api/activities"]


def test_what_is_kept_of_links_and_consents_tells_no_secret(world: World, client: TestClient) -> None:
    word = link(world)
    asked = consenting(client)
    kept = repr([*world.store.all(SignInLink), *world.store.all(OAuthState)])
    assert word[3:] not in kept
    assert asked["state"] not in kept
    assert client.cookies[CONSENT] not in kept
    assert MINUTE.total_seconds() == 60


def test_it_starts_elsewhere_only_once_somebody_can_sign_in(world: World) -> None:
    said = runtrack(world, "web", "--host", "0.0.0.0", "--port", "0")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "0.0.0.0 can be reached from other machines: set APP_URL to the address under which browsers reach it, such as "
        "https://runs.example.org.\n"
    )
    for mine in world.store.all(Connection):
        world.store.remove(mine)
    said = runtrack(world, "web", "--host", "0.0.0.0", "--port", "0", APP_URL=PUBLIC)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"Nobody could sign in at {PUBLIC}: run `runtrack web-login`, then this again.\n"


def test_a_link_is_for_somebody_who_is_here(world: World) -> None:
    said = runtrack(world, "web-login", "--user", "zoe")
    assert (said.code, said.out) == (2, "")
    assert world.store.all(SignInLink) == []
