"""What each operation asks of DynamoDB: the requests, their indexes and the number of items in a batch."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import Key
from sync.core.budget import Budget
from sync.core.digest import Digest
from sync.core.music import Gap, Song
from sync.core.song_facts import Facts
from sync.core.song_share import Share
from sync.core.user import Backfill, Connection, Notice, User
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_view import TickView
from tests.support.contract import dynamo
from tests.support.contract.values import NOON, activity, play

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DynamoStore]:
    """A few rows of each kind."""
    opened = dynamo.opened(tmp_path)
    opened.put(User("me", NOON))
    opened.put(Connection("me", "strava", ""))
    opened.put(Facts("QZ1", Song("a", "b"), due=NOON))
    opened.add([activity(1), activity(2), replace(activity(3, due=None), route_due=NOON)])
    opened.add_plays([play(NOON + number * MINUTE) for number in range(30)])
    yield opened
    opened.close()


COSTS: list[tuple[str, Callable[[DynamoStore], Any], list[str]]] = [
    ("add two", lambda s: s.add([activity(8), activity(9)]), ["PutItem", "PutItem"]),
    ("one run", lambda s: s.activity(Key("me", "garmin", "1")), ["GetItem"]),
    ("save a run", lambda s: s.save(replace(activity(1), version=1)), ["PutItem"]),
    ("due", lambda s: s.due(NOON, user="me", limit=9), ["Query wake", "BatchGetItem 2"]),
    ("nothing due", lambda s: s.due(NOON - MINUTE, user="me", limit=9), ["Query wake"]),
    ("routes due", lambda s: s.routes_due(NOON, user="me", limit=9), ["Query wake", "BatchGetItem 1"]),
    ("next due", lambda s: s.next_due("me"), ["Query wake"]),
    ("waiting since", lambda s: s.waiting_since("me", NOON), ["Query wake"]),
    ("known of five", lambda s: s.known("me", "garmin", list("12345")), ["Query"]),
    ("known of none", lambda s: s.known("me", "garmin", []), []),
    ("runs", lambda s: s.activities("me", limit=2), ["Query start", "BatchGetItem 2"]),
    ("a page of the list", lambda s: s.page("me", limit=2), ["Query list"]),
    ("every run", lambda s: list(s.every_run("me")), ["Query"]),
    ("every play", lambda s: list(s.every_play("me")), ["Query"]),
    ("on Strava", lambda s: s.on_target("me", 1), ["Query strava", "Query start"]),
    ("counts", lambda s: s.counts("me"), ["Query start"]),
    (
        "fifty plays, half known",
        lambda s: s.add_plays([play(NOON + n * MINUTE) for n in range(60)]),
        ["Query", "BatchWriteItem 25", "BatchWriteItem 5"],
    ),
    ("plays that are known", lambda s: s.add_plays([play(NOON + n * MINUTE) for n in range(30)]), ["Query"]),
    ("no plays", lambda s: s.add_plays([]), []),
    ("plays", lambda s: s.plays("me", NOON, NOON + MINUTE), ["Query"]),
    ("plays of a source", lambda s: s.plays("me", NOON, NOON, source="spotify"), ["Query source"]),
    ("newest play", lambda s: s.newest_play("me", "spotify"), ["Query source"]),
    (
        "forget plays",
        lambda s: s.remove_plays("me", "spotify"),
        ["Query source", "BatchWriteItem 25", "BatchWriteItem 5"],
    ),
    ("erase runs", lambda s: s.erase_runs("me"), ["Query", "BatchWriteItem 3"]),
    (
        "erase",
        lambda s: s.erase("me"),
        [
            "Query",
            "BatchWriteItem 1",
            "Query",
            "Query",
            "BatchWriteItem 25",
            "BatchWriteItem 5",
            "Query",
            "BatchWriteItem 3",
        ],
    ),
    ("load", lambda s: s.load(Connection, "me", "spotify"), ["GetItem"]),
    (
        "a page's digests",
        lambda s: s.load_each(Digest, [("me", "garmin", str(n), "0") for n in range(50)], Digest),
        ["BatchGetItem 50"],
    ),
    ("put", lambda s: s.put(Budget("strava", "1")), ["PutItem"]),
    ("remove", lambda s: s.remove(Connection("me", "garmin", "")), ["DeleteItem"]),
    ("all notices", lambda s: s.all(Notice, "me"), ["Query"]),
    ("all gaps", lambda s: s.all(Gap, "me"), ["Query"]),
    ("all connections", lambda s: s.all(Connection, "me"), ["Query", "BatchGetItem 2"]),
    ("everybody's backfills", lambda s: s.all(Backfill), ["Scan"]),
    ("everybody's connections", lambda s: s.all(Connection), ["Scan", "Scan", "Scan"]),
    ("facts waiting", lambda s: s.waiting(Facts, NOON, 9), ["Query wake"]),
    ("nothing else waits", lambda s: s.waiting(Notice, NOON, 9), []),
    ("a user's open songs", lambda s: s.open_ones(Share, "me"), ["Query wake"]),
    ("those whose time has come", lambda s: s.open_ones(Share, "me", NOON), ["Query wake"]),
    ("users", lambda s: s.users(), ["Scan"]),
    ("users in parts", lambda s: [list(part()) for part in s.user_parts()], ["Scan"]),
    (
        "an idle tick's opening",
        lambda s: TickView(s.tables).begin("me", NOON - MINUTE, [("strava", "1"), ("deezer", "")]),
        ["BatchGetItem 5", "Query wake"],
    ),
]


@pytest.mark.parametrize(("work", "asked"), [cost[1:] for cost in COSTS], ids=[cost[0] for cost in COSTS])
def test_an_operation_asks_for(store: DynamoStore, work: Callable[[DynamoStore], Any], asked: list[str]) -> None:
    with dynamo.requests_of(store) as requests:
        work(store)
    assert requests == asked


def test_every_operation_of_the_store_is_counted() -> None:
    operations = {name for name in vars(DynamoStore) | vars_of_bases() if not name.startswith("_")}
    counted = {name for _, work, _ in COSTS for name in work.__code__.co_names}
    assert operations - counted == {"close", "end", "another"}, "these ask for nothing"


def vars_of_bases() -> dict[str, Any]:
    return {name: value for base in DynamoStore.__mro__[:-1] for name, value in vars(base).items()}


def test_every_read_is_consistent_but_those_of_the_fan_out_and_of_lists(store: DynamoStore) -> None:
    seen: list[dict[str, Any]] = []
    events = store.tables._client.meta.events

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name in ("GetItem", "Query", "Scan"):
            seen.append(params)
        if model.name == "BatchGetItem":
            seen.extend(params["RequestItems"].values())

    events.register("provide-client-params.dynamodb", note)
    try:
        for what, work, _ in COSTS:
            if what not in ("users in parts", "a page of the list", "on Strava"):
                work(store)
    finally:
        events.unregister("provide-client-params.dynamodb", note)
    assert len(seen) > 20
    assert [params for params in seen if params.get("ConsistentRead") is not True] == []
