"""Forgetting a person in the SQLite file: every table that has rows of theirs; then what is still to be read there."""

import sqlite3
from dataclasses import dataclass

from sync.core.document_kinds import KINDS, Whose
from sync.core.user import User
from sync.stores.sqlite_file import SqliteFile
from sync.stores.sqlite_words import advice_for

SLICE = 1000
"""Rows that go in one transaction: whoever waits to write waits for no more."""
NOT_A_PERSONS = frozenset(kind.name for kind in KINDS if kind.whose is not Whose.USER)


@dataclass(frozen=True, slots=True)
class Left:
    """What can still be read of deleted rows in a store's files. `pages`: why the file was not made anew, "" when it
    was; `log`: whether its log still holds some."""

    pages: str = ""
    log: bool = False


class SqliteErase(SqliteFile):
    """The forgetting part of `ports.Store`."""

    def erase_runs(self, user: str) -> int:
        return self._gone("activities", "rowid", "user = ?", user)

    def erase(self, user: str) -> dict[str, int]:
        with self._lock:  # also for the user's own row, which goes last: it is overwritten where it stood
            self._db.execute("PRAGMA secure_delete = ON")
        counted = {
            "runs": self.erase_runs(user),
            "plays": self._gone("plays", "ms, source, song, user", "user = ?", user),
        }
        begin = user.replace("~", "~0").replace("/", "~1")  # as `sqlite_documents.joined` writes a key's first part
        mine = "(key = ? OR substr(key, 1, ?) = ?) AND kind = ?"
        rows = self._read("SELECT DISTINCT kind FROM documents")
        for (kind,) in rows:  # those that only a newer version knows as well: theirs begin with the user too
            if kind != User.__name__ and kind not in NOT_A_PERSONS:
                counted[kind] = self._gone("documents", "kind, key", mine, begin, len(begin) + 1, f"{begin}/", kind)
        return {what: number for what, number in counted.items() if number}

    def _gone(self, table: str, key: str, where: str, *values: object) -> int:
        sql = f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {where} LIMIT {SLICE})"
        total = 0
        while number := self._write(lambda: self._db.execute(sql, values).rowcount):
            total += number
        return total

    def wipe(self, *, tries: int = 3) -> Left:
        """Make the file anew and empty its log. Deleted rows are overwritten where they stood; what a row was before,
        and what SQLite has moved from page to page, may still be read in pages that nothing refers to, and the log has
        all of it. Safe to repeat. `tries`: how often readers are waited for, who keep the log."""
        with self._lock:
            pages = ""
            try:
                self._db.execute("VACUUM")
            except sqlite3.Error as error:
                pages, _ = advice_for(self.path, error)
            return Left(pages, log=not any(self._log_is_empty() for _ in range(tries)))

    def _log_is_empty(self) -> bool:
        """Bring what the log holds into the file, and cut it off."""
        try:
            (is_busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:  # no room, or somebody writes
            return False
        return not is_busy


def wiped(store: object) -> Left:
    """The same of any store; one that is no file leaves nothing."""
    return store.wipe() if isinstance(store, SqliteErase) else Left()
