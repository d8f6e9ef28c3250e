"""Handing out the turns of a hundred thousand users: the real clients of AWS, over a wire that answers at once.

Rows and queue are made up at the wire, for moto takes minutes for what AWS does in seconds. The processor's time is
measured; what the wire would take is reckoned, and said.
"""

import io
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.awsrequest import AWSResponse

from sync.entrypoints.aws import turns
from sync.stores.aws_client import client
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_tables import Tables
from tests.bench.aws_cost import FULL_CPU_MB, MEMORY_MB
from tests.bench.figures import Figure

PART = "handing out"
ITEM, PAGE = 400, 1_000_000  # assumed: bytes of a user's row; AWS: bytes that one Scan reads
READ_MS, SEND_MS = 60.0, 15.0  # assumed: how long a full page of a Scan and a batch of messages take
SECONDS_LIMIT = 50.0  # of the function's 55
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
LOGIN = {
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "AWS_LAMBDA_FUNCTION_NAME": "measured",
}


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class Wire:
    """DynamoDB with so many users, and a queue that takes everything."""

    def __init__(self, users: int) -> None:
        self.users, self.scans, self.sends, self.names = users, 0, 0, list[str]()

    def scan(self, request: Any, **_: Any) -> AWSResponse:
        asked = json.loads(request.body)
        self.scans += 1
        part, parts = asked.get("Segment", 0), asked.get("TotalSegments", 1)
        begin = (
            int(asked["ExclusiveStartKey"]["userId"]["S"].removeprefix("user-")) + parts
            if ("ExclusiveStartKey" in asked)
            else part
        )
        numbers = range(begin, self.users, parts)[: PAGE // ITEM]
        answer: dict[str, Any] = {"Items": [{"userId": {"S": f"user-{number}"}} for number in numbers]}
        if numbers and numbers[-1] + parts < self.users:
            answer["LastEvaluatedKey"] = {"userId": {"S": f"user-{numbers[-1]}"}}
        return _answer(answer)

    def send(self, request: Any, **_: Any) -> AWSResponse:
        self.sends += 1
        entries = json.loads(request.body)["Entries"]
        self.names += [turns.user_of({"body": entry["MessageBody"]}) for entry in entries]
        return _answer({"Successful": [{"Id": entry["Id"]} for entry in entries]})


def measure(*, quick: bool) -> list[Figure]:
    """One round of five minutes."""
    users = 10_000 if quick else 100_000
    wire = Wire(users)
    with _login():
        dynamodb, sqs = client("dynamodb"), client("sqs")
    dynamodb.meta.events.register("before-send.dynamodb.Scan", wire.scan)
    sqs.meta.events.register("before-send.sqs.SendMessageBatch", wire.send)
    store = DynamoStore(Tables(dynamodb=dynamodb))
    spent, scans, sends = list[float](), list[int](), list[int]()
    for minute in range(turns.SLOTS):
        wire.scans = wire.sends = 0
        began = time.process_time()
        parts = store.user_parts()
        turns.hand_out("https://queue.invalid/1/q", parts, NOON + timedelta(minutes=minute), sqs=sqs)
        spent.append(time.process_time() - began)
        scans.append(wire.scans)
        sends.append(wire.sends)
    if sorted(wire.names) != sorted(f"user-{number}" for number in range(users)):
        raise RuntimeError("a round did not give each user one turn")
    waited = max((scans[n] * READ_MS + sends[n] * SEND_MS) / turns.WORKERS / 1000 for n in range(len(spent)))
    whole = max(spent) * FULL_CPU_MB / MEMORY_MB + waited
    about = (
        f"at {MEMORY_MB} MB; assumed: {READ_MS:g} ms for a page, {SEND_MS:g} for ten messages, {turns.WORKERS} at once"
    )
    return [
        Figure(PART, f"{users:,} users: reads in a minute", max(scans), "requests"),
        Figure(PART, f"{users:,} users: batches of messages in a minute", max(sends), "requests"),
        Figure(PART, f"{users:,} users: a minute's processor time", max(spent), "s CPU"),
        Figure(PART, f"{users:,} users: a minute's hand-out", whole, "s billed", SECONDS_LIMIT, about=about),
    ]


def _answer(body: dict[str, Any]) -> AWSResponse:
    return AWSResponse(
        "https://aws", 200, {"content-type": "application/x-amz-json-1.0"}, _Raw(json.dumps(body).encode())
    )


@contextmanager
def _login() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in LOGIN}
    os.environ.update(LOGIN)
    try:
        yield
    finally:
        for name, text in before.items():
            if text is None:
                del os.environ[name]
            else:
                os.environ[name] = text
