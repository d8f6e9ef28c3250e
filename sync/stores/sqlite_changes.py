"""Whether anybody has changed an SQLite file: a counter that costs microseconds to look at, also across processes."""

import sqlite3
from pathlib import Path

from sync.stores.sqlite_file import BUSY_SECONDS
from sync.stores.sqlite_reader import for_looking


class SqliteChanges:
    """A connection of its own, on which nothing else is asked: `PRAGMA data_version` counts the commits of others."""

    def __init__(self, path: Path) -> None:
        """Raises `sqlite3.Error` for a file that cannot be opened."""
        self._database = for_looking(path, BUSY_SECONDS)

    def counter(self) -> int:
        """Another number after each change. 0 while the file cannot be asked: whoever compares looks again later."""
        try:
            return int(self._database.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return 0

    def close(self) -> None:
        self._database.close()
