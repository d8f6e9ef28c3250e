"""Forgetting a person, on each store: every kind and every table is looked at, and nobody else loses a row."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync.core.budget import Budget
from sync.core.document_kinds import KINDS, key_of
from sync.core.user import User
from sync.engine.asks.own_documents import own_documents
from sync.engine.forgotten_friend import forget
from sync.ports import Store
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_items import partition
from sync.stores.dynamo_tables import KEYS
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_erase import Left
from tests.contract.test_unknown_kinds import into_file, into_tables
from tests.support.contract.stores import FACTORIES
from tests.support.contract.values import NOON, activity, play
from tests.support.engine.samples import SAMPLES

CANARY = "me-canary"
NEAR = ("me", "me-canary2", "me", "ME-CANARY", "strava")


def of(user: str, sample: Any) -> Any:
    """The sample as this user's; one that is nobody's stays as it is."""
    name = "id" if isinstance(sample, User) else "user"
    return replace(sample, **{name: user}) if hasattr(sample, "user") or isinstance(sample, User) else sample


def filled(store: Store, user: str) -> None:
    for sample in SAMPLES:
        one = of(user, sample)
        if store.load(type(one), *key_of(one)) is None:
            store.put(one)
    store.add([activity(number, user=user) for number in range(60)])
    store.add_plays([play(NOON, f"{number}", user=user) for number in range(60)])


def test_there_is_a_sample_of_each_kind() -> None:
    assert {type(sample) for sample in SAMPLES} == {kind.of for kind in KINDS}


def test_all_that_a_person_has_is_forgotten_and_nothing_else(store: Store) -> None:
    for user in (CANARY, *NEAR):
        filled(store, user)
    before = {user: kept(store, user) for user in NEAR}
    shared = {kind.name: store.all(kind.of) for kind in KINDS if not kind.in_delete}
    counted = store.erase(CANARY)
    assert (counted["runs"], counted["plays"]) == (60, 60)
    for kind in KINDS:
        if kind.in_delete and kind.of is not User:
            assert list(own_documents(store, kind.of, CANARY)) == [], kind.name
            assert counted[kind.name] == sum(type(sample) is kind.of for sample in SAMPLES)
    assert store.erase(CANARY) == {}
    store.remove(User(CANARY, NOON))
    assert kept(store, CANARY) == {"runs": [], "plays": []} | {kind.name: [] for kind in KINDS if kind.in_delete}
    assert {user: kept(store, user) for user in NEAR} == before
    assert {kind.name: store.all(kind.of) for kind in KINDS if not kind.in_delete} == shared
    assert shared["Budget"]
    assert shared["Facts"]


def kept(store: Store, user: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"runs": list(store.every_run(user)), "plays": list(store.every_play(user))}
    for kind in KINDS:
        if kind.in_delete:
            found[kind.name] = list(own_documents(store, kind.of, user))
    return found


def test_who_is_called_as_a_service_takes_none_of_its_limits_along(store: Store) -> None:
    filled(store, "strava")
    before = store.all(Budget)
    store.erase("strava")
    assert store.all(Budget) == before != []


def test_the_runs_can_go_first(store: Store) -> None:
    filled(store, CANARY)
    assert store.erase_runs(CANARY) == 60
    assert store.erase_runs(CANARY) == 0
    assert len(list(store.every_play(CANARY))) == 60


def test_no_table_of_the_file_and_no_byte_of_it_names_the_person_any_more(tmp_path: Path) -> None:
    path = tmp_path / "runtrack.sqlite"
    store = SqliteStore(path, sleep=lambda _: None)
    store._db.execute("PRAGMA secure_delete = OFF")  # as SQLite has it, unless whoever built it chose otherwise
    filled(store, CANARY)
    store.save(replace(activity(1, user=CANARY), version=1, title="Canary along the river"))
    store.save(replace(activity(1, user=CANARY), version=2))  # what it was before lies about in the file
    named = [kind.name for kind in KINDS for one in store.all(kind.of) if kind.names(one) == CANARY]
    assert named == [kind.name for kind in KINDS if kind.may_name]
    forget(store, CANARY, NOON)  # what is everybody's and names the person
    store.erase(CANARY)
    assert store._db.execute("PRAGMA secure_delete").fetchone() == (1,)
    store.remove(User(CANARY, NOON))
    assert store.wipe() == Left()
    store.close()
    with closing(sqlite3.connect(path)) as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            assert CANARY not in str(file.execute(f"SELECT * FROM {table}").fetchall()), table
    assert {"activities", "plays", "documents"} <= set(tables)
    data = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert CANARY.encode() not in data
    assert b"Canary along" not in data


def named_in(folder: Path) -> dict[str, int]:
    """In which files of a folder the person can still be read, and how often."""
    found = {each.name: each.read_bytes().count(CANARY.encode()) for each in folder.iterdir()}
    return {name: times for name, times in found.items() if times}


def test_nothing_is_left_to_be_read_while_another_process_has_the_file_open(tmp_path: Path) -> None:
    """Nor of the person's own row, which goes last."""
    path = tmp_path / "runtrack.sqlite"
    store = SqliteStore(path, sleep=lambda _: None)
    filled(store, CANARY)
    with closing(SqliteStore(path, sleep=lambda _: None)) as daemon:
        assert daemon.users() == [CANARY]
        forget(store, CANARY, NOON)
        store.erase(CANARY)
        store.remove(User(CANARY, NOON))
        assert store.wipe() == Left()
        assert named_in(tmp_path) == {}
        assert daemon.users() == []
    store.close()


def test_a_reader_in_the_middle_keeps_the_log_and_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "runtrack.sqlite"
    store = SqliteStore(path, sleep=lambda _: None, busy_seconds=0.0)
    filled(store, CANARY)
    with closing(sqlite3.connect(path, autocommit=True)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT COUNT(*) FROM activities").fetchone() == (60,)
        forget(store, CANARY, NOON)
        store.erase(CANARY)
        store.remove(User(CANARY, NOON))
        assert store.wipe() == Left(log=True)
        assert set(named_in(tmp_path)) == {"runtrack.sqlite-wal"}
        reader.execute("ROLLBACK")
        assert store.wipe() == Left()
        assert named_in(tmp_path) == {}
    store.close()


def test_what_a_reader_has_kept_goes_with_the_last_who_has_the_file_open(tmp_path: Path) -> None:
    path = tmp_path / "runtrack.sqlite"
    store = SqliteStore(path, sleep=lambda _: None, busy_seconds=0.0)
    filled(store, CANARY)
    reader = sqlite3.connect(path, autocommit=True)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM activities").fetchone()
    forget(store, CANARY, NOON)
    store.erase(CANARY)
    store.remove(User(CANARY, NOON))
    assert store.wipe() == Left(log=True)
    store.close()
    assert named_in(tmp_path) != {}
    reader.close()
    assert named_in(tmp_path) == {}


def test_no_table_on_aws_has_an_item_of_the_person_any_more(tmp_path: Path) -> None:
    for store in (factory.open(tmp_path) for factory in FACTORIES if factory.name == "dynamodb"):
        assert isinstance(store, DynamoStore)
        filled(store, CANARY)
        assert {table for table in KEYS if items(store, table, CANARY)} == set(KEYS)
        forget(store, CANARY, NOON)
        store.erase(CANARY)
        store.remove(User(CANARY, NOON))
        assert [table for table in KEYS if items(store, table, CANARY)] == []
        store.close()


def items(store: DynamoStore, table: str, user: str) -> list[Any]:
    return [item for item in store.tables.scan(table) if item["userId"]["S"] == partition(user)]


def test_what_only_a_newer_version_knows_goes_too(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "runtrack.sqlite", sleep=lambda _: None)
    into_file(tmp_path / "runtrack.sqlite")
    assert store.erase("you") == {}
    assert store.erase("me") == {"Badge": 2}
    store.close()
    far = next(factory.open(tmp_path) for factory in FACTORIES if factory.name == "dynamodb")
    assert isinstance(far, DynamoStore)
    into_tables(far)
    assert far.erase("me") == {"Badge": 3, "page": 1}
    far.close()


def test_what_has_expired_and_is_still_there_goes_too(tmp_path: Path) -> None:
    store = next(factory.open(tmp_path) for factory in FACTORIES if factory.name == "dynamodb")
    assert isinstance(store, DynamoStore)
    filled(store, CANARY)
    store.tables.clock = lambda: 9e9
    forget(store, CANARY, NOON)
    store.erase(CANARY)
    store.tables.clock = lambda: 0.0
    assert [table for table in KEYS if table != "users" and items(store, table, CANARY)] == []
    store.close()


def test_a_file_that_somebody_writes_into_is_not_made_anew_and_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "runtrack.sqlite"
    store = SqliteStore(path, sleep=lambda _: None, busy_seconds=0.0)
    filled(store, CANARY)
    forget(store, CANARY, NOON)
    store.erase(CANARY)
    with closing(sqlite3.connect(path, autocommit=True)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert store.wipe() == Left(f"{path} is locked by another program", log=True)
    store.close()
