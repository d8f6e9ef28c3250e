"""The list of runs in the SQLite file: pages along an index that holds all that a list is narrowed by."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sync.core.activity import Activity
from sync.core.run_list import EVERYTHING, Cursor, RunPage, Summary, Wanted, words_of
from sync.stores.codec import decode, micros
from sync.stores.sqlite_plays import AT_ONCE, SqlitePlays

_SIGNS = re.compile(r"[*?[]")
NEWEST_FIRST = "ORDER BY start DESC, source DESC, id DESC, leg DESC"


class SqliteList(SqlitePlays):
    """The list part of `ports.Store`."""

    def page(self, user: str, wanted: Wanted = EVERYTHING, *, after: Cursor | None = None, limit: int = 50) -> RunPage:
        where, values = _where(user, wanted, after)
        rows = self._read(f"SELECT doc FROM activities WHERE {where} {NEWEST_FIRST} LIMIT ?", *values, limit + 1)
        runs = tuple(decode(doc, Summary) for (doc,) in rows[:limit])
        return RunPage(runs, Cursor(runs[-1].start, runs[-1].key) if len(rows) > limit else None)

    def every_run(self, user: str) -> Iterator[Activity]:
        sql = (
            "SELECT source, id, leg, doc FROM activities WHERE user = ? AND (source, id, leg) > (?, ?, ?)"
            " ORDER BY source, id, leg LIMIT ?"
        )
        after: tuple[Any, ...] = ("", "", -1)
        while rows := self._read(sql, user, *after, AT_ONCE):
            yield from (decode(doc, Activity) for *_, doc in rows)
            after = rows[-1][:3]

    def on_target(self, user: str, target_id: int) -> list[Activity]:
        rows = self._read("SELECT doc FROM activities WHERE user = ? AND strava_id = ?", user, target_id)
        return sorted((decode(doc, Activity) for (doc,) in rows), key=lambda run: run.key)


def columns(run: Activity) -> tuple[Any, ...]:
    """What the list is narrowed by, beside state and start: sport, outcome, songs, and the words to be found by."""
    return run.sport, run.music.outcome, run.music.songs, words_of(run)


def _where(user: str, wanted: Wanted, after: Cursor | None) -> tuple[str, list[Any]]:
    """The conditions as SQL, and their values."""
    parts: list[tuple[str, list[Any]]] = [("user = ?", [user])]
    for column, among in (("state", wanted.states), ("outcome", wanted.outcomes), ("sport", wanted.sports)):
        if among:
            parts.append((f"{column} IN ({_marks(among)})", sorted(among)))
    parts += [("words GLOB ?", [_holding(word)]) for word in wanted.words]  # twice as fast as instr
    if wanted.since is not None:
        parts.append(("start >= ?", [micros(wanted.since)]))
    if wanted.until is not None:
        parts.append(("start < ?", [micros(wanted.until)]))
    if wanted.with_music is not None:
        parts.append(("songs > 0" if wanted.with_music else "songs = 0", []))
    if after is not None:
        key = after.key
        parts.append(("(start, source, id, leg) < (?, ?, ?, ?)", [micros(after.start), key.source, key.id, key.leg]))
    return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]


def _holding(word: str) -> str:
    """The pattern of a text that has this in it, whatever GLOB means by its signs."""
    return f"*{_SIGNS.sub(r'[\g<0>]', word)}*"


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
