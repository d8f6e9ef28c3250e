"""What phones post arrives, once, in each app's own way; who has no secret finds nothing there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.live.phones.apps import APPS, BATCH, ONE_POINT
from sync.core.live.phones.phone import LivePhone
from sync.core.live.phones.told import Trouble
from sync.core.live.run import LiveRun
from sync.engine.asks import phones as verbs
from sync.engine.asks.users import add_user
from sync.entrypoints.api import ingest
from sync.entrypoints.api.access.checks import LARGEST_BATCH
from sync.entrypoints.api.access.policy import Policy
from sync.ports import Conflict, StoreBroken
from sync.sim.phones import PHONES
from sync.wiring import ME
from tests.support.entrypoints.web import BEHIND_TLS, PUBLIC, far_browser
from tests.support.world import World

SECRET = "s3cret" * 7


@contextmanager
def phone_net(world: World, policy: Policy = BEHIND_TLS, **settings: str) -> Iterator[TestClient]:
    """No browser, so without what a browser says of itself."""
    with far_browser(world, policy, **settings) as client:
        client.headers.pop("Sec-Fetch-Site")
        yield client


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with phone_net(world) as client:
        yield client


def address(world: World, app: str, secret: str = SECRET) -> str:
    _, word = verbs.make_phone(world.store, ME, app, "", secret, world.now)
    return f"/ingest/{app}/{word}"


def known(world: World) -> LivePhone:
    (phone,) = verbs.phones(world.store, ME)
    return phone


def place(world: World, app: str) -> dict[str, Any]:
    """A request that says a place of now, as keywords of the client."""
    kind = next(kind for name, kind in PHONES.values() if name == app)
    phone = kind("", lambda request: None)
    phone.is_at(world.now, 48.1, 11.5, 3.0)
    request = phone.request(phone.queue)
    return {"content": request.body}


@pytest.mark.parametrize("app", APPS)
def test_each_app_is_answered_as_it_wants_and_the_phone_has_been_heard_of(
    world: World, client: TestClient, app: str
) -> None:
    path = address(world, app)
    line = f"?lat=48.1&lon=11.5&time={int(world.now.timestamp())}" if app == "gpslogger" else ""
    answer = client.post(path + line, **(place(world, app) if app != "gpslogger" else {}))
    wanted = {"owntracks": b"[]", "overland": b'{"result":"ok"}', "traccar": b"", "gpslogger": b""}[app]
    assert (answer.status_code, answer.content) == (200, wanted)
    assert known(world).last_seen == world.now
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_whoever_has_no_secret_finds_nothing_there(world: World, client: TestClient) -> None:
    path = address(world, "owntracks")
    add_user(world.wired.app, "anna", world.now)
    for other in (
        path[:-1],
        f"{path}x",
        path.replace(SECRET, SECRET.upper()),
        path.replace("owntracks", "overland"),
        path.replace("owntracks", "signal"),
        path.replace("/me.", "/anna."),
        "/ingest/owntracks/",
        "/ingest/owntracks/me.",
        "/ingest/owntracks/%00.%FF",
        f"/ingest/owntracks/{'a' * 7000}",
    ):
        answer = client.post(other, **place(world, "owntracks"))
        assert answer.status_code in (404, 405), other
        assert SECRET not in answer.text
    assert client.request("PUT", path, content=b"{}").status_code == 405
    assert known(world).last_seen is None
    verbs.revoke_phone(world.store, ME, known(world).id)
    assert client.post(path, **place(world, "owntracks")).status_code == 404


def test_a_phone_needs_no_session_and_its_secret_is_none(world: World, client: TestClient) -> None:
    path = address(world, "owntracks")
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert client.post(path, headers=headers, **place(world, "owntracks")).status_code == 200
    word = path.rpartition("/")[2]
    for scheme in ("Bearer rt_", "Bearer "):
        assert client.get("/api/status", headers={"Authorization": scheme + word}).status_code == 401
    assert client.get("/api/status", headers={"Cookie": f"__Host-runtrack={word}"}).status_code == 401


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "no end": b"[" * 60_000,
    "no end of objects": b'{"a":' * 10_000,
    "a number without end": b"1" * 60_000,
    "no text": bytes(range(256)),
    "NaN": b'{"_type":"location","lat":NaN,"lon":Infinity,"tst":-Infinity}',
    "the wrong types": b'{"_type":["location"],"locations":{"a":1},"location":7}',
    "a time before all": b'{"_type":"location","lat":1,"lon":1,"tst":-99999999999999}',
    "a list": b'{"locations":[' + b",".join([b"0"] * 100_000) + b"]}",
    "surrogates": b'{"_type":"location","lat":"\\ud800","lon":1,"tst":1}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_sent_is_taken_and_nothing_is_kept_of_it(world: World, client: TestClient, body: bytes) -> None:
    for app in APPS:
        answer = client.post(address(world, app, f"{SECRET}{app}"), content=body)
        assert (answer.status_code, answer.content) == (200, APPS[app].answer), app
    assert client.get(address(world, "traccar") + "?" + "&".join(f"a{n}=%ff" for n in range(900))).status_code == 200
    assert world.store.all(LiveRun, ME) == []


def test_what_is_too_large_is_taken_and_its_owner_is_told(world: World, client: TestClient) -> None:
    path = address(world, "owntracks")
    assert client.post(path, content=b" " * (ONE_POINT + 1)).status_code == 200
    assert known(world).trouble is Trouble.TOO_LARGE
    assert client.post(path, **place(world, "owntracks")).status_code == 200
    assert known(world).trouble is Trouble.NONE
    batch = address(world, "overland", f"{SECRET}2")
    pieces = (b" " * 65_536 for _ in range(BATCH // 65_536 + 1))
    assert client.post(batch, content=pieces).json() == {"result": "ok"}
    assert client.post(batch, content=b" " * (LARGEST_BATCH + 1)).status_code == 413


def test_a_batch_of_a_thousand_places_is_no_large_one(world: World, client: TestClient) -> None:
    kind = PHONES["Overland"][1]("", lambda request: None)
    for second in range(1000):
        kind.is_at(world.now, 48.1 + second / 1e5, 11.5, 3.0)
    body = kind.request(kind.queue).body
    assert body is not None
    assert len(body) > 262_144
    assert client.post(address(world, "overland"), content=body).json() == {"result": "ok"}
    assert known(world).trouble is Trouble.NONE


@pytest.mark.parametrize("error", [Conflict(), StoreBroken("the disk is full", "make room")])
def test_what_could_not_be_kept_is_to_be_sent_again(
    world: World, client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    path = address(world, "overland")

    def refuses(*arguments: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(ingest, "take_in", refuses)
        answer = client.post(path, **place(world, "overland"))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert client.post(path, **place(world, "overland")).status_code == 200
    assert known(world).last_seen == world.now


def test_a_phone_that_posts_without_end_is_slowed_down_and_no_other_one(world: World) -> None:
    with phone_net(world, Policy(BEHIND_TLS.hosts, https=True, open=False, posts=3)) as client:
        first, second = address(world, "owntracks"), address(world, "owntracks", f"{SECRET}2")
        assert [client.post(first, content=b"").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        assert int(client.post(first, content=b"").headers["retry-after"]) > 0
        assert client.post(second, content=b"").status_code == 200


def test_the_secret_is_in_no_log_and_in_no_answer(
    world: World, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    path = address(world, "owntracks")
    for other in (path, f"{path}x"):
        answer = client.post(other, **place(world, "owntracks"))
        assert SECRET not in answer.text + str(answer.headers)
    lines = [json.dumps(vars(record), default=str) for record in caplog.records if record.name.startswith("runtrack")]
    assert any("/ingest/{name}/{secret}" in line and '"user": "me"' in line for line in lines)
    assert not [line for line in lines if SECRET in line or "48.1" in line]


def test_encrypted_messages_are_taken_and_their_owner_is_told_what_to_do(world: World, client: TestClient) -> None:
    path = address(world, "owntracks")
    assert client.post(path, json={"_type": "encrypted", "data": "AAAA"}).json() == []
    (told,) = signed_in(world, client, "GET", "/api/live/phones").json()["phones"]
    assert told["trouble"].startswith("What it sends is encrypted")
    german = signed_in(world, client, "GET", "/api/live/phones", {"Accept-Language": "de"}).json()["phones"]
    assert german[0]["trouble"].startswith("Was es sendet, ist verschlüsselt")


def signed_in(
    world: World, client: TestClient, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
) -> Any:
    from sync.core.credential import Word
    from sync.engine.asks import sessions

    word = Word(ME, "w" * 43)
    if sessions.session_of(world.store, word.text, world.now) is None:
        sessions.begin_session(world.store, ME, word.secret, "", world.now)
    ours = {"Cookie": f"__Host-runtrack={word.text}", "Sec-Fetch-Site": "same-origin", **(headers or {})}
    return client.request(method, path, headers=ours, **more)


def test_a_phone_is_made_listed_and_revoked(world: World, client: TestClient) -> None:
    made = signed_in(world, client, "POST", "/api/live/phones", json={"app": "owntracks", "name": "Pixel"})
    assert made.status_code == 201
    told = made.json()
    assert told["address"].startswith(f"{PUBLIC}/ingest/owntracks/me.")
    assert told["setup"].startswith("owntracks:///config?inline=")
    assert told["qr"].startswith("data:image/svg+xml")
    path = told["address"].removeprefix(PUBLIC)
    assert client.post(path, **place(world, "owntracks")).status_code == 200
    listed = signed_in(world, client, "GET", "/api/live/phones").json()
    assert [each["name"] for each in listed["phones"]] == ["Pixel"]
    assert listed["phones"][0]["last_seen"] is not None
    assert {each["name"]: len(each["steps"]) for each in listed["apps"]} == dict.fromkeys(APPS, 3)
    assert listed["reachable"] is True
    assert path.rpartition("/")[2] not in json.dumps(listed)
    id = listed["phones"][0]["id"]
    assert signed_in(world, client, "DELETE", f"/api/live/phones/{id}").status_code == 204
    assert signed_in(world, client, "DELETE", f"/api/live/phones/{id}").status_code == 404
    assert client.post(path, **place(world, "owntracks")).status_code == 404


def test_what_is_no_phone_is_refused_and_so_is_a_stranger(world: World, client: TestClient) -> None:
    for wrong in ({"app": "signal"}, {"app": "overland", "name": "x" * 61}, {"app": "overland", "name": "\x07"}, {}):
        assert signed_in(world, client, "POST", "/api/live/phones", json=wrong).status_code == 422, wrong
    for _ in range(verbs.MOST):
        assert signed_in(world, client, "POST", "/api/live/phones", json={"app": "overland"}).status_code == 201
    assert signed_in(world, client, "POST", "/api/live/phones", json={"app": "overland"}).status_code == 409
    assert client.get("/api/live/phones").status_code == 401
