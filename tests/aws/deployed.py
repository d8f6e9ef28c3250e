"""One installation with everything around it: Terraform's state, the functions, the tables, the runner's world."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.activity import Activity
from sync.core.user import Connection, User
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_tables import Tables
from sync.wiring import ME
from tests.aws.calls import Call
from tests.aws.cloud import ACCOUNT, REGION, Cloud
from tests.aws.function import Function, Outcome
from tests.aws.queue_deliveries import QueueDeliveries
from tests.aws.terraform import Deployment
from tests.aws.world import AwsWorld

TICK = "upload-garmin-runs-to-strava"
BATCH = f"{TICK}-batch"


class Failed(Exception):
    """What was to be shown is not so; the text says what was found instead."""


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise Failed(f"{what}: {found!r} instead of {wanted!r}")


LONG = timedelta(hours=2)


@dataclass
class Deployed:
    """`environment` is Terraform's; the machine at home is `world`. With `fan_out` among the variables the ticks of
    users are those of the second function, by the queue."""

    cloud: Cloud
    world: AwsWorld
    folder: Path
    environment: str
    variables: dict[str, Any]
    deployment: Deployment = field(init=False)
    edge: Any = None
    """What is in front of the pages, once somebody has been there (visitor.py)."""
    _functions: dict[tuple[object, ...], Function] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {**self.world.variables, **self.variables, "environment": self.environment}
        self.deployment = Deployment(self.folder, self.cloud.environ(), given)

    @property
    def prefix(self) -> str:
        return "" if self.environment == "production" else f"{self.environment}-"

    @property
    def store(self) -> DynamoStore:
        """The rows as they are, read with the deployer's rights."""
        return DynamoStore(Tables(self.prefix, dynamodb=self.cloud.client("dynamodb")))

    @property
    def by_queue(self) -> bool:
        return bool(self.variables.get("fan_out"))

    def function(self, name: str = "", **environ: str) -> Function:
        """A deployed function, warm or not; by default the one that does users' ticks. `environ` changes what Terraform
        told it, and makes it another copy."""
        name = name or (BATCH if self.by_queue else TICK)
        copy = (name, *sorted(environ.items()))
        if copy not in self._functions:
            made = Function(self.cloud, self.prefix + name, self.folder / name, environ)
            self._functions[copy] = made
        return self._functions[copy]

    @property
    def key_arn(self) -> str:
        """Of the customer's own key; "" when there is none."""
        return str(self.function().told.get("KMSKeyArn") or "")

    def key_of_parameter(self, name: str) -> str:
        """The KMS key that encrypts a parameter."""
        wanted = [{"Key": "Name", "Values": [f"/runtrack/{self.environment}/{name}"]}]
        (found,) = self.cloud.client("ssm").describe_parameters(ParameterFilters=wanted)["Parameters"]
        return str(found["KeyId"])

    def callers(self) -> dict[str, str]:
        """Every role that makes calls of its own, and the key by which its calls are known."""
        functions = {function.role: function.key for function in self._functions.values()}
        schedule = self.cloud.client("scheduler").get_schedule(
            Name=f"{self.prefix}{TICK}", GroupName=f"{self.prefix}runtrack"
        )
        role = str(schedule["Target"]["RoleArn"]).rpartition("/")[2]
        gateways = [f"{self.prefix}runtrack-web-gateway"] if self.variables.get("web") else []
        return {**functions, **{each: f"ASIA{each}" for each in (role, *gateways)}}

    def close(self) -> None:
        if self.edge is not None:
            self.edge.close()
            self.edge = None
        for function in self._functions.values():
            function.cold()

    def fire(self, function: Function, *, seconds: float | None = None) -> Outcome:
        """One tick of the user, now: by the schedule, or by a message of its own. `seconds`: until AWS would end it."""
        self.world.tell_the_time()
        if not self.by_queue:
            return self.minute(function, seconds=seconds)
        sqs, url = self.cloud.client("sqs"), self.queue("runtrack-users")
        self.empty(url)  # what failed before is not what is looked at now
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"user": ME}))
        delivery = QueueDeliveries(self.cloud, function).deliver(seconds=seconds)
        assert delivery is not None
        return delivery.outcome

    def minute(self, function: Function, *, seconds: float | None = None) -> Outcome:
        """The schedule's minute has come: it calls its target by its own role."""
        name = f"{self.prefix}{TICK}"
        told = self.cloud.client("scheduler").get_schedule(Name=name, GroupName=f"{self.prefix}runtrack")
        target = told["Target"]
        expect("the schedule's target", target["Arn"], function.told["FunctionArn"])
        expect("what becomes of a failed call", target["RetryPolicy"]["MaximumRetryAttempts"], 0)
        role = str(target["RoleArn"]).rpartition("/")[2]
        need = ("lambda:InvokeFunction", str(target["Arn"]))
        self.cloud.calls.append(Call(f"ASIA{role}", "lambda", "", "Invoke", (need,)))
        return function.invoke(seconds=seconds)

    def tick(self, function: Function) -> Outcome:
        """As `fire`, and the tick must have gone well."""
        outcome = self.fire(function)
        if not outcome.ok or outcome.problems:
            raise Failed(f"the tick ended with {outcome.what} {outcome.answer}: {outcome.lines}")
        return outcome

    @property
    def bucket(self) -> str:
        return f"{self.prefix}runtrack-{ACCOUNT}-{REGION}"

    def table(self, name: str) -> str:
        """The ARN of a table."""
        return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{self.prefix}{name}"

    def queue(self, name: str) -> str:
        """The URL of a queue."""
        return str(self.cloud.client("sqs").get_queue_url(QueueName=f"{self.prefix}{name}")["QueueUrl"])

    def empty(self, url: str) -> None:
        """Take everything out of a queue, at once (PurgeQueue may be used once a minute)."""
        sqs = self.cloud.client("sqs")
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get(
            "Messages", []
        ):
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def objects(self) -> list[str]:
        """The names of the files in S3."""
        found = self.cloud.client("s3").list_objects_v2(Bucket=self.bucket).get("Contents", ())
        return [str(each["Key"]) for each in found]

    def age_objects(self, folder: str, age: timedelta) -> None:
        """As if they had been written so long ago."""
        from moto.s3.models import s3_backends

        for name, versions in s3_backends[ACCOUNT]["aws"].buckets[self.bucket].keys.lists():
            for version in versions if name.startswith(folder) else ():
                version.last_modified -= age

    def row(self, garmin_id: int) -> Activity:
        rows = [row for row in self.store.activities(ME) if int(row.key.id) == garmin_id]
        expect(f"rows of the run {garmin_id}", len(rows), 1)
        return rows[0]

    def let_pass(self, row: Activity, time: timedelta) -> Activity:
        """As if so much time had gone by for this row: everything in it that is waited for comes nearer."""
        sent = row.sent_at - time if row.sent_at else None
        due = row.due - time if row.due else None
        return self.store.save(replace(row, sent_at=sent, due=due))

    def due(self, service: str) -> None:
        """As if the time had come to ask this service for plays, and what was noted last were two hours old: with many
        users a tick that learns nothing notes that it was there once an hour."""
        link, user = self.store.load(Connection, ME, service), self.store.load(User, ME)
        assert link is not None, f"{service} is not connected"
        assert user is not None
        assert user.ticked_at is not None
        self.store.put(replace(link, poll_at=None, polled_at=link.polled_at and link.polled_at - LONG))
        self.store.put(replace(user, ticked_at=user.ticked_at - LONG))

    def on_target(self) -> list[tuple[str, int]]:
        """(Title, number of songs in the description) of every living activity, oldest first."""
        living = sorted(self.world.strava.alive(), key=lambda activity: activity.start)
        return [(each.name, songs_in(each.description or "")) for each in living]


def songs_in(description: str) -> int:
    """Lines with a song: those that begin with a time such as 12:34."""
    return sum(line[:1].isdigit() and ":" in line[:6] for line in description.splitlines())


def dynamo(calls: Iterable[Call]) -> dict[str, int]:
    """How many requests of each kind went to DynamoDB."""
    counted: dict[str, int] = {}
    for call in calls:
        if call.service == "dynamodb":
            counted[call.operation] = counted.get(call.operation, 0) + 1
    return counted
