"""Forgetting a person in the SQLite file: every table that has rows of theirs, and nothing left of it on the disk."""

import sqlite3
from contextlib import suppress

from sync.core.document_kinds import KINDS, Whose
from sync.core.user import User
from sync.stores.sqlite_file import SqliteFile

SLICE = 1000
"""Rows that go in one transaction: whoever waits to write waits for no more."""
NOT_A_PERSONS = frozenset(kind.name for kind in KINDS if kind.whose is not Whose.USER)


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
        self.wipe(tries=1)
        return {what: number for what, number in counted.items() if number}

    def _gone(self, table: str, key: str, where: str, *values: object) -> int:
        sql = f"DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {where} LIMIT {SLICE})"
        total = 0
        while number := self._write(lambda: self._db.execute(sql, values).rowcount):
            total += number
        return total

    def wipe(self, *, tries: int = 3) -> bool:
        """What a deleted row has left in the file, also of its versions before, is still to be read there: the file is
        made anew, and its log emptied. False where some of it can still be read: somebody has the file open in the
        middle of reading, which keeps the log (each try waits for them), somebody writes, or the disk has no room.
        Then the pages are overwritten as they are used again, and the log goes with the last who has the file open."""
        with self._lock, suppress(sqlite3.OperationalError):
            self._db.execute("VACUUM")
            for _ in range(tries):
                (is_busy, *_) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not is_busy:
                    return True
        return False


def wiped(store: object) -> bool:
    """Whether nothing that was deleted can still be read in the files of this store; one that is no file has none."""
    return not isinstance(store, SqliteErase) or store.wipe()
