"""What Strava tells by itself: refused without the secret, never believed, and a flood of it costs nothing."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.activity import State
from sync.core.hints import MOST_A_DAY, Heard, Hint
from sync.core.user import User
from sync.entrypoints.api.access.policy import Policy
from sync.sim.athlete import run
from sync.stores.sqlite_changes import SqliteChanges
from tests.support.entrypoints.web import BEHIND_TLS, far_browser
from tests.support.world import DAY, HOUR, MINUTE, START, World

SECRET = "c0ffee15c0ffee15c0ffee15c0ffee15"
WITH_HINTS = Policy(BEHIND_TLS.hosts, https=True, open=False, hook=SECRET)
PLACE = f"/api/hints/strava/{SECRET}"
ASKED = {"hub.mode": "subscribe", "hub.challenge": "15f7d1a91c1f40f8a748fd134752feb3", "hub.verify_token": SECRET}
RUN = 900000001


@contextmanager
def sent(folder: Path) -> Iterator[World]:
    """A run that Strava works on for an hour: it is asked again after a while."""
    with World(folder, strava={"processing_seconds": 3600.0}) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=2.0, every=10))
        world.ticks(3)
        assert world.row(RUN).state is State.SUBMITTED
        yield world


@contextmanager
def strava(world: World) -> Iterator[TestClient]:
    """No browser, so without what a browser says of itself."""
    with far_browser(world, WITH_HINTS) as client:
        client.headers.pop("Sec-Fetch-Site")
        yield client


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sent(tmp_path) as world:
        yield world


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with strava(world) as client:
        yield client


@pytest.fixture(scope="module")
def one_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """For all that leaves it as it is."""
    with sent(tmp_path_factory.mktemp("hints")) as world:
        yield world


@pytest.fixture(scope="module")
def one_client(one_world: World) -> Iterator[TestClient]:
    with strava(one_world) as client:
        yield client


def event(world: World, **other: Any) -> dict[str, Any]:
    told = {
        "aspect_type": "create",
        "event_time": 1516126040,
        "object_id": 1360128428,
        "object_type": "activity",
        "owner_id": world.strava.athlete_id,
        "subscription_id": 120475,
        "updates": {},
    }
    return told | other


def soon(world: World) -> bool:
    """Whether the run's next look has been brought forward."""
    due = world.row(RUN).due
    return due is not None and due <= world.now


def test_the_address_is_verified_as_strava_does_it(one_client: TestClient) -> None:
    answer = one_client.get(PLACE, params=ASKED)
    assert (answer.status_code, answer.json()) == (200, {"hub.challenge": ASKED["hub.challenge"]})


def test_a_hint_lets_the_next_tick_ask_and_nothing_else(world: World, client: TestClient) -> None:
    assert not soon(world)
    before = world.row(RUN)
    assert client.post(PLACE, json=event(world)).json() == {}
    assert soon(world)
    row = world.row(RUN)
    assert (row.state, row.target_id, row.history) == (State.SUBMITTED, None, before.history)
    world.forget_calls()
    world.tick()
    assert world.row(RUN).state is State.SUBMITTED  # Strava says that it works on it, whatever a hint said
    assert {name: n for name, n in world.calls().items() if name.startswith("strava")} == {"strava result": 1}


def test_who_has_strava_alone_is_looked_for_at_once(world: World, client: TestClient) -> None:
    person = world.store.load(User, "me")
    assert person is not None
    world.store.put(User(**{**_fields(person), "target_looked_at": world.now}))
    client.post(PLACE, json=event(world))
    looked = world.store.load(User, "me")
    assert looked is not None
    assert looked.target_looked_at == world.now - 30 * MINUTE


def _fields(person: User) -> dict[str, Any]:
    return {name: getattr(person, name) for name in person.__dataclass_fields__}


REFUSED: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "no secret": ("POST", "/api/hints/strava/", {}, 405),
    "another secret": ("POST", f"/api/hints/strava/{SECRET[:-1]}0", {}, 404),
    "a part of it": ("POST", f"/api/hints/strava/{SECRET[:-1]}", {}, 404),
    "in capitals": ("POST", f"/api/hints/strava/{SECRET.upper()}", {}, 404),
    "no letters of this alphabet": ("POST", "/api/hints/strava/%F0%9F%8E%B5", {}, 404),
    "another service": ("POST", f"/api/hints/garmin/{SECRET}", {}, 405),
    "below it": ("POST", f"{PLACE}/more", {}, 405),
    "another method": ("PUT", PLACE, {}, 405),
    "a challenge elsewhere": ("GET", f"/api/hints/strava/{SECRET[:-1]}0", {"params": ASKED}, 404),
    "a challenge without a token": ("GET", PLACE, {"params": ASKED | {"hub.verify_token": ""}}, 403),
    "a challenge with another token": ("GET", PLACE, {"params": ASKED | {"hub.verify_token": "STRAVA"}}, 403),
    "no subscription": ("GET", PLACE, {"params": ASKED | {"hub.mode": "unsubscribe"}}, 403),
    "no challenge": ("GET", PLACE, {"params": ASKED | {"hub.challenge": ""}}, 422),
    "a page as the challenge": ("GET", PLACE, {"params": ASKED | {"hub.challenge": "<script>"}}, 422),
    "a challenge without end": ("GET", PLACE, {"params": ASKED | {"hub.challenge": "a" * 101}}, 422),
    "nothing": ("POST", PLACE, {"content": b""}, 422),
    "no JSON": ("POST", PLACE, {"content": b"{"}, 422),
    "no object": ("POST", PLACE, {"json": [1]}, 422),
    "a depth without end": ("POST", PLACE, {"content": b"[" * 4000}, 422),
    "too long": ("POST", PLACE, {"content": b" " * 4097}, 413),
    "far too long": ("POST", PLACE, {"content": b" " * 300_000}, 413),
    "no UTF-8": ("POST", PLACE, {"content": b'{"aspect_type": "\xff"}'}, 422),
}
WRONG_FIELDS: dict[str, dict[str, Any]] = {
    "an owner in words": {"owner_id": "1"},
    "an owner below nothing": {"owner_id": -1},
    "an owner beyond all numbers": {"owner_id": 2**70},
    "half an activity": {"object_id": 1.5},
    "no activity": {"object_id": None},
    "what never happens": {"aspect_type": "explode"},
    "what never is": {"object_type": "segment"},
    "a time beyond all times": {"event_time": 2**63},
    "the truth for a time": {"event_time": True},
}


@pytest.mark.parametrize(("method", "path", "sent", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_hint_is_refused(
    one_world: World, one_client: TestClient, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    answer = one_client.request(method, path, **(sent or ({"json": event(one_world)} if method == "POST" else {})))
    assert (answer.status_code, soon(one_world)) == (status, False), answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize("wrong", WRONG_FIELDS.values(), ids=WRONG_FIELDS)
def test_what_is_no_event_is_refused(one_world: World, one_client: TestClient, wrong: dict[str, Any]) -> None:
    assert (one_client.post(PLACE, json=event(one_world, **wrong)).status_code, soon(one_world)) == (422, False)


OF_NO_USE: dict[str, dict[str, Any]] = {
    "of somebody who is not here": {"owner_id": 4711},
    "of a change": {"aspect_type": "update", "updates": {"title": "<b>"}},
    "of a deletion": {"aspect_type": "delete"},
    "of an end of the permission": {
        "object_type": "athlete",
        "aspect_type": "update",
        "updates": {"authorized": "false"},
    },
}


@pytest.mark.parametrize("other", OF_NO_USE.values(), ids=OF_NO_USE)
def test_what_is_no_reason_to_look_is_taken_and_forgotten(
    one_world: World, one_client: TestClient, other: dict[str, Any]
) -> None:
    assert (one_client.post(PLACE, json=event(one_world, **other)).status_code, soon(one_world)) == (200, False)


def test_it_is_off_unless_a_secret_is_set(one_world: World) -> None:
    with far_browser(one_world) as client:
        for path in (PLACE, "/api/hints/strava/%00"):
            assert client.post(path, json=event(one_world)).status_code == 404
            assert client.get(path, params=ASKED | {"hub.verify_token": ""}).status_code == 404
    assert not soon(one_world)


def test_a_flood_writes_nothing_more_and_asks_strava_nothing(world: World, client: TestClient) -> None:
    client.post(PLACE, json=event(world))
    world.forget_calls()
    with closing(SqliteChanges(world.folder / "data" / "runtrack.sqlite")) as changes:
        before = changes.counter()
        for number in range(1, 1000):
            client.post(PLACE, json=event(world, object_id=number, event_time=number))
        assert changes.counter() == before
    assert not any(world.calls().values())


def test_a_day_of_hints_is_followed_a_few_times() -> None:
    heard, at, times = Heard(), START, 0
    while at < START + DAY:
        times += heard.is_to_be_followed(Hint("1", times, int(at.timestamp())), "me", at)
        at += MINUTE / 6
    assert times == MOST_A_DAY
    assert heard.is_to_be_followed(Hint("1", 1, 1), "me", at + MINUTE)


def test_a_hint_that_comes_three_times_is_one() -> None:
    heard, hint = Heard(), Hint("1", 2, 3)
    times = [heard.is_to_be_followed(hint, "me", START + number * 2 * MINUTE) for number in range(3)]
    assert times == [True, False, False]
