"""What AWS does behind a queue: takes messages in the function's name, calls it with them, deletes what went well.

Time in queues is not played: a message that was not deleted is shown again at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.aws.cloud import Cloud
from tests.aws.function import Function, Outcome


@dataclass(frozen=True)
class Delivery:
    """One call of the function. `bodies`: of the messages in it; `repeated`: of those that will come again."""

    outcome: Outcome
    bodies: tuple[str, ...]
    repeated: tuple[str, ...]


class QueueDeliveries:
    """The event source mapping of one function, as Terraform made it."""

    def __init__(self, cloud: Cloud, function: Function) -> None:
        told = cloud.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        (self._told,) = [each for each in told if each["FunctionArn"] == function.told["FunctionArn"]]
        self._function = function
        self._theirs = cloud.client("sqs")
        self._ours = cloud.client_of("sqs", function.key)
        self._url = self._theirs.get_queue_url(QueueName=self._told["EventSourceArn"].rpartition(":")[2])["QueueUrl"]

    def deliver(self, *, seconds: float | None = None) -> Delivery | None:
        """The next batch; None when nothing waits. `seconds`: until AWS would end the function."""
        self._ours.get_queue_attributes(QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages"])
        size = min(int(self._told["BatchSize"]), 10)
        taken = self._ours.receive_message(QueueUrl=self._url, MaxNumberOfMessages=size, WaitTimeSeconds=0)
        messages = taken.get("Messages", [])
        if not messages:
            return None
        outcome = self._function.invoke({"Records": [self._record(each) for each in messages]}, seconds=seconds)
        failed = self._failed(outcome, messages)
        for message in messages:
            if message["MessageId"] in failed:
                handle = message["ReceiptHandle"]
                self._theirs.change_message_visibility(QueueUrl=self._url, ReceiptHandle=handle, VisibilityTimeout=0)
            else:
                self._ours.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        bodies = {message["MessageId"]: str(message["Body"]) for message in messages}
        return Delivery(outcome, tuple(bodies.values()), tuple(bodies[ident] for ident in bodies if ident in failed))

    def waiting(self) -> int:
        asked = self._theirs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(asked["Attributes"]["ApproximateNumberOfMessages"])

    def _failed(self, outcome: Outcome, messages: list[dict[str, Any]]) -> set[str]:
        """Of a function that did not answer, or whose answer names no failures as such, AWS repeats the whole batch."""
        reported = "ReportBatchItemFailures" in self._told["FunctionResponseTypes"]
        if outcome.what != "response" or not reported or not isinstance(outcome.answer, Mapping):
            return {message["MessageId"] for message in messages} if outcome.what != "response" else set()
        return {each["itemIdentifier"] for each in outcome.answer["batchItemFailures"]}

    def _record(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": {},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": self._told["EventSourceArn"],
            "awsRegion": self._told["EventSourceArn"].split(":")[3],
        }
