"""What people write to the Page comes in: signed, once, kept before it is answered; anything else is refused."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.core.inbound import Acted, Did, Inbound
from sync.entrypoints.api.access.checks import LARGEST_BODY
from sync.sim.delivery import Delivery
from sync.sim.messenger import SimMessenger
from sync.stores.sqlite_changes import SqliteChanges
from tests.support.entrypoints.web import far_browser
from tests.support.world import World

PLACE = "/api/hooks/messenger"
VERIFY = "verify-canary-word"
SECRET = "app-secret-canary"
MESSENGER: dict[str, Any] = {
    "MESSENGER_PAGE_TOKEN": "t",
    "MESSENGER_APP_SECRET": SECRET,
    "MESSENGER_VERIFY_TOKEN": VERIFY,
}
ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": VERIFY}
ANA = "7001"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, **MESSENGER) as world:
        yield world


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    """Facebook's servers: no browser, so without what a browser says of itself."""
    with far_browser(world) as client:
        client.headers.pop("Sec-Fetch-Site")
        yield client


@pytest.fixture
def sim(world: World) -> SimMessenger:
    return SimMessenger(world.clock.now, app_secret=SECRET)


def bring(client: TestClient, delivery: Delivery, **headers: str) -> Any:
    return client.post(PLACE, content=delivery.body, headers={**delivery.headers, **headers})


def kept(world: World) -> list[Inbound]:
    return list(world.store.waiting(Inbound, world.now, 1000))


def test_the_address_is_verified_as_facebook_does_it(client: TestClient) -> None:
    answer = client.get(PLACE, params=ASKED)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"hub.verify_token": "wrong"}, 403),
        ({"hub.verify_token": ""}, 403),
        ({"hub.verify_token": "ü"}, 403),
        ({"hub.mode": "unsubscribe"}, 403),
        ({"hub.challenge": "<script>"}, 422),
        ({"hub.challenge": ""}, 422),
        ({"hub.challenge": "1" * 101}, 422),
    ],
)
def test_who_does_not_know_the_word_learns_nothing(client: TestClient, other: dict[str, str], status: int) -> None:
    answer = client.get(PLACE, params=ASKED | other)
    assert answer.status_code == status
    assert VERIFY not in answer.text


def test_what_people_write_is_kept_as_it_came_for_the_next_tick(
    world: World, client: TestClient, sim: SimMessenger
) -> None:
    assert bring(client, sim.writes(ANA, "Läuft/ü")).json() == {}
    (only,) = kept(world)
    assert (only.service, only.id, only.came_at, only.acted, only.user) == (
        "messenger",
        "m_sim1",
        world.now,
        Acted.NOT_YET,
        "",
    )
    assert (only.update.did, only.update.chat, only.update.text) == (Did.WROTE, ANA, "Läuft/ü")


def test_a_second_delivery_changes_nothing(world: World, client: TestClient, sim: SimMessenger) -> None:
    delivery = sim.writes(ANA, "hi")
    bring(client, delivery)
    once = kept(world)
    world.clock.advance(60)
    assert bring(client, delivery).status_code == 200
    assert kept(world) == once


def test_an_echo_is_answered_and_not_kept(world: World, client: TestClient, sim: SimMessenger) -> None:
    assert bring(client, sim.echo(ANA, "a song")).status_code == 200
    assert kept(world) == []


def test_what_is_not_signed_by_the_app_is_refused_and_not_read(
    world: World, client: TestClient, sim: SimMessenger
) -> None:
    good = sim.writes(ANA, "hi")
    other = SimMessenger(world.clock.now, app_secret="another").writes(ANA, "hi")
    again = json.dumps(json.loads(good.body)).encode() + b" "
    wrong: list[tuple[bytes, Mapping[str, str]]] = [
        (good.body, {}),
        (good.body, {"X-Hub-Signature-256": ""}),
        (good.body, {"X-Hub-Signature-256": "sha256="}),
        (good.body, {"X-Hub-Signature": good.headers["X-Hub-Signature-256"]}),
        (again, good.headers),
        (other.body, other.headers),
        (b"", {}),
    ]
    for body, headers in wrong:
        answer = client.post(PLACE, content=body, headers=dict(headers))
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:runtrack:not-signed"), headers
        assert SECRET not in answer.text
    assert kept(world) == []


def test_what_is_signed_and_says_nothing_that_is_known_is_answered(
    world: World, client: TestClient, sim: SimMessenger
) -> None:
    for body in (b"{}", b"[", b'{"object":"instagram","entry":[]}', b'{"object":"page","entry":[7,{"messaging":8}]}'):
        answer = client.post(PLACE, content=body, headers={"X-Hub-Signature-256": sim.signature(body)})
        assert (answer.status_code, answer.json()) == (200, {}), body
    assert kept(world) == []


def test_a_huge_body_is_refused_whoever_signed_it(world: World, client: TestClient, sim: SimMessenger) -> None:
    body = b" " * (LARGEST_BODY + 1)
    assert client.post(PLACE, content=body, headers={"X-Hub-Signature-256": sim.signature(body)}).status_code == 413
    pieces = (b" " * 65_536 for _ in range(5))
    assert client.post(PLACE, content=pieces).status_code == 413


def test_where_it_is_not_set_up_there_is_no_such_address(tmp_path: Path) -> None:
    with World(tmp_path) as world, far_browser(world) as client:
        assert client.get(PLACE, params=ASKED).status_code == 404
        assert client.get(PLACE, params=ASKED | {"hub.verify_token": ""}).status_code == 404
        assert client.post(PLACE, content=b"{}").status_code == 404


def test_a_flood_of_strangers_changes_nothing(world: World, client: TestClient) -> None:
    with closing(SqliteChanges(world.folder / "data" / "runtrack.sqlite")) as changes:
        before = changes.counter()
        for _ in range(500):
            assert client.post(PLACE, content=b"{}", headers={"X-Hub-Signature-256": "sha256=00"}).status_code == 403
        assert changes.counter() == before
    assert not any(world.calls().values())


def test_a_hundred_deliveries_are_each_kept_within_a_tenth_of_a_second(
    world: World, client: TestClient, sim: SimMessenger
) -> None:
    took = []
    for number in range(100):
        delivery = sim.writes(ANA, f"song {number}")
        began = time.perf_counter()
        bring(client, delivery)
        took.append(time.perf_counter() - began)
    assert len(kept(world)) == 100
    assert sorted(took)[94] < 0.1


def test_nothing_of_the_secrets_is_logged(
    client: TestClient, sim: SimMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    client.get(PLACE, params=ASKED)
    bring(client, sim.writes(ANA, "a private word"))
    lines = [str(vars(record)) for record in caplog.records if record.name.startswith("runtrack")]
    assert any(PLACE in line for line in lines)
    assert not [line for line in lines if VERIFY in line or SECRET in line or "a private word" in line]
