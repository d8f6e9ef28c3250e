"""Rows of a kind that only a newer version knows: this one leaves them alone, and goes on beside them."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.document_kinds import KINDS, Whose, kind_named
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.core.user import Connection, Notice, User
from sync.ports import Store
from sync.sim.athlete import run
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_items import NO_TIME, stamp
from sync.stores.dynamo_tables import LEDGER
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME
from tests.support.contract import dynamo
from tests.support.contract.values import NOON, activity
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.entrypoints.lost_ledger import rebuild
from tests.support.world import HOUR, World

STRANGE = json.dumps({"friend": "you", "song": "Cadence 180", "version": 7})
RUN = 900000001
DAY = timedelta(days=1)


def into_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for key, due in (("me/1", None), ("me/2", 0)):
            row = ("Badge", key, STRANGE, 7, due)
            file.execute("INSERT INTO documents (kind, key, doc, version, due) VALUES (?, ?, ?, ?, ?)", row)


def in_file(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT key, doc, version, due FROM documents WHERE kind = 'Badge' ORDER BY key").fetchall()


IN_FILE = [("me/1", STRANGE, 7, None), ("me/2", STRANGE, 7, 0)]


def items() -> list[dict[str, dict[str, str]]]:
    """One that opens each tick, one with a time that has come, one without, and one that is no document at all."""
    wakes = {
        "doc#Badge#me/1": NO_TIME,
        "doc#Badge#me/2": stamp(NOON - DAY),
        "doc#Badge#me/3": "",
        "page#1": NO_TIME,
    }
    return [
        {"userId": {"S": ME}, "row": {"S": row}, "doc": {"S": STRANGE}, "version": {"N": "7"}}
        | ({"wake": {"S": wake}} if wake else {})
        for row, wake in wakes.items()
    ]


def into_tables(store: DynamoStore) -> None:
    store.tables.batch_write(LEDGER, [{"PutRequest": {"Item": item}} for item in items()])


def in_tables(store: DynamoStore) -> list[object]:
    strange = ("doc#Badge", "page#")
    return sorted((i for i in store.tables.scan(LEDGER) if i["row"]["S"].startswith(strange)), key=str)


@dataclass
class Opened:
    store: Store
    found: Callable[[], object]
    expected: object


@pytest.fixture(params=["sqlite", "dynamodb", "dynamodb in a tick"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    if request.param == "sqlite":
        path = tmp_path / "runtrack.sqlite"
        store = SqliteStore(path, sleep=lambda _: None)
        into_file(path)
        yield Opened(store, lambda: in_file(path), IN_FILE)
        store.close()
        return
    far = dynamo.opened(tmp_path) if request.param == "dynamodb" else dynamo.viewed(tmp_path)
    into_tables(far)
    yield Opened(far, lambda: in_tables(far), sorted(items(), key=str))
    far.close()


def test_every_operation_goes_on_beside_them_and_leaves_them_as_they_are(opened: Opened) -> None:
    store = opened.store
    store.begin(ME, NOON)
    store.put(User(ME, NOON))
    store.put(Connection(ME, "garmin", "sealed"))
    store.put(Facts("QZ1", Song("a", "b"), due=NOON))
    store.add([activity(1), activity(2)])
    store.end()
    store.begin(ME, NOON)
    assert [row.key.id for row in store.due(NOON, user=ME, limit=9)] == ["1", "2"]
    assert store.routes_due(NOON, user=ME, limit=9) == []
    assert (store.next_due(ME), store.waiting_since(ME, NOON)) == (NOON, NOON)
    assert len(store.activities(ME)) == 2
    assert [len(store.all(kind.of, ME)) for kind in KINDS if kind.of in (Connection, Notice)] == [1, 0]
    assert (len(store.all(Connection)), store.users()) == (1, [ME])
    assert [one.id for one in store.waiting(Facts, NOON, 9)] == ["QZ1"]
    for document in store.all(Connection, ME):
        store.remove(document)
    store.end()
    assert kind_named("Badge") is None
    assert opened.found() == opened.expected


def test_each_tick_goes_on_beside_them_on_one_machine(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=1))
        into_file(Path(world.wired.settings.database))
        reports = world.ticks(3)
        assert world.row(RUN).target_id is not None
        assert [(report.bugs, report.failed) for report in reports] == [(0, [])] * 3
        assert in_file(Path(world.wired.settings.database)) == IN_FILE


def test_each_tick_goes_on_beside_them_on_aws(tmp_path: Path) -> None:
    with DynamoWorld(tmp_path) as world:
        store = dynamo.Shared(world.prefix, dynamodb=dynamo.enter(world.prefix))
        into_tables(DynamoStore(store))
        world.garmin.add(run(RUN, world.now - HOUR, km=1))
        reports = world.ticks(3)
        assert world.row(RUN).target_id is not None
        assert [(report.bugs, report.failed) for report in reports] == [(0, [])] * 3
        assert in_tables(DynamoStore(store)) == sorted(items(), key=str)
        store.close()


def test_a_rebuild_of_the_database_takes_them_along(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(RUN, world.now - HOUR, km=1))
        world.ticks(2)
        path = Path(world.wired.settings.database)
        into_file(path)
        world.wired.close()
        assert rebuild(world).code == 0
        assert in_file(path) == IN_FILE


def test_each_kind_says_whose_it_is_and_whether_it_goes_out_and_goes_away_with_them() -> None:
    assert {kind.name: (kind.whose, kind.in_export, kind.in_delete) for kind in KINDS} == {
        "User": (Whose.USER, True, True),
        "Connection": (Whose.USER, False, True),
        "OwnSettings": (Whose.USER, True, True),
        "OwnSecrets": (Whose.USER, False, True),
        "Budget": (Whose.CLIENT, False, False),
        "Backfill": (Whose.USER, True, True),
        "Notice": (Whose.USER, True, True),
        "Gap": (Whose.USER, True, True),
        "Digest": (Whose.USER, False, True),
        "SongFigures": (Whose.USER, False, True),
        "Insights": (Whose.USER, False, True),
        "Experiment": (Whose.USER, True, True),
        "LiveRun": (Whose.USER, True, True),
        "LivePart": (Whose.USER, True, True),
        "NowPlaying": (Whose.USER, False, True),
        "LivePhone": (Whose.USER, False, True),
        "LiveLink": (Whose.USER, False, True),
        "LiveWatched": (Whose.USER, False, True),
        "LiveMailbox": (Whose.USER, False, True),
        "LiveFollowed": (Whose.USER, False, True),
        "FolderIndex": (Whose.USER, False, True),
        "PrivacyZones": (Whose.USER, True, True),
        "Session": (Whose.USER, False, True),
        "ApiToken": (Whose.USER, False, True),
        "SignInLink": (Whose.USER, False, True),
        "LoginAttempt": (Whose.USER, False, True),
        "SharedRun": (Whose.USER, False, True),
        "Invitation": (Whose.USER, False, True),
        "Circle": (Whose.USER, True, True),
        "Membership": (Whose.USER, True, True),
        "Contact": (Whose.USER, True, True),
        "Share": (Whose.USER, True, True),
        "Sending": (Whose.USER, True, True),
        "Chat": (Whose.USER, True, True),
        "Playlist": (Whose.USER, True, True),
        "Draft": (Whose.USER, False, True),
        "Message": (Whose.USER, False, True),
        "ChatOwner": (Whose.EVERYBODY, False, False),
        "GroupChat": (Whose.EVERYBODY, False, False),
        "ChatCode": (Whose.EVERYBODY, False, False),
        "Inbound": (Whose.EVERYBODY, False, False),
        "Polling": (Whose.EVERYBODY, False, False),
        "OAuthState": (Whose.EVERYBODY, False, False),
        "Facts": (Whose.EVERYBODY, False, False),
    }
