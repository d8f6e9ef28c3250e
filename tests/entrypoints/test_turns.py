"""Turns of many users: everybody in one minute of five, always the same one, and a message each."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.entrypoints.aws import turns
from sync.ports import StoreBroken
from tests.support.contract import dynamo
from tests.support.world import MINUTE

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
USERS = [f"user-{number}" for number in range(1000)]


@pytest.fixture
def queue() -> Iterator[tuple[Any, str]]:
    dynamo.enter("turns")
    sqs = dynamo.fresh_client("sqs")
    yield sqs, sqs.create_queue(QueueName="turns")["QueueUrl"]
    dynamo.leave("turns")


def handed(url: str, users: list[str], sqs: Any) -> int:
    """In one part."""
    return turns.hand_out(url, [lambda: users], NOON, sqs=sqs).turns


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
    assert handed(url, USERS[:100], sqs) == len(mine) > 10
    assert sorted(taken(sqs, url)) == sorted(mine)


def test_the_messages_go_out_in_tens(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    sizes: list[int] = []
    sqs.meta.events.register(
        "provide-client-params.sqs.SendMessageBatch", lambda params, **_: sizes.append(len(params["Entries"]))
    )
    mine = [name for name in USERS if turns.slot_of(name) == 0][:25]
    assert handed(url, mine, sqs) == 25
    assert sizes == [10, 10, 5]


def test_nobodys_minute_asks_nothing_of_the_queue() -> None:
    assert turns.hand_out("https://nowhere.invalid", [list], NOON) == turns.Handed(0, 0)


def test_a_refused_message_is_said(queue: tuple[Any, str]) -> None:
    class Full:
        def send_message_batch(self, **params: Any) -> Any:
            return {"Failed": [{"Id": "0", "Message": "the queue is full"}]}

    (name, *_) = [name for name in USERS if turns.slot_of(name) == 0]
    with pytest.raises(StoreBroken, match="the queue refused 1 turns: the queue is full"):
        handed(queue[1], [name], Full())


def test_a_queue_that_is_not_there_is_said(queue: tuple[Any, str]) -> None:
    sqs, url = queue
    sqs.delete_queue(QueueUrl=url)
    with pytest.raises(StoreBroken, match="the queue of turns"):
        handed(url, USERS, sqs)


def test_a_message_names_its_user() -> None:
    assert turns.user_of({"body": json.dumps({"user": "Zoë"})}) == "Zoë"


# -- more users than one minute has time for ------------------------------------------------------

MANY = [f"user-{number}" for number in range(100_000)]
PARTS = 16


class Taking:
    """A queue that takes everything, and a clock by which each batch costs a second."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.names, self.requests = seconds, list[str](), 0

    def send_message_batch(self, **params: Any) -> dict[str, Any]:
        self.requests += 1
        self.seconds -= 1
        self.names += [turns.user_of({"body": entry["MessageBody"]}) for entry in params["Entries"]]
        return {}

    def left(self) -> float:
        return self.seconds


def in_parts(users: list[str]) -> list[Any]:
    return [lambda number=number: iter(users[number::PARTS]) for number in range(PARTS)]


def test_a_hundred_thousand_users_are_handed_out_once_in_five_minutes() -> None:
    queue = Taking(float("inf"))
    for minute in range(5):
        turns.hand_out("", in_parts(MANY), NOON + minute * MINUTE, sqs=queue)
    assert sorted(queue.names) == sorted(MANY)
    assert queue.requests <= len(MANY) / 10 + 5 * PARTS


def test_parts_that_overlap_give_nobody_two_turns() -> None:
    queue = Taking(float("inf"))
    turns.hand_out("", [lambda: USERS] * PARTS, NOON, sqs=queue)
    assert sorted(queue.names) == sorted(turns.due(USERS, NOON))


def test_where_there_is_no_time_for_all_it_is_others_who_wait_each_time() -> None:
    """In each round only some parts are reached; in sixteen rounds everybody has had a turn."""
    users, reached = MANY[:10_000], set[str]()
    for round_ in range(PARTS):
        queue = Taking(60.0 + turns.LEAST_SECONDS)  # of about 210 batches
        now = NOON + round_ * turns.SLOTS * MINUTE
        done = turns.hand_out("", in_parts(users), now, left=queue.left, workers=1, sqs=queue)
        assert 8 <= done.parts_left < PARTS
        assert done.turns == len(queue.names)
        reached |= set(queue.names)
    assert reached == set(turns.due(users, NOON))


def test_a_part_that_cannot_be_read_leaves_the_others_their_turns() -> None:
    def broken() -> Any:
        raise StoreBroken("throttled", "wait")

    queue = Taking(float("inf"))
    with pytest.raises(StoreBroken, match="throttled"):
        turns.hand_out("", [broken, lambda: USERS], NOON, sqs=queue)
    assert sorted(queue.names) == sorted(turns.due(USERS, NOON))
