"""Readers of the SQLite file beside its writer: nobody waits, nothing is changed, and what is saved is seen."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import Key, State
from sync.core.user import User
from sync.ports import StoreBroken
from sync.stores import schema
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_reader import SqliteReader, reader_of
from tests.support.contract.values import NOON, activity
from tests.support.entrypoints.commands import runtrack
from tests.support.world import World

ONE = Key("me", "garmin", "1")


def writer_of(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "runtrack.sqlite", sleep=lambda _: None, busy_seconds=0.05)


def beside(folder: Path) -> SqliteReader:
    return SqliteReader(folder / "runtrack.sqlite", sleep=lambda _: None, busy_seconds=0.05)


def test_a_reader_sees_what_was_saved_and_not_what_is_being_saved(tmp_path: Path) -> None:
    with closing(writer_of(tmp_path)) as writer, closing(beside(tmp_path)) as reader:
        writer.add([activity(1)])
        seen = []

        def in_the_middle() -> None:
            writer._db.execute("UPDATE activities SET state = 'failed'")
            seen.append(reader.counts("me"))

        writer._write(in_the_middle)
        assert seen == [{State.DISCOVERED: 1}]
        assert reader.counts("me") == {State.FAILED: 1}


def test_neither_waits_for_the_lock_of_the_other(tmp_path: Path) -> None:
    with closing(writer_of(tmp_path)) as writer, closing(beside(tmp_path)) as reader:
        writer.add([activity(1)])
        held, over = threading.Event(), threading.Event()

        def hold(store: SqliteStore) -> None:
            with store._lock:
                held.set()
                over.wait(10)

        for one, work in ((writer, lambda: reader.activity(ONE)), (reader, lambda: writer.activity(ONE))):
            held.clear()
            over.clear()
            holding = threading.Thread(target=hold, args=(one,))
            holding.start()
            held.wait(10)
            asking = threading.Thread(target=work)
            asking.start()
            asking.join(5)
            waits = asking.is_alive()
            over.set()
            holding.join()
            asking.join()
            assert not waits


def test_a_long_look_holds_up_no_write(tmp_path: Path) -> None:
    with closing(writer_of(tmp_path)) as writer, closing(beside(tmp_path)) as reader:
        writer.add([activity(number) for number in range(500)])
        rows = reader._db.execute("SELECT doc FROM activities ORDER BY id")
        rows.fetchone()
        row = writer.activity(ONE)
        assert row is not None
        assert writer.save(replace(row, title="Saved meanwhile")).version == 2
        assert len(rows.fetchall()) == 499


def test_nothing_can_be_changed_through_a_reader(tmp_path: Path) -> None:
    with closing(writer_of(tmp_path)) as writer, closing(beside(tmp_path)) as reader:
        writer.add([activity(1)])
        before = (tmp_path / "runtrack.sqlite").read_bytes()
        for work in (
            lambda: reader.add([activity(2)]),
            lambda: reader.save(replace(activity(1), version=1)),
            lambda: reader.put(User("me", NOON)),
            lambda: reader.remove_plays("me", "spotify"),
        ):
            with pytest.raises(StoreBroken, match="cannot write"):
                work()
        assert reader.activity(ONE) == replace(activity(1), version=1)
        assert (tmp_path / "runtrack.sqlite").read_bytes() == before


def can_be_looked_at(path: Path) -> bool:
    reader = reader_of(path, sleep=lambda _: None, busy_seconds=0.05)
    if reader is not None:
        reader.close()
    return reader is not None


def test_only_a_file_of_ours_in_its_newest_form_is_opened_to_look(tmp_path: Path) -> None:
    path = tmp_path / "runtrack.sqlite"
    assert not can_be_looked_at(path)
    path.write_bytes(b"no database at all, and long enough to be looked at" * 100)
    assert not can_be_looked_at(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    assert not can_be_looked_at(path)
    path.unlink()
    writer_of(tmp_path).close()
    assert can_be_looked_at(path)
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"PRAGMA user_version = {schema.NEWEST - 1}")
    assert not can_be_looked_at(path)


def test_a_look_opens_the_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer_of(tmp_path).close()
    opened, connect = list[object](), sqlite3.connect

    def counted(path: str, **how: Any) -> Any:
        opened.append(path)
        return connect(path, **how)

    monkeypatch.setattr(sqlite3, "connect", counted)
    assert can_be_looked_at(tmp_path / "runtrack.sqlite")
    assert len(opened) == 1


@pytest.mark.parametrize("command", [["list"], ["why", "900000001"], ["status"], ["plan"]])
def test_a_command_that_looks_answers_while_the_daemon_writes_and_changes_no_row(
    tmp_path: Path, command: list[str]
) -> None:
    with World(tmp_path) as world:
        world.store.add([activity(900000001)])
        world.ticks(1)
        path = Path(world.wired.settings.database)
        with closing(sqlite3.connect(path, autocommit=True)) as other:
            before = list(other.iterdump())
            other.execute("BEGIN EXCLUSIVE")
            assert runtrack(world, *command).code in (0, 1)
            other.execute("ROLLBACK")
            assert list(other.iterdump()) == before
