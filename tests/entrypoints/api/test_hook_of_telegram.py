"""What people write to the bot is brought by Telegram: with its secret, kept before it is answered; else refused."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sync.adapters.telegram_hook import HEADER
from sync.core.inbound import Acted, Did, Inbound, Polling
from sync.engine.asks import webhook
from sync.entrypoints.api.access.checks import LARGEST_BODY
from sync.sim.delivery import Delivery
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA
from tests.support.entrypoints.web import far_browser
from tests.support.messages import CHATS, MessageWorld
from tests.support.world import World

PLACE = "/api/hooks/telegram"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MessageWorld]:
    with MessageWorld(tmp_path) as world:
        world.chat(ME, ANNA)
        webhook.bring(world.wired.app, "telegram", "https://run.example/", world.now)
        world.telegram.forget_calls()
        yield world


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    """Telegram's servers: no browser, so without what a browser says of itself."""
    with far_browser(world) as client:
        client.headers.pop("Sec-Fetch-Site")
        yield client


def bring(client: TestClient, delivery: Delivery) -> int:
    answer = client.post(PLACE, content=delivery.body, headers=delivery.headers)
    assert not answer.is_success or answer.json() == {}
    return answer.status_code


def kept(world: World) -> list[Inbound]:
    return list(world.store.waiting(Inbound, world.now, 1000))


def secret_of(world: MessageWorld) -> str:
    assert world.telegram.webhook is not None
    return str(world.telegram.webhook["secret_token"])


def test_what_people_do_is_kept_as_it_came_and_done_by_the_next_tick_without_a_look(
    world: MessageWorld, client: TestClient
) -> None:
    assert world.telegram.webhook is not None
    assert world.telegram.webhook["url"] == "https://run.example/api/hooks/telegram"
    world.telegram.writes(CHATS[ME], "/help 🏃 https://a.example/1")
    world.telegram.odd(x=1)
    assert world.telegram.brings(lambda one: bring(client, one)) == [
        200
    ]  # of a kind that was not asked for: not brought
    (only,) = kept(world)
    assert (only.service, only.came_at, only.acted, only.update.did) == (
        "telegram",
        world.now,
        Acted.NOT_YET,
        Did.WROTE,
    )
    assert only.update.links == ("https://a.example/1",)
    assert world.told() == 1
    assert len(world.read_by(ME)) == 1
    assert {call.endpoint for call in world.telegram.calls} == {"sendMessage"}


def test_a_second_delivery_changes_nothing_also_after_the_answer(world: MessageWorld, client: TestClient) -> None:
    world.telegram.writes(CHATS[ME], "/help")
    for _ in range(3):
        assert world.telegram.brings(lambda one: bring(client, one)) == [200]
        world.told()
        world.telegram.repeat()
    assert len(world.read_by(ME)) == 1


def test_what_could_not_be_kept_is_brought_again(world: MessageWorld, client: TestClient) -> None:
    for text in ("/help", "/songs"):
        world.telegram.writes(CHATS[ME], text)
    assert world.telegram.brings(lambda one: 302) == [302]
    assert world.telegram.brings(lambda one: 500) == [500]
    assert kept(world) == []
    assert world.telegram.brings(lambda one: bring(client, one)) == [200, 200]
    assert [one.update.text for one in kept(world)] == ["/help", "/songs"]


def test_who_does_not_know_the_secret_is_refused_and_not_read(world: MessageWorld, client: TestClient) -> None:
    good = world.telegram.delivery(world.telegram.writes(CHATS[ME], "hi"))
    token, secret = world.telegram.token, secret_of(world)
    for wrong in ("", "x", secret[:-1], f"{secret} ", secret.upper(), token, "ü"):
        headers = {"Content-Type": "application/json", HEADER: wrong.encode("latin-1")}
        answer = client.post(PLACE, content=good.body, headers=headers)  # type: ignore[arg-type]  # bytes as they are
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:runtrack:not-signed"), wrong
        assert secret not in answer.text
    assert client.post(PLACE, content=good.body).status_code == 403
    assert kept(world) == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"update_id":"1"}', b'{"update_id":1,"message":7}', b"null"]
)
def test_what_is_no_update_is_answered_and_not_kept(world: MessageWorld, client: TestClient, body: bytes) -> None:
    assert bring(client, Delivery(body, {HEADER: secret_of(world)})) == 200
    assert kept(world) == []


def test_a_huge_body_is_refused_whoever_sends_it(world: MessageWorld, client: TestClient) -> None:
    headers = {HEADER: secret_of(world)}
    assert client.post(PLACE, content=b" " * (LARGEST_BODY + 1), headers=headers).status_code == 413
    pieces = (b" " * 65_536 for _ in range(5))
    assert client.post(PLACE, content=pieces, headers=headers).status_code == 413


def test_a_body_that_drips_in_is_kept_once_it_is_there(world: MessageWorld, client: TestClient) -> None:
    delivery = world.telegram.delivery(world.telegram.writes(CHATS[ME], "hi"))
    drops = (bytes([byte]) for byte in delivery.body)
    assert client.post(PLACE, content=drops, headers=delivery.headers).status_code == 200
    assert [one.update.text for one in kept(world)] == ["hi"]


def test_where_no_bot_is_set_up_there_is_no_such_address(tmp_path: Path) -> None:
    with World(tmp_path) as world, far_browser(world) as client:
        assert client.post(PLACE, content=b"{}", headers={HEADER: ""}).status_code == 404


def test_a_hundred_deliveries_are_each_kept_within_a_tenth_of_a_second(world: MessageWorld, client: TestClient) -> None:
    took = list[float]()

    def timed(delivery: Delivery) -> int:
        began = time.perf_counter()
        status = bring(client, delivery)
        took.append(time.perf_counter() - began)
        return status

    for number in range(100):
        world.telegram.writes(CHATS[ME], f"song {number}")
    assert world.telegram.brings(timed) == [200] * 100
    assert len(kept(world)) == 100
    assert sorted(took)[94] < 0.1


def test_nothing_of_it_is_logged(world: MessageWorld, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    world.telegram.writes(CHATS[ME], "a private word")
    world.telegram.brings(lambda one: bring(client, one))
    lines = [json.dumps(vars(record), default=str) for record in caplog.records if record.name.startswith("runtrack")]
    assert any(PLACE in line for line in lines)
    assert not [line for line in lines if secret_of(world) in line or "a private word" in line]
    known: Any = world.store.load(Polling, "telegram")
    assert secret_of(world) not in repr(known)
