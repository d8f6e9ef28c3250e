"""A world whose rows and files are on AWS (moto, in process), and whose ticks go as those of the Lambda do.

with held_open():  # once for many worlds: the pretended cloud stays up between them
    with DynamoWorld(tmp_path) as world:
        world.ticks(2)
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from sync.adapters.fit_child import InlineRouteReader
from sync.adapters.http import Hosts
from sync.config import Settings
from sync.engine.report import Report
from sync.ports import Sleep, Store
from sync.stores.dynamo_tables import KEYS
from sync.stores.dynamo_view import TickView
from sync.stores.s3_files import S3Files
from sync.wiring import ME, Kept, Wired, build
from tests.support.contract import dynamo
from tests.support.engine.watched import Watch, Watched, WatchedHosts, WatchedMusicWorld, WatchedWorld, watched_app


@contextmanager
def held_open() -> Iterator[None]:
    """The pretended cloud; botocore's running account of its handlers, which names nothing else, stays unwritten."""
    handlers = logging.getLogger("botocore.hooks")
    level = handlers.level
    handlers.setLevel(logging.INFO)
    dynamo.enter("held open")
    try:
        yield
    finally:
        dynamo.leave("held open")
        handlers.setLevel(level)


class DynamoWorld(WatchedWorld):
    """See the module and `World`. The points of `watch` include each request to DynamoDB, before and after."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **how)
        self.prefix = dynamo.prefix_of(folder)
        self.bucket = f"{self.prefix}runtrack"

    def __enter__(self) -> Self:
        dynamo.enter(self.prefix)
        where = {"LocationConstraint": dynamo.REGION}
        dynamo.client("s3").create_bucket(Bucket=self.bucket, CreateBucketConfiguration=where)
        super().__enter__()
        return self

    def __exit__(self, *failure: object) -> None:
        super().__exit__(*failure)
        dynamo.leave(self.prefix)

    def build_watched(self, watch: Watch, hosts: Hosts) -> Wired:
        def wrap(store: Store) -> Store:
            watched: Store = Watched(store, "store", watch)
            return watched

        def kept(settings: Settings, sleep: Sleep) -> Kept:
            client = Watched(dynamo.enter(self.prefix), "dynamodb", watch)
            tables = dynamo.Shared(self.prefix, dynamodb=client, sleep=sleep, clock=lambda: self.now.timestamp())
            return TickView(tables), S3Files(self.bucket, s3=dynamo.client("s3"))

        settings = Settings.read(self.environ, data_dir=self.folder, config_dir=self.folder)
        where, routes = WatchedHosts(hosts, watch), InlineRouteReader()
        wired = build(settings, sleep=lambda _: None, where=where, routes=routes, wrap=wrap, kept=kept)
        return replace(wired, app=watched_app(wired.app, watch))

    def tick(self, *, time_left: Callable[[], float] = lambda: 50.0) -> Report:
        """One tick and the routes, through the view, as `entrypoints.aws` does it."""
        view = self.wired.store
        assert isinstance(view, TickView)
        view.begin(ME, self.now, (("strava", self.wired.app.target_client),))
        try:
            return super().tick(time_left=time_left)
        finally:
            view.end()

    def stored(self) -> dict[str, bytes]:
        """Everything that lies on AWS, as it lies there: each table's items, each object opened."""
        tables = dynamo.Shared(self.prefix, dynamodb=dynamo.enter(self.prefix))
        files = S3Files(self.bucket, s3=(s3 := dynamo.client("s3")))
        names = [one["Key"] for one in s3.list_objects_v2(Bucket=self.bucket).get("Contents", ())]
        objects = {name: files.get(name.removesuffix(".z")) or b"" for name in names}
        try:
            return {table: repr(list(tables.scan(table))).encode() for table in KEYS} | objects
        finally:
            tables.close()


class DynamoMusicWorld(DynamoWorld, WatchedMusicWorld):
    """The same with the music services, but without the catalogues of song facts."""
