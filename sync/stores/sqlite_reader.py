"""The SQLite file for who only looks (`list`, `why`, `status`, pages): a connection of its own beside the writer's.

The write-ahead log lets it read while others write, and it waits for no lock but its own. It changes nothing, not even
the schema: a file that is not there yet, or has to be brought forward first, is opened by `SqliteStore`.
"""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from sync.ports import Sleep, StoreBroken
from sync.stores import schema
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_file import BUSY_SECONDS

CACHE = "PRAGMA cache_size = -16000"
"""KiB of pages that are kept once they are read: a search through 10,000 runs with their songs reads some 10,000,
and of SQLite's usual 2,000 each search reads all anew."""


class SqliteReader(SqliteStore):
    """See `ports.Store`; each write is refused by SQLite."""

    def __init__(self, path: str | Path, *, sleep: Sleep, busy_seconds: float = BUSY_SECONDS) -> None:
        """Raises `StoreBroken` where the file cannot be looked at as it is."""
        super().__init__(path, sleep=sleep, busy_seconds=busy_seconds)

    def _connected(self, busy_seconds: float) -> sqlite3.Connection:
        return for_looking(self.path, busy_seconds)

    def _prepare(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version != schema.NEWEST or schema.is_foreign(self._db):
            raise StoreBroken(f"{self.path} is not in the form that this version reads", "run `runtrack doctor`")
        self._check()
        self._db.execute(CACHE)  # not before: the check reads the whole file

    def another(self) -> "SqliteReader":
        """One with a lock of its own."""
        return SqliteReader(self.path, sleep=self._sleep)


def reader_of(path: Path, *, sleep: Sleep, busy_seconds: float = BUSY_SECONDS) -> SqliteReader | None:
    """A reader where the file is there, ours, sound and of the present schema."""
    if not path.exists():
        return None
    try:
        return SqliteReader(path, sleep=sleep, busy_seconds=busy_seconds)
    except StoreBroken:
        return None  # who opens it to write says why


def for_looking(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """A connection that changes nothing. Where the shared memory of the log finds no room (and nobody else has made
    it), the file is held alone for as long as it is looked at: then SQLite keeps that in memory of its own."""

    def connected(mode: str, *first: str) -> sqlite3.Connection:
        where = f"file:{quote(str(path))}?mode={mode}"
        database = sqlite3.connect(where, uri=True, timeout=busy_seconds, autocommit=True, check_same_thread=False)
        try:
            database.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE)
            for statement in (*first, "SELECT COUNT(*) FROM sqlite_master"):
                database.execute(statement)
        except BaseException:
            database.close()
            raise
        return database

    try:
        return connected("ro")
    except sqlite3.OperationalError:
        return connected("rw", "PRAGMA query_only = ON", "PRAGMA locking_mode = EXCLUSIVE")
