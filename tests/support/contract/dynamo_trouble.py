"""DynamoDB in trouble: answers scripted at the wire, where botocore itself reads, raises and repeats."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

from sync.stores.dynamo import DynamoStore
from tests.support.contract import dynamo

Carry = Callable[[], Any]
Act = Callable[[Carry], Any]
"""What happens to one request: it may carry it out, and answers or raises."""


class Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def refusal(status: int, code: str, message: str = "") -> Act:
    """An error of AWS; nothing is carried out."""

    def act(carry: Carry) -> Any:
        body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}).encode()
        return AWSResponse("https://dynamodb", status, {"content-type": "application/x-amz-json-1.0"}, Raw(body))

    return act


def silence(carry: Carry) -> Any:
    """Nothing is carried out and no answer comes."""
    raise ReadTimeoutError(endpoint_url="https://dynamodb")


def lost_answer(carry: Carry) -> Any:
    """It is carried out, but nobody hears of it."""
    carry()
    raise ReadTimeoutError(endpoint_url="https://dynamodb")


def lost_to_a_500(carry: Carry) -> Any:
    """It is carried out, and the answer is an error."""
    carry()
    return refusal(500, "InternalServerError")(carry)


def after(work: Callable[[], Any], then: Act) -> Act:
    """Something happens elsewhere before this."""

    def act(carry: Carry) -> Any:
        work()
        return then(carry)

    return act


@contextmanager
def answered(client: Any, event: str, answer: Callable[[str, Carry], Any]) -> Iterator[None]:
    """Before a request of this event goes out, `answer(operation, carry)` may answer it; None: it goes its usual way.

    botocore asks every handler although it takes the first answer: moto must not carry out what was answered."""
    from moto.core.models import botocore_stubber

    def first(event_name: str, request: Any, **how: Any) -> Any:
        given = answer(event_name.rpartition(".")[2], lambda: botocore_stubber(event_name, request, **how))
        botocore_stubber.enabled = given is None
        return given

    def last(**_: Any) -> None:
        botocore_stubber.enabled = True

    client.meta.events.register_first(f"before-send.{event}", first)
    client.meta.events.register_last("before-send", last)  # the more general an event, the later its handlers
    try:
        yield
    finally:
        client.meta.events.unregister(f"before-send.{event}", first)
        client.meta.events.unregister("before-send", last)


@contextmanager
def troubled(folder: Path, operation: str, *script: Act, repeats: int = 0, **how: Any) -> Iterator[DynamoStore]:
    """A store whose next requests of this operation (* any) go as scripted, then as usual. `repeats`: how often
    botocore sends again by itself (at once, where it would wait)."""
    prefix = dynamo.prefix_of(folder)
    dynamo.enter(prefix)
    client = dynamo.fresh_client()
    acts, left = list(script), [repeats]

    def again(**_: Any) -> int | None:
        left[0] -= 1
        return 0 if left[0] >= 0 and len(acts) < len(script) else None

    event = "dynamodb" if operation == "*" else f"dynamodb.{operation}"
    client.meta.events.register(f"needs-retry.{event}", again)
    try:
        with answered(client, event, lambda _, carry: acts.pop(0)(carry) if acts else None):
            yield DynamoStore(dynamo.Shared(prefix, dynamodb=dynamo.OneByOne(client), sleep=lambda _: None, **how))
    finally:
        client.close()
        dynamo.leave(prefix)
