"""What was played, in the SQLite file: append-only rows, unique by user, time in ms, source and song."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sync.core.music import Play, millis
from sync.stores.codec import decode, encode
from sync.stores.sqlite_erase import SqliteErase

AT_ONCE = 200
"""Rows that one read brings where all of a user's are gone through."""


class SqlitePlays(SqliteErase):
    """The play part of `ports.Store`."""

    def add_plays(self, plays: Sequence[Play]) -> list[Play]:
        """A source tells its newest ones again with each poll: those that are there are found by one read."""

        def work() -> list[Play]:
            known = self._known_plays(plays)
            return [
                play
                for play in plays
                if (play.ms, play.source, play.song.key) not in known
                and self._db.execute(
                    "INSERT OR IGNORE INTO plays (user, ms, source, song, doc) VALUES (?, ?, ?, ?, ?)",
                    (play.user, play.ms, play.source, play.song.key, encode(play)),
                ).rowcount
            ]

        return self._write(work)

    def _known_plays(self, plays: Sequence[Play]) -> set[tuple[int, str, str]]:
        """Of a page of one person; of more, none."""
        if len({play.user for play in plays}) != 1 or len(plays) > AT_ONCE:
            return set()
        times = [play.ms for play in plays]
        sql = "SELECT ms, source, song FROM plays WHERE user = ? AND ms BETWEEN ? AND ?"
        return set(self._db.execute(sql, (plays[0].user, min(times), max(times))))

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

    def every_play(self, user: str) -> Iterator[Play]:
        sql = (
            "SELECT ms, source, song, doc FROM plays WHERE user = ? AND (ms, source, song) > (?, ?, ?)"
            " ORDER BY ms, source, song LIMIT ?"
        )
        after: tuple[Any, ...] = (-(2**63), "", "")
        while rows := self._read(sql, user, *after, AT_ONCE):
            yield from (decode(doc, Play) for *_, doc in rows)
            after = rows[-1][:3]

    def newest_play(self, user: str, source: str) -> Play | None:
        rows = self._read("SELECT doc FROM plays WHERE user = ? AND source = ? ORDER BY ms DESC LIMIT 1", user, source)
        return decode(rows[0][0], Play) if rows else None

    def remove_plays(self, user: str, source: str, until: datetime | None = None) -> int:
        bound = 2**63 - 1 if until is None else millis(until)
        sql = "DELETE FROM plays WHERE user = ? AND source = ? AND ms < ?"
        return self._write(lambda: self._db.execute(sql, (user, source, bound)).rowcount)
