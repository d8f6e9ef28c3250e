"""Whose turn it is, for many users: each gets one minute in five by the hash of its name, and a message of its own."""

import hashlib
import json
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from sync.ports import StoreBroken
from sync.wiring import TURN

SLOTS = TURN // timedelta(minutes=1)  # minutes between two turns of a user
AT_ONCE = 10  # messages in one SendMessageBatch
WORKERS = 8  # parts that are read and handed out side by side
LEAST_SECONDS = 5.0  # less is left and nothing is begun: a request may take four
Part = Callable[[], Iterable[str]]


def slot_of(user: str) -> int:
    """The minute of a user, 0 to 4: always the same one, and as many users in each."""
    return int.from_bytes(hashlib.sha256(user.encode()).digest()[:4], "big") % SLOTS


def due(users: Iterable[str], now: datetime) -> Iterator[str]:
    """Those whose minute it is."""
    return (user for user in users if slot_of(user) == now.minute % SLOTS)


@dataclass(frozen=True, slots=True)
class Handed:
    """How many turns were handed out, and how many parts of the users there was no time for."""

    turns: int
    parts_left: int


def hand_out(
    queue_url: str,
    parts: Sequence[Part],
    now: datetime,
    *,
    left: Callable[[], float] = lambda: math.inf,
    workers: int = WORKERS,
    sqs: Any = None,
) -> Handed:
    """A message for each user whose minute it is. Safe to do twice: a second tick changes nothing.

    The parts are read and handed out side by side, in an order that begins with another one in each round: where
    `left()` seconds are too few for all, it is not the same users who wait. Raises `StoreBroken`, after the other
    parts, when a part cannot be read or the queue refuses."""
    begin = int(now.timestamp()) // 60 // SLOTS % len(parts) if parts else 0
    work = _Handing(queue_url, now, left, sqs)
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="turns") as threads:
        done = list(threads.map(work.part, (*parts[begin:], *parts[:begin])))
    if work.refusals:
        raise work.refusals[0]
    return Handed(sum(done), work.parts_left)


class _Handing:
    """One minute's, for several threads: botocore's clients are safe to share."""

    def __init__(self, queue_url: str, now: datetime, left: Callable[[], float], sqs: Any) -> None:
        self._queue_url, self._now, self._left, self._sqs = queue_url, now, left, sqs
        self._lock, self._seen = threading.Lock(), set[str]()
        self.refusals: list[StoreBroken] = []
        self.parts_left = 0

    def part(self, users: Part) -> int:
        """Hand out one part; returns how many turns. What refuses is kept for the end."""
        turns = 0
        try:
            if self._left() < LEAST_SECONDS:
                raise TimeoutError
            for batch in batched(self._new(due(users(), self._now)), AT_ONCE):
                if self._left() < LEAST_SECONDS:
                    raise TimeoutError
                self._send(batch)
                turns += len(batch)
        except TimeoutError:
            self.parts_left += 1
        except StoreBroken as error:
            self.refusals.append(error)
        return turns

    def _new(self, users: Iterable[str]) -> Iterator[str]:
        """Each once: where the parts overlap a user would have two turns."""
        for user in users:
            with self._lock:
                known = user in self._seen
                self._seen.add(user)
            if not known:
                yield user

    def _send(self, users: Sequence[str]) -> None:
        entries = [{"Id": str(number), "MessageBody": json.dumps({"user": user})} for number, user in enumerate(users)]
        from sync.stores.dynamo_errors import explained

        with explained("SQS", "sqs:SendMessage", "the queue of turns"):
            refused = self._queue().send_message_batch(QueueUrl=self._queue_url, Entries=entries).get("Failed", [])
        if refused:  # their next turn is in five minutes
            reason = f"the queue refused {len(refused)} turns: {refused[0].get('Message')}"
            raise StoreBroken(reason, "look at the queue")

    def _queue(self) -> Any:
        from sync.stores.aws_client import client

        with self._lock:
            self._sqs = self._sqs or client("sqs")
        return self._sqs


def user_of(record: Mapping[str, Any]) -> str:
    """The user that a message of the queue is about."""
    return str(json.loads(record["body"])["user"])
