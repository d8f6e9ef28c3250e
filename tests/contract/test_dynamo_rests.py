"""DynamoDB that answers in small pieces: pages of one item, and batches of which it takes or gives only a part."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import Key, State
from sync.core.user import Connection, Notice, User
from sync.ports import StoreBroken
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_view import TickView
from tests.support.contract import dynamo
from tests.support.contract.values import NOON, activity, play

MINUTE = timedelta(minutes=1)


class Piecemeal:
    """A client that answers queries and scans an item at a time, and takes a share of each batch."""

    def __init__(self, client: Any, share: Callable[[int], int]) -> None:
        self._client, self._share = client, share
        self.pages, self.rests = 0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def query(self, **params: Any) -> Any:
        self.pages += 1
        return self._client.query(**{**params, "Limit": 1})

    def scan(self, **params: Any) -> Any:
        self.pages += 1
        return self._client.scan(**{**params, "Limit": 1})

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> Any:
        now, rest = self._cut(RequestItems)
        self._client.batch_write_item(RequestItems=now) if now else None
        return {"UnprocessedItems": rest}

    def batch_get_item(self, RequestItems: dict[str, Any]) -> Any:
        now, rest = self._cut({table: asked["Keys"] for table, asked in RequestItems.items()})
        answer = self._client.batch_get_item(RequestItems=_keys(now)) if now else {"Responses": {}}
        return {**answer, "UnprocessedKeys": _keys(rest)}

    def _cut(self, asked: dict[str, list[Any]]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
        flat = [(table, one) for table, each in asked.items() for one in each]
        taken = self._share(len(flat))
        self.rests += taken < len(flat)
        return _by_table(flat[:taken]), _by_table(flat[taken:])


def _by_table(flat: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    tables: dict[str, list[Any]] = {}
    for table, one in flat:
        tables.setdefault(table, []).append(one)
    return tables


def _keys(asked: dict[str, list[Any]]) -> dict[str, Any]:
    return {table: {"Keys": keys, "ConsistentRead": True} for table, keys in asked.items()}


def opened(folder: Path, share: Callable[[int], int]) -> tuple[DynamoStore, Piecemeal]:
    prefix = dynamo.prefix_of(folder)
    client = Piecemeal(dynamo.enter(prefix), share)
    return DynamoStore(dynamo.Shared(prefix, dynamodb=client, sleep=lambda _: None)), client


@pytest.fixture
def piecemeal(tmp_path: Path) -> Iterator[tuple[DynamoStore, Piecemeal]]:
    store, client = opened(tmp_path, lambda count: (count + 1) // 2)
    yield store, client
    store.close()


def test_a_batch_of_plays_is_taken_to_its_end(piecemeal: tuple[DynamoStore, Piecemeal]) -> None:
    store, client = piecemeal
    heard = [play(NOON + number * MINUTE) for number in range(20)]
    assert store.add_plays(heard) == heard
    assert client.rests > 0
    assert store.plays("me", NOON, NOON + 30 * MINUTE) == heard
    assert store.remove_plays("me", heard[0].source) == 20
    assert store.plays("me", NOON, NOON + 30 * MINUTE) == []


def test_rows_are_read_to_the_end_of_batch_and_pages(piecemeal: tuple[DynamoStore, Piecemeal]) -> None:
    store, client = piecemeal
    store.add([activity(number) for number in range(1, 8)])
    assert [int(row.key.id) for row in store.due(NOON, user="me", limit=9)] == [1, 2, 3, 4, 5, 6, 7]
    assert client.rests > 0
    assert len(store.activities("me")) == 7
    assert store.counts("me") == {State.DISCOVERED: 7}
    assert store.known("me", "garmin", map(str, range(1, 20))) == set("1234567")
    assert client.pages > 14


def test_documents_are_read_to_the_last_page(piecemeal: tuple[DynamoStore, Piecemeal]) -> None:
    store, _ = piecemeal
    for name in ("ann", "bob", "me"):
        store.put(User(name, NOON))
    services = ("garmin", "lastfm", "listenbrainz", "spotify", "strava")
    for service in services:
        store.put(Connection("me", service, "sealed"))
    for number in range(3):
        store.put(Notice("me", f"p{number}", "", NOON))
    assert store.users() == ["ann", "bob", "me"]
    assert tuple(link.service for link in store.all(Connection, "me")) == services
    assert tuple(link.service for link in store.all(Connection)) == services
    assert [notice.problem for notice in store.all(Notice, "me")] == ["p0", "p1", "p2"]


def test_a_tick_sees_all_that_is_due_however_small_the_pages(tmp_path: Path) -> None:
    prefix = dynamo.prefix_of(tmp_path)
    client = Piecemeal(dynamo.enter(prefix), lambda count: (count + 1) // 2)
    store = DynamoStore(dynamo.Shared(prefix, dynamodb=client, sleep=lambda _: None))
    try:
        store.add([activity(number) for number in range(1, 5)])
        store.put(Connection("me", "garmin", "sealed"))
        store.put(Connection("me", "strava", "sealed"))
        view = TickView(store.tables).begin("me", NOON)
        assert [link.service for link in view.all(Connection, "me")] == ["garmin", "strava"]
        assert len(view.due(NOON, user="me", limit=9)) == 4
    finally:
        store.close()


def test_plays_of_which_nothing_is_taken_are_not_said_to_be_stored(tmp_path: Path) -> None:
    store, client = opened(tmp_path, lambda count: 0)
    try:
        with pytest.raises(StoreBroken, match="a rest was left after 6 tries"):
            store.add_plays([play()])
        assert client.rests == 6
        assert store.plays("me", NOON - MINUTE, NOON + MINUTE) == []
        assert store.activity(Key("me", "garmin", "1")) is None
    finally:
        store.close()
