"""An open SQLite file: checked, migrated, read and written under one lock, each write in its own transaction.

`synchronous=FULL`: an intent that is saved before a POST must survive a power cut, and writes are few.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sync.ports import Sleep, StoreBroken
from sync.stores import mounts, private, schema
from sync.stores.sqlite_words import ANOTHER_PATH, explained, is_busy

T = TypeVar("T")
BUSY_SECONDS = 5.0
AGAIN_SECONDS = 0.2
MOVE = (
    "copy the database and the folder `files` beside it to a local disk, and set RUNTRACK_DATABASE to the new path; "
    "the daily copies may be sent to the network"
)


class SqliteFile:
    """Safe to use from several threads (one lock) and several processes (SQLite's own)."""

    def __init__(
        self,
        path: str | Path,
        *,
        sleep: Sleep,
        busy_seconds: float = BUSY_SECONDS,
        network: Callable[[Path], str] = mounts.network_kind,
    ) -> None:
        """Open or create the file, check and migrate it; close it to others, with its copies. `network` tells the type
        of the network file system that a path lies on. Raises `StoreBroken` with the way out."""
        self.path = Path(path)
        self._lock, self._sleep = threading.RLock(), sleep
        self._on_disk = str(path) != ":memory:"
        with explained(self.path):
            if self._on_disk and (kind := network(self.path)):
                raise StoreBroken(on_network(self.path, kind), MOVE)
            self._db = self._connected(busy_seconds)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _connected(self, busy_seconds: float) -> sqlite3.Connection:
        if self._on_disk:
            private.make_folder(self.path.parent)
            private.make_file(self.path)  # before SQLite makes it: nobody else may read the ledger
        return sqlite3.connect(self.path, timeout=busy_seconds, autocommit=True, check_same_thread=False)

    def _prepare(self) -> None:
        if schema.is_foreign(self._db):  # before anything is written: the mode of its journal is in the file too
            raise StoreBroken(schema.foreign(self.path), ANOTHER_PATH)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._check()
        schema.migrate(self._db, self.path)
        if self._on_disk:
            private.tighten_beside(self.path, "files")

    def _check(self) -> None:
        (verdict,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"malformed: {' '.join(verdict.split())}")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def backup(self, to: Path) -> None:
        with self._lock, explained(self.path):
            schema.backup(self._db, to)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Many writes to a file that nobody uses yet: they reach the disk together, at the end."""
        with self._lock, explained(self.path):
            self._db.execute("PRAGMA synchronous = OFF")
            yield
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- inside -----------------------------------------------------------------------------------

    def _read(self, sql: str, *values: Any) -> list[Any]:
        """Once more when another process holds the file. An idle tick reads some fifteen times: nothing is set up for
        trouble before there is any."""
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except (sqlite3.Error, OSError) as error:
                with explained(self.path):
                    if not is_busy(error):
                        raise
                    self._sleep(AGAIN_SECONDS)
                    return self._db.execute(sql, values).fetchall()

    def _write(self, work: Callable[[], T]) -> T:
        def transaction() -> T:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                result = work()
                self._db.execute("COMMIT")
                return result
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

        with self._lock, explained(self.path):
            try:
                return transaction()
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
            self._sleep(AGAIN_SECONDS)
            return transaction()


def on_network(path: Path, kind: str) -> str:
    """Why such a path is refused."""
    return f"{path} lies on a network file system ({kind}), where SQLite's locks do not hold and files get damaged"
