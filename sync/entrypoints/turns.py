"""Whose turn it is, for many users: each gets one minute in five by the hash of its name, and a message of its own."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sync.wiring import TURN

SLOTS = TURN // timedelta(minutes=1)  # minutes between two turns of a user
AT_ONCE = 10  # messages in one SendMessageBatch


def slot_of(user: str) -> int:
    """The minute of a user, 0 to 4: always the same one, and as many users in each."""
    return int.from_bytes(hashlib.sha256(user.encode()).digest()[:4], "big") % SLOTS


def due(users: Iterable[str], now: datetime) -> list[str]:
    """Those whose minute it is."""
    return [user for user in users if slot_of(user) == now.minute % SLOTS]


def hand_out(queue_url: str, users: Iterable[str], now: datetime, *, sqs: Any = None) -> int:
    """A message for each user whose minute it is; returns how many. Safe to do twice: a second tick changes nothing.

    Raises `StoreBroken` when the queue takes none."""
    from sync.ports import StoreBroken
    from sync.stores.aws_client import client
    from sync.stores.dynamo_errors import explained

    chosen = due(users, now)
    for batch in _batches(chosen):
        entries = [{"Id": str(number), "MessageBody": json.dumps({"user": user})} for number, user in enumerate(batch)]
        with explained("SQS", "sqs:SendMessage", "the queue of turns"):
            sqs = sqs or client("sqs")
            refused = sqs.send_message_batch(QueueUrl=queue_url, Entries=entries).get("Failed", [])
        if refused:  # their next turn is in five minutes
            raise StoreBroken(
                f"the queue refused {len(refused)} turns: {refused[0].get('Message')}", "look at the queue"
            )
    return len(chosen)


def user_of(record: Mapping[str, Any]) -> str:
    """The user that a message of the queue is about."""
    return str(json.loads(record["body"])["user"])


def _batches(users: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(users), AT_ONCE):
        yield users[start : start + AT_ONCE]
