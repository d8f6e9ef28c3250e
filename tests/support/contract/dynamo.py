"""DynamoDB in process (moto), with the tables exactly as Terraform would make them."""

import json
import threading
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from requests.adapters import HTTPAdapter

from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_once import OnceStore, OnceTables
from sync.stores.dynamo_tables import Tables
from sync.stores.dynamo_view import TickView
from tests.support.contract.quick_moto import hasten
from tests.support.contract.values import NOON

TERRAFORM = Path(__file__).parents[3] / "terraform" / "tables.tf"
REGION = "eu-central-1"


@cache
def resources() -> dict[str, dict[str, Any]]:
    """The tables of the Terraform file, by their names there."""
    from hcl2.api import loads

    text = loads(TERRAFORM.read_text())
    return {name: body for block in text["resource"] for name, body in block["aws_dynamodb_table"].items()}


@cache
def definitions(prefix: str) -> list[dict[str, Any]]:
    """What CreateTable is to be told."""
    made = []
    for table in resources().values():
        keys = _keys(table["hash_key"], table.get("range_key"))
        wanted = {
            "TableName": table["name"].replace("${local.prefix}", prefix),
            "BillingMode": table["billing_mode"],
            "AttributeDefinitions": [
                {"AttributeName": one["name"], "AttributeType": one["type"]} for one in table["attribute"]
            ],
            "KeySchema": keys,
        }
        indexes = [
            {
                "IndexName": index["name"],
                "KeySchema": _keys(table["hash_key"], index["range_key"]),
                "Projection": {"ProjectionType": index["projection_type"]}
                | ({"NonKeyAttributes": index["non_key_attributes"]} if "non_key_attributes" in index else {}),
            }
            for index in table.get("local_secondary_index", ())
        ]
        everywhere = [
            {
                "IndexName": index["name"],
                "KeySchema": _keys(index["hash_key"], index["range_key"]),
                "Projection": {"ProjectionType": index["projection_type"]}
                | ({"NonKeyAttributes": index["non_key_attributes"]} if "non_key_attributes" in index else {}),
            }
            for index in table.get("global_secondary_index", ())
        ]
        wanted |= {"GlobalSecondaryIndexes": everywhere} if everywhere else {}
        made.append(wanted | ({"LocalSecondaryIndexes": indexes} if indexes else {}))
    return made


def _keys(hash_key: str, range_key: str | None) -> list[dict[str, str]]:
    keys = [{"AttributeName": hash_key, "KeyType": "HASH"}]
    return keys + ([{"AttributeName": range_key, "KeyType": "RANGE"}] if range_key else [])


# -- the pretended cloud --------------------------------------------------------------------------

_lock = threading.RLock()
_asking = threading.RLock()
_made: set[str] = set()  # tables
_open: Counter[str] = Counter()  # handles by prefix
_cloud: list[Any] = []  # what stops it, and the shared client


def enter(prefix: str) -> Any:
    """The shared client; the first handle starts the cloud."""
    with _lock:
        if not _cloud:
            _cloud.extend(_started())
        _open[prefix] += 1
        return _cloud[1]


def leave(prefix: str) -> None:
    """The last handle of all stops the cloud and forgets what was in it."""
    with _lock:
        _open[prefix] -= 1
        if not +_open:
            _open.clear()
            _cloud[0].stop()
            _cloud.clear()
            _made.clear()


def _started() -> tuple[Any, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of moto's own dependencies
        from moto import mock_aws
    cloud, send = mock_aws(), HTTPAdapter.send
    cloud.start()
    hasten()
    HTTPAdapter.send = send  # type: ignore[method-assign]  # moto compares each of our requests with 200 addresses
    return cloud, OneByOne(client("dynamodb"))


def never_make(table: str) -> None:
    """For a test of what happens where a table is missing."""
    _made.add(table)


@cache
def _session() -> Any:
    return boto3.Session()


@cache
def client(service: str) -> Any:
    return fresh_client(service)


def fresh_client(service: str = "dynamodb") -> Any:
    """A client without second tries, so that a test sees each request once."""
    config = Config(
        retries={"total_max_attempts": 1},
        max_pool_connections=20,
        parameter_validation=False,
        signature_version=UNSIGNED if service == "dynamodb" else None,  # which moto does not look at, only S3's
    )
    made = _session().client(
        service, region_name=REGION, config=config, aws_access_key_id="made-up", aws_secret_access_key="made-up"
    )
    words = made._user_agent_creator.to_string()
    made._user_agent_creator.to_string = lambda: words  # else put together anew for each request
    return made


class OneByOne:
    """A client whose requests are carried out one after the other: DynamoDB decides each condition and its write in
    one go, moto does not when threads come at once. A table is made when it is first named, which spares most tests
    most tables."""

    def __init__(self, client: Any) -> None:
        self.meta, self._client = client.meta, client

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def alone(**params: Any) -> Any:
            with _asking:
                for table in {*params.get("RequestItems", ()), params.get("TableName", "")} - _made - {""}:
                    self._make(table)
                return method(**params)

        return alone

    def _make(self, table: str) -> None:
        _made.add(table)
        prefix, dash, _ = table.rpartition("-")
        for definition in definitions(prefix + dash):
            if definition["TableName"] == table:
                self._client.create_table(**definition)


class Shared(Tables):
    """Tables over the shared client: closing one handle leaves it to the others."""

    def close(self) -> None:
        leave(self.name(""))


def prefix_of(folder: Path) -> str:
    """Tables of its own for each folder."""
    return sha256(str(folder).encode()).hexdigest()[:12] + "-"


def opened(folder: Path, **how: Any) -> DynamoStore:
    """A store whose rows belong to this folder; close it."""
    prefix = prefix_of(folder)
    return DynamoStore(Shared(prefix, dynamodb=enter(prefix), sleep=lambda _: None, **how))


def viewed(folder: Path) -> TickView:
    """The same through the eyes of a tick of "me" that begins at noon."""
    prefix = prefix_of(folder)
    return TickView(Shared(prefix, dynamodb=enter(prefix), sleep=lambda _: None)).begin("me", NOON)


class SharedOnce(OnceTables, Shared):
    """What a look remembers of shared tables."""


def looked(folder: Path) -> OnceStore:
    """The same through the eyes of a look that has begun."""
    prefix = prefix_of(folder)
    return OnceStore(SharedOnce(prefix, dynamodb=enter(prefix), sleep=lambda _: None)).begin("", NOON)


@contextmanager
def requests_of(store: DynamoStore) -> Iterator[list[str]]:
    """What is asked of DynamoDB meanwhile, in order: the operation, and the index or the number of items."""
    asked: list[str] = []
    events = store.tables._client.meta.events

    def note(model: Any, params: Any, **_: Any) -> None:
        if model.name == "CreateTable":
            return  # the stand-in's own
        body = json.loads(params["body"])
        batch = [one for items in body.get("RequestItems", {}).values() for one in _items(items)]
        asked.append(" ".join(filter(None, (model.name, body.get("IndexName"), str(len(batch) or "")))))

    events.register("before-call.dynamodb", note)
    try:
        yield asked
    finally:
        events.unregister("before-call.dynamodb", note)


def _items(asked: Any) -> Any:
    return asked["Keys"] if isinstance(asked, dict) else asked
