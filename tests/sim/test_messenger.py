"""The simulated Messenger, asked by plain requests: its window, its errors, and what it brings to a webhook."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from sync.sim.clock import HandClock
from sync.sim.delivery import Delivery
from sync.sim.messenger import WORDS, SimMessenger

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


@pytest.fixture
def sim(clock: HandClock) -> Iterator[SimMessenger]:
    sim = SimMessenger(clock.now)
    sim.start()
    yield sim
    sim.stop()


def sent(sim: SimMessenger, psid: str, text: str = "a song", kind: str = "RESPONSE") -> requests.Response:
    body = {"recipient": {"id": psid}, "messaging_type": kind, "message": {"text": text}}
    headers = {"Authorization": f"Bearer {sim.token}"}
    return requests.post(f"{sim.url}/v26.0/me/messages", json=body, headers=headers, timeout=5)


def told(delivery: Delivery) -> Any:
    return json.loads(delivery.body)["entry"][0]["messaging"][0]


def numbers(answer: requests.Response) -> tuple[int, int, int]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error.get("error_subcode", 0)


def test_a_message_goes_out_for_24_hours_after_the_person_wrote(sim: SimMessenger, clock: HandClock) -> None:
    assert numbers(sent(sim, "7")) == (400, 100, 2018001)
    sim.writes("7", "hello")
    assert sent(sim, "7").json() == {"recipient_id": "7", "message_id": "m_sim2"}
    clock.advance(24 * 3600)
    assert sent(sim, "7").status_code == 200
    clock.advance(1)
    assert numbers(sent(sim, "7")) == (400, 10, 2018278)
    sim.writes("7", "again")
    assert sent(sim, "7").status_code == 200
    assert sim.people["7"].shown == ["a song"] * 3


def test_its_refusals(sim: SimMessenger) -> None:
    sim.writes("7", "hello")
    assert numbers(sent(sim, "7", kind="MESSAGE_TAG")) == (400, 100, 1893061)
    sim.people["7"].blocks = True
    assert numbers(sent(sim, "7")) == (400, 551, 1545041)
    sim.people["7"].role = False
    assert numbers(sent(sim, "7")) == (403, 200, 2018028)
    sim.restricted = True
    assert numbers(sent(sim, "7")) == (400, 10, 1893063)
    for code, subcode in WORDS:
        sim.error(code, subcode)
        assert numbers(sent(sim, "7")) == (WORDS[code, subcode][0], code, subcode)
    sim.token = "another"
    got = requests.get(f"{sim.url}/v26.0/me", headers={"Authorization": "Bearer old"}, timeout=5)
    assert numbers(got) == (401, 190, 0)


def test_a_delivery_is_signed_over_its_raw_bytes_in_which_letters_and_slashes_are_escaped(sim: SimMessenger) -> None:
    delivery = sim.writes("7", "Läuft https://x.example/é")
    assert b"L\\u00e4uft https:\\/\\/x.example\\/\\u00e9" in delivery.body
    right = hmac.new(b"sim-app-secret", delivery.body, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Hub-Signature-256"] == f"sha256={right}"
    assert told(delivery)["message"]["text"] == "Läuft https://x.example/é"


def test_the_ways_in_which_people_come(sim: SimMessenger) -> None:
    assert told(sim.begins("7", "CODE"))["postback"]["referral"]["ref"] == "CODE"
    assert told(sim.comes_by("7", "CODE"))["referral"] == {"ref": "CODE", "source": "SHORTLINK", "type": "OPEN_THREAD"}
    assert told(sim.pastes("7", "https://x.example"))["message"]["attachments"][0]["payload"] == {
        "url": "https://x.example"
    }
    assert told(sim.pastes("7", "https://x.example", beside=True))["message"]["attachments"][0]["url"]
    echo = told(sim.echo("7", "a song"))
    assert (echo["sender"], echo["recipient"], echo["message"]["is_echo"]) == ({"id": sim.page}, {"id": "7"}, True)
