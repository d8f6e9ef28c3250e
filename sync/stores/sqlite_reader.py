"""The SQLite file for who only looks (`list`, `why`, `status`, pages): a connection of its own beside the writer's.

The write-ahead log lets it read while others write, and it waits for no lock but its own. It changes nothing, not even
the schema: a file that is not there yet, or has to be brought forward first, is opened by `SqliteStore`.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sync.ports import Sleep
from sync.stores import schema
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_file import BUSY_SECONDS


class SqliteReader(SqliteStore):
    """See `ports.Store`; each write is refused by SQLite."""

    def __init__(self, path: str | Path, *, sleep: Sleep, busy_seconds: float = BUSY_SECONDS) -> None:
        """Raises `StoreBroken` where the file is damaged."""
        super().__init__(path, sleep=sleep, busy_seconds=busy_seconds)

    def _prepare(self) -> None:
        self._db.execute("PRAGMA query_only = ON")
        self._check()

    def another(self) -> "SqliteReader":
        """One with a lock of its own."""
        return SqliteReader(self.path, sleep=self._sleep)


def can_be_read(path: Path) -> bool:
    """Whether the file is there, ours, and of the present schema."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            return version == schema.NEWEST and not schema.is_foreign(database)
    except sqlite3.Error:
        return False  # who opens it to write says why
