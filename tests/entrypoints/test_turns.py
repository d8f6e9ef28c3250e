"""Turns of many users: everybody in one minute of five, always the same one, and a message each."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.entrypoints import turns
from sync.ports import StoreBroken
from tests.contract import dynamo
from tests.world import MINUTE

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
USERS = [f"user-{number}" for number in range(1000)]


@pytest.fixture
def queue() -> Iterator[tuple[Any, str]]:
    dynamo.enter("turns")
    sqs = dynamo.fresh_client("sqs")
    yield sqs, sqs.create_queue(QueueName="turns")["QueueUrl"]
    dynamo.leave("turns")


def taken(sqs: Any, url: str) -> list[str]:
    """Everything in the queue."""
    found: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [turns.user_of({"body": each["Body"]}) for each in messages]
    return found


def test_a_user_keeps_the_minute_in_every_process() -> None:
    assert [turns.slot_of(name) for name in ("me", "ann", "bob", "user-1", "Zoë")] == [0, 0, 2, 2, 4]


def test_each_minute_has_about_as_many_users() -> None:
    counted = Counter(turns.slot_of(name) for name in USERS)
    assert sorted(counted) == [0, 1, 2, 3, 4]
    assert 150 < min(counted.values()) <= max(counted.values()) < 250


def test_in_any_five_minutes_each_user_has_one_turn() -> None:
    for first in (0, 3, 58):
        handed = [name for minute in range(5) for name in turns.due(USERS, NOON + (first + minute) * MINUTE)]
        assert sorted(handed) == sorted(USERS)


def test_each_user_of_the_minute_gets_one_message(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    mine = [name for name in USERS[:100] if turns.slot_of(name) == 0]
    assert turns.hand_out(url, USERS[:100], NOON, sqs=sqs) == len(mine) > 10
    assert sorted(taken(sqs, url)) == sorted(mine)


def test_the_messages_go_out_in_tens(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    sizes: list[int] = []
    sqs.meta.events.register(
        "provide-client-params.sqs.SendMessageBatch", lambda params, **_: sizes.append(len(params["Entries"]))
    )
    mine = [name for name in USERS if turns.slot_of(name) == 0][:25]
    assert turns.hand_out(url, mine, NOON, sqs=sqs) == 25
    assert sizes == [10, 10, 5]


def test_nobodys_minute_asks_nothing_of_the_queue() -> None:
    assert turns.hand_out("https://nowhere.invalid", [], NOON) == 0


def test_a_refused_message_is_said(queue: tuple[Any, str]) -> None:
    class Full:
        def send_message_batch(self, **params: Any) -> Any:
            return {"Failed": [{"Id": "0", "Message": "the queue is full"}]}

    (name, *_) = [name for name in USERS if turns.slot_of(name) == 0]
    with pytest.raises(StoreBroken, match="the queue refused 1 turns: the queue is full"):
        turns.hand_out(queue[1], [name], NOON, sqs=Full())


def test_a_queue_that_is_not_there_is_said(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(StoreBroken, match="the queue of turns"):
        turns.hand_out(url, USERS, NOON, sqs=sqs)


def test_a_message_names_its_user() -> None:
    assert turns.user_of({"body": json.dumps({"user": "Zoë"})}) == "Zoë"
