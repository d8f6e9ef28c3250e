"""What was played, in the SQLite file: append-only rows, unique by user, time in ms, source and song."""

from collections.abc import Sequence
from datetime import datetime

from sync.core.music import Play, millis
from sync.stores.codec import decode, encode
from sync.stores.sqlite_file import SqliteFile


class SqlitePlays(SqliteFile):
    """The play part of `ports.Store`."""

    def add_plays(self, plays: Sequence[Play]) -> list[Play]:
        def work() -> list[Play]:
            return [
                play
                for play in plays
                if self._db.execute(
                    "INSERT OR IGNORE INTO plays (user, ms, source, song, doc) VALUES (?, ?, ?, ?, ?)",
                    (play.user, play.ms, play.source, play.song.key, encode(play)),
                ).rowcount
            ]

        return self._write(work)

    def plays(self, user: str, since: datetime, until: datetime, *, source: str = "") -> list[Play]:
        rows = self._read(
            "SELECT doc FROM plays WHERE user = ? AND ms BETWEEN ? AND ? AND ? IN ('', source)"
            " ORDER BY ms, source, song",
            user,
            millis(since),
            millis(until),
            source,
        )
        return [decode(doc, Play) for (doc,) in rows]

    def newest_play(self, user: str, source: str) -> Play | None:
        rows = self._read("SELECT doc FROM plays WHERE user = ? AND source = ? ORDER BY ms DESC LIMIT 1", user, source)
        return decode(rows[0][0], Play) if rows else None

    def remove_plays(self, user: str, source: str) -> int:
        def work() -> int:
            return self._db.execute("DELETE FROM plays WHERE user = ? AND source = ?", (user, source)).rowcount

        return self._write(work)
