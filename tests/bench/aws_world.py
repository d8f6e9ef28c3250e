"""A runner whose Runtrack is on AWS: tables, bucket, parameters and queue in moto, logged in, with nothing to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.adapters.fit_child import InlineRouteReader
from sync.adapters.seal import new_key
from sync.config import Settings
from sync.core.user import User
from sync.entrypoints.environment import PARAMETERS
from sync.ports import Sleep
from sync.sim.athlete import run
from sync.stores.dynamo_items import document_item
from sync.stores.dynamo_tables import Tables
from sync.stores.dynamo_view import TickView
from sync.stores.parameters import UNSET
from sync.stores.s3_files import S3Files
from sync.wiring import Kept, Wired, build
from tests.aws.cloud import REGION, Cloud
from tests.aws.world import STRAVA_SECRET
from tests.support.contract import dynamo
from tests.support.music import MusicWorld
from tests.support.world import DAY, RefusingHosts

ENVIRONMENT = "bench"
PREFIX, BUCKET, PATH = f"{ENVIRONMENT}-", f"{ENVIRONMENT}-runtrack", f"/runtrack/{ENVIRONMENT}"
RUNS = 6  # one more than a look at the newest shows
AGO = 6 * DAY  # when the world begins: by now every run has been looked at for the last time


class AwsWorld(MusicWorld):
    """The machine at home writes straight into the installation; a function reads it."""

    def __init__(self, cloud: Cloud, folder: Path) -> None:
        strava = {"client_secret": STRAVA_SECRET, "processing_seconds": 0.0}
        super().__init__(folder, start=datetime.now(UTC) - AGO, seconds=20.0, strava=strava)
        self._cloud, self._key = cloud, new_key()

    @property
    def environ(self) -> dict[str, str]:
        return super().environ | {"RUNTRACK_SEALING_KEY": self._key}

    @property
    def told(self) -> dict[str, str]:
        """The environment of a function: no secrets, they are parameters."""
        left_out = {*PARAMETERS.values(), "RUNTRACK_DATABASE", "RUNTRACK_KEY_FILE"}
        return {
            **{name: text for name, text in self.environ.items() if name not in left_out},
            **self._cloud.environ(),
            "RUNTRACK_ENVIRONMENT": ENVIRONMENT,
            "RUNTRACK_TABLE_PREFIX": PREFIX,
            "RUNTRACK_BUCKET": BUCKET,
            "RUNTRACK_PARAMETERS": PATH,
        }

    def build(self) -> Wired:
        def kept(settings: Settings, sleep: Sleep) -> Kept:
            tables = Tables(PREFIX, dynamodb=self._cloud.client("dynamodb"), sleep=sleep)
            return TickView(tables), S3Files(BUCKET, s3=self._cloud.client("s3"))

        settings = Settings.read(self.environ, data_dir=self.folder, config_dir=self.folder)
        where, routes = RefusingHosts(self), InlineRouteReader()
        return build(settings, sleep=lambda _: None, where=where, routes=routes, kept=kept)

    def tell_the_time(self) -> None:
        """A function asks the machine."""
        self.clock.set(datetime.now(UTC))

    def settle(self) -> None:
        """All runs are on Strava and nothing waits any more; then it is now."""
        self.garmin.add(*(run(n, self.now - n * DAY / 2, title=f"Run number {n}") for n in range(1, RUNS + 1)))
        self.until_quiet()
        self.tell_the_time()
        self.tick()

    def more_users(self, names: list[str]) -> None:
        """Users who are nothing but there, each about as large as a real one."""
        me = self.store.load(User, "me")
        assert me is not None
        tables = Tables(PREFIX, dynamodb=self._cloud.client("dynamodb"))
        items = [document_item(User(name, me.since, looks=me.looks), 0.0) for name in names]
        tables.batch_write("users", [{"PutRequest": {"Item": item}} for item in items])


@contextmanager
def installed(folder: Path) -> Iterator[tuple[AwsWorld, Any]]:
    """The world and the queue's URL. What is made in moto is taken away again, for it is the process's."""
    with Cloud() as cloud:
        tables, s3, ssm, sqs = (cloud.client(name) for name in ("dynamodb", "s3", "ssm", "sqs"))
        definitions = dynamo.definitions(PREFIX)
        for definition in definitions:
            tables.create_table(**definition)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        queue = sqs.create_queue(QueueName=f"{ENVIRONMENT}-runtrack-users")["QueueUrl"]
        world = AwsWorld(cloud, folder)
        try:
            with world:
                for name, setting in PARAMETERS.items():
                    value = world.environ.get(setting) or UNSET
                    ssm.put_parameter(Name=f"{PATH}/{name}", Value=value, Type="SecureString", Overwrite=True)
                yield world, queue
        finally:
            for definition in definitions:
                tables.delete_table(TableName=definition["TableName"])
            for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
                s3.delete_object(Bucket=BUCKET, Key=one["Key"])
            s3.delete_bucket(Bucket=BUCKET)
            sqs.delete_queue(QueueUrl=queue)
            ssm.delete_parameters(Names=[f"{PATH}/{name}" for name in PARAMETERS])
