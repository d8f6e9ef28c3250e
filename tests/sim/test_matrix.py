"""The simulated Matrix homeserver, asked by plain requests: its shapes, its oddities and its refusals."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.matrix import SimMatrix
from sync.sim.matrix_rooms import replacing

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
ANA = "@ana:sim.example"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimMatrix]:
    sim = SimMatrix(clock.now)
    sim.start()
    yield sim
    sim.stop()


def asked(sim: SimMatrix, method: str, path: str, token: str | None = None, **how: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {sim.token if token is None else token}"}
    return requests.request(method, f"{sim.url}/_matrix/client/v3/{path}", headers=headers, timeout=5, **how)


def synced(sim: SimMatrix, since: str = "", limit: int = 50) -> Any:
    room = {"timeline": {"limit": limit, "types": ["m.room.message", "m.room.encrypted", "m.room.encryption"]}}
    params = {"timeout": "0", "filter": json.dumps({"room": room})} | ({"since": since} if since else {})
    answer = asked(sim, "GET", "sync", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def sent(sim: SimMatrix, room: str, text: str, transaction: str, **content: Any) -> requests.Response:
    path = f"rooms/{quote(room, safe='')}/send/m.room.message/{quote(transaction, safe='')}"
    return asked(sim, "PUT", path, json={"msgtype": "m.text", "body": text} | content)


def test_an_invited_room_is_joined_and_what_is_written_there_is_told_once(sim: SimMatrix) -> None:
    room = sim.invite(ANA)
    first = synced(sim)
    assert first["rooms"] == {
        "invite": {
            room: {
                "invite_state": {
                    "events": [
                        {
                            "type": "m.room.member",
                            "state_key": sim.bot,
                            "sender": ANA,
                            "content": {"membership": "invite"},
                        }
                    ]
                }
            }
        }
    }
    assert asked(sim, "POST", f"rooms/{quote(room)}/join", json={}).json() == {"room_id": room}
    id = sim.says(room, ANA, "start ABC")
    second = synced(sim, first["next_batch"])
    assert second["rooms"]["join"][room]["timeline"]["events"] == [
        {
            "type": "m.room.message",
            "event_id": id,
            "origin_server_ts": 1794744000000,
            "sender": ANA,
            "content": {"msgtype": "m.text", "body": "start ABC"},
        }
    ]
    assert synced(sim, second["next_batch"]) == {"next_batch": second["next_batch"]}


def test_the_same_transaction_again_does_nothing_and_answers_the_first_event(sim: SimMatrix, clock: HandClock) -> None:
    room = sim.joined(ANA)
    once, twice = sent(sim, room, "a song", "m/1"), sent(sim, room, "another", "m/1")
    assert once.json() == twice.json() == {"event_id": "$event2"}
    assert (sim.shown(room), sim.doubled) == (["a song"], 1)
    clock.advance(24 * 3600)
    assert sent(sim, room, "a song", "m/1").json() != once.json(), "it is not remembered for ever"


def test_its_own_messages_come_back_and_an_edit_shows_the_last_version(sim: SimMatrix) -> None:
    room = sim.joined(ANA)
    event = sent(sim, room, "one", "1").json()["event_id"]
    sent(sim, room, "* two", "2", **replacing(event, "two"))
    events = synced(sim)["rooms"]["join"][room]["timeline"]["events"]
    assert [(one["sender"], one["unsigned"]) for one in events] == [
        (sim.bot, {"transaction_id": "1"}),
        (sim.bot, {"transaction_id": "2"}),
    ]
    assert sim.shown(room) == ["two"]


def test_more_than_the_filter_allows_is_cut_and_said_so(sim: SimMatrix) -> None:
    room = sim.joined(ANA)
    for number in range(4):
        sim.says(room, ANA, str(number))
    timeline = synced(sim, limit=2)["rooms"]["join"][room]["timeline"]
    assert ([one["content"]["body"] for one in timeline["events"]], timeline["limited"]) == (["2", "3"], True)


def test_an_encrypted_room_shows_that_something_was_written_not_what(sim: SimMatrix) -> None:
    room = sim.joined(ANA)
    sim.encrypt(room, ANA)
    sim.says(room, ANA, "secret")
    told = synced(sim)["rooms"]["join"][room]
    assert [one["type"] for one in told["timeline"]["events"]] == ["m.room.encryption", "m.room.encrypted"]
    assert "secret" not in json.dumps(told)


def test_its_refusals(sim: SimMatrix) -> None:
    room, other = sim.joined(ANA), sim.joined(ANA)
    sim.kick(other)
    sim.burst = 0
    got = [
        asked(sim, "GET", "account/whoami", token="no"),
        sent(sim, other, "x", "1"),
        asked(sim, "POST", "rooms/!nobody:sim.example/join", json={}),
        sent(sim, room, "x", "2"),
        asked(sim, "GET", "sync", params={"since": "junk"}),
    ]
    assert [(one.status_code, one.json()["errcode"]) for one in got] == [
        (401, "M_UNKNOWN_TOKEN"),
        (403, "M_FORBIDDEN"),
        (403, "M_FORBIDDEN"),
        (429, "M_LIMIT_EXCEEDED"),
        (400, "M_UNKNOWN"),
    ]
    assert got[3].json()["retry_after_ms"] == 5000
    sim.wait_words = "header"
    assert sent(sim, room, "x", "2").headers["Retry-After"] == "5"
