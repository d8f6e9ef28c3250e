"""When the machine does not let the store work: locked, read-only, full. A clear message, and nothing is lost."""

import os
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.activity import Key
from sync.core.user import User
from sync.ports import StoreBroken
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import NOON, activity

NOBODY = 65534


def opened(path: Path) -> SqliteStore:
    return SqliteStore(path, sleep=lambda _: None, busy_seconds=0.02)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "runtrack.sqlite"
    store = opened(made)
    store.add([activity(1)])
    store.close()
    return made


# -- locked ---------------------------------------------------------------------------------------


@contextmanager
def another_program(path: Path, sql: str) -> Iterator[None]:
    """A process of its own that has carried out `sql` on the database and holds what it took."""
    ready, held = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            connection = sqlite3.connect(path, autocommit=True)
            connection.executescript(sql)
            os.write(held, b".")
            signal.pause()
        finally:
            os._exit(3)
    try:
        os.close(held)
        assert os.read(ready, 1) == b".", "the other program could not take its lock"
        yield
    finally:
        os.close(ready)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_a_save_while_another_program_holds_the_file_is_refused_and_can_be_repeated(path: Path) -> None:
    store = opened(path)
    row = store.activities("me")[0]
    with another_program(path, "BEGIN EXCLUSIVE"):
        with pytest.raises(StoreBroken) as caught:
            store.save(replace(row, title="changed"))
        assert caught.value.reason == f"{path} is locked by another program"
        assert caught.value.advice == "close the program that holds it open and try again"
        assert store.activity(row.key) == row, "reading goes on"
    assert store.save(replace(row, title="changed")).version == 2
    store.close()


def test_an_exclusively_locked_file_cannot_be_opened(path: Path) -> None:
    with (
        another_program(path, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;"),
        pytest.raises(StoreBroken, match="is locked by another program"),
    ):
        opened(path)
    store = opened(path)
    assert len(store.activities("me")) == 1
    store.close()


def test_a_busy_file_is_tried_once_more_after_a_moment(path: Path) -> None:
    slept: list[float] = []
    store = SqliteStore(path, sleep=slept.append, busy_seconds=0.02)
    with another_program(path, "BEGIN EXCLUSIVE"), pytest.raises(StoreBroken):
        store.add([activity(2)])
    assert slept == [0.2]
    store.close()


# -- read-only ------------------------------------------------------------------------------------


@contextmanager
def as_somebody_without_rights() -> Iterator[None]:
    """For root, whom no permission stops: act as the system's nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o777)
        yield Path(made)


def test_a_folder_that_may_not_be_written_is_named(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with as_somebody_without_rights(), pytest.raises(StoreBroken) as caught:
        opened(open_folder / "runtrack.sqlite")
    assert caught.value.reason == f"cannot write to {open_folder}: Permission denied"
    assert caught.value.advice == "make the folder writable, or set RUNTRACK_DATABASE"


def test_a_file_that_may_not_be_written_can_be_read_and_is_named_at_the_first_write(open_folder: Path) -> None:
    path = open_folder / "runtrack.sqlite"
    store = opened(path)
    store.add([activity(1)])
    store.close()
    path.chmod(0o444)
    open_folder.chmod(0o777)  # closed by the store, as nothing else is in it
    with as_somebody_without_rights():
        store = opened(path)
        assert len(store.activities("me")) == 1
        with pytest.raises(StoreBroken) as caught:
            store.add([activity(2)])
        store.close()
    assert caught.value.reason == f"cannot write to {path} (attempt to write a readonly database)"
    assert caught.value.advice == "make the file and its folder writable, or set RUNTRACK_DATABASE"


def test_a_file_that_becomes_read_only_keeps_what_it_had(path: Path) -> None:
    store = opened(path)
    store._db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreBroken, match="attempt to write a readonly database"):
        store.put(User("me", NOON))
    assert len(store.activities("me")) == 1
    store._db.execute("PRAGMA query_only = OFF")
    assert store.put(User("me", NOON)).version == 1
    store.close()


@pytest.mark.parametrize("below", ["file/runtrack.sqlite", "file/deeper/runtrack.sqlite"])
def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreBroken) as caught:
        opened(tmp_path / below)
    assert caught.value.reason.startswith(f"cannot write to {(tmp_path / below).parent}: ")
    assert caught.value.advice == "make the folder writable, or set RUNTRACK_DATABASE"


def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken) as caught:
        opened(tmp_path)
    assert caught.value.reason == f"cannot write to {tmp_path} (unable to open database file)"


# -- full -----------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_nothing_of_the_write_stays(path: Path) -> None:
    store = opened(path)
    limit_to_the_present_size(store)
    many = [activity(number) for number in range(2, 200)]
    with pytest.raises(StoreBroken) as caught:
        store.add(many)
    assert caught.value.reason == f"the disk that holds {path} is full"
    assert caught.value.advice == "free some space; nothing was lost and the next tick goes on"
    assert store.known("me", "garmin", map(str, range(200))) == {"1"}
    store._db.execute("PRAGMA max_page_count = 100000")
    assert store.add(many) == 198
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_on_a_full_disk_the_version_does_not_move(path: Path) -> None:
    store = opened(path)
    limit_to_the_present_size(store)
    row = store.activity(Key("me", "garmin", "1"))
    assert row is not None
    with pytest.raises(StoreBroken, match="is full"):
        store.save(replace(row, reason="x" * 100_000))
    assert store.activity(row.key) == row
    assert store.save(replace(row, reason="short")).version == 2
    store.close()


def limit_to_the_present_size(store: SqliteStore) -> None:
    """SQLite itself refuses to grow the file, with the very error that a full disk gives."""
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages}")
