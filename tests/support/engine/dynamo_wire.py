"""What DynamoDB itself may do to a request, at the wire: throttle it, say nothing, or lose the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.support.contract import dynamo
from tests.support.contract.dynamo_trouble import Act, Carry, answered, lost_answer, lost_to_a_500, refusal, silence

WRITES = ("PutItem", "DeleteItem", "BatchWriteItem")
TROUBLES: dict[str, Act] = {
    "throttled": refusal(400, "ThrottlingException", "Rate of requests exceeds the allowed throughput."),
    "no answer, not carried out": silence,
    "no answer, but carried out": lost_answer,
    "a 500, not carried out": refusal(500, "InternalServerError"),
    "a 500, but carried out": lost_to_a_500,
    "no answer, and sent again by botocore": lost_answer,
}


@contextmanager
def disturbed(meets: Callable[[str], bool], trouble: str) -> Iterator[list[str]]:
    """While the block runs each request (PutItem ...) of every store meets the trouble where `meets(operation)`.
    Yields the operations that met it so far."""
    client = dynamo.enter("wire")
    met: list[str] = []
    again = [0]

    def answer(operation: str, carry: Carry) -> Any:
        if again[0] or operation == "CreateTable" or not meets(operation):  # the tables are the stand-in's own
            return None
        met.append(operation)
        again[0] = int(trouble.endswith("sent again by botocore"))
        return TROUBLES[trouble](carry)

    def repeated(**_: Any) -> int | None:
        """Seconds to wait before the same is sent again; None: not again."""
        if not again[0]:
            return None
        again[0] = 2 * (again[0] == 1)
        return 0 if again[0] else None

    client.meta.events.register_first("needs-retry.dynamodb", repeated)
    try:
        with answered(client, "dynamodb", answer):
            yield met
    finally:
        client.meta.events.unregister("needs-retry.dynamodb", repeated)
        dynamo.leave("wire")
