"""The ledger on one machine: rows and documents in a SQLite file, every save a compare-and-set."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from sync.core.activity import OPEN, Activity, Key, State
from sync.core.document_kinds import key_of, kind_of
from sync.core.user import User
from sync.ports import Conflict, Doc
from sync.stores.codec import decode, due_of, encode, micros
from sync.stores.sqlite_list import NEWEST_FIRST, SqliteList, columns

AFTER_SLASH = "0"
"""The sign that follows the one between the parts of a key."""
SMALL = 16_384
"""Characters of a document that is remembered once it was decoded."""
BY_KEY = "user = ? AND source = ? AND id = ? AND leg = ?"


class SqliteStore(SqliteList):
    """See `ports.Store`."""

    # -- activities -------------------------------------------------------------------------------

    def add(self, activities: Sequence[Activity]) -> int:
        def work() -> int:
            return sum(
                self._db.execute(
                    "INSERT OR IGNORE INTO activities (user, source, id, leg, state, due, start, backfill, tries,"
                    " route_due, strava_id, sport, outcome, songs, words, doc, version)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                    (*_key(activity.key), *_columns(activity), encode(replace(activity, version=1))),
                ).rowcount
                for activity in activities
            )

        return self._write(work)

    def activity(self, key: Key) -> Activity | None:
        rows = self._read(f"SELECT doc FROM activities WHERE {BY_KEY}", *_key(key))
        return decode(rows[0][0], Activity) if rows else None

    def save(self, activity: Activity) -> Activity:
        saved = replace(activity, version=activity.version + 1)

        def work() -> None:
            changed = self._db.execute(
                "UPDATE activities SET state = ?, due = ?, start = ?, backfill = ?, tries = ?, route_due = ?,"
                " strava_id = ?, sport = ?, outcome = ?, songs = ?, words = ?,"
                f" doc = ?, version = ? WHERE {BY_KEY} AND version = ?",
                (*_columns(activity), encode(saved), saved.version, *_key(activity.key), activity.version),
            ).rowcount
            if changed != 1:
                raise Conflict(activity.key.short)

        self._write(work)
        return saved

    def due(
        self,
        now: datetime,
        *,
        user: str,
        limit: int,
        backfill: bool | None = None,
        states: Iterable[State] = (),
    ) -> list[Activity]:
        where, values = _where(user, states, {"due <= ?": micros(now), "backfill = ?": backfill})
        rows = self._read(
            f"SELECT doc FROM activities WHERE {where} ORDER BY backfill, tries, due LIMIT ?", *values, limit
        )
        return [decode(doc, Activity) for (doc,) in rows]

    def routes_due(self, now: datetime, *, user: str, limit: int) -> list[Activity]:
        rows = self._read(
            "SELECT doc FROM activities WHERE user = ? AND route_due <= ? ORDER BY route_due LIMIT ?",
            user,
            micros(now),
            limit,
        )
        return [decode(doc, Activity) for (doc,) in rows]

    def known(self, user: str, source: str, ids: Iterable[str]) -> set[str]:
        wanted = list(ids)
        among = f"id IN ({','.join('?' * len(wanted))})"
        rows = self._read(f"SELECT id FROM activities WHERE user = ? AND source = ? AND {among}", user, source, *wanted)
        return {id for (id,) in rows}

    def activities(
        self,
        user: str,
        *,
        states: Iterable[State] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        backfill: bool | None = None,
    ) -> list[Activity]:
        bounds = {
            "start >= ?": None if since is None else micros(since),
            "start < ?": None if until is None else micros(until),
            "backfill = ?": backfill,
        }
        where, values = _where(user, states, bounds)
        rows = self._read(
            f"SELECT doc FROM activities WHERE {where} {NEWEST_FIRST} LIMIT ?",
            *values,
            -1 if limit is None else limit,
        )
        return [decode(doc, Activity) for (doc,) in rows]

    def counts(self, user: str) -> dict[State, int]:
        rows = self._read("SELECT state, COUNT(*) FROM activities WHERE user = ? GROUP BY state", user)
        return {State(state): count for state, count in rows}

    def next_due(self, user: str) -> datetime | None:
        rows = self._read("SELECT doc FROM activities WHERE user = ? AND due IS NOT NULL ORDER BY due LIMIT 1", user)
        return decode(rows[0][0], Activity).due if rows else None

    def waiting_since(self, user: str, now: datetime) -> datetime | None:
        marks = ",".join("?" * len(OPEN))
        rows = self._read(
            "SELECT doc FROM activities WHERE user = ? AND due IS NOT NULL"
            f" AND (tries > 0 OR (backfill = 0 AND due <= ? AND state IN ({marks})))",
            user,
            micros(now),
            *OPEN,
        )
        found = (decode(doc, Activity) for (doc,) in rows)
        return min((since for row in found if (since := row.failing_since or row.due)), default=None)

    # -- documents --------------------------------------------------------------------------------

    def load(self, kind: type[Doc], *key: str) -> Doc | None:
        rows = self._read("SELECT doc FROM documents WHERE kind = ? AND key = ?", kind_of(kind).name, _joined(key))
        return _document(rows[0][0], kind) if rows else None

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]:
        """By a range of keys, so that it takes as long for one of 10,000 people as for the only one."""
        start = _joined((*prefix, ""))
        among, values = ("AND key >= ? AND key < ?", (start, start[:-1] + AFTER_SLASH)) if prefix else ("", ())
        rows = self._read(f"SELECT doc FROM documents WHERE kind = ? {among} ORDER BY key", kind_of(kind).name, *values)
        return [_document(doc, kind) for (doc,) in rows]

    def waiting(self, kind: type[Doc], now: datetime, limit: int) -> list[Doc]:
        rows = self._read(
            "SELECT doc FROM documents WHERE kind = ? AND due <= ? ORDER BY due LIMIT ?",
            kind_of(kind).name,
            micros(now),
            limit,
        )
        return [decode(doc, kind) for (doc,) in rows]

    def put(self, document: Doc) -> Doc:
        saved = replace(document, version=document.version + 1)
        name, key = kind_of(type(document)).name, _joined(key_of(document))

        def work() -> None:
            if document.version == 0:
                changed = self._db.execute(
                    "INSERT OR IGNORE INTO documents (kind, key, doc, due, version) VALUES (?, ?, ?, ?, 1)",
                    (name, key, encode(saved), due_of(saved)),
                ).rowcount
            else:
                changed = self._db.execute(
                    "UPDATE documents SET doc = ?, due = ?, version = ? WHERE kind = ? AND key = ? AND version = ?",
                    (encode(saved), due_of(saved), saved.version, name, key, document.version),
                ).rowcount
            if changed != 1:
                raise Conflict(f"{name} {key}")

        self._write(work)
        return saved

    def remove(self, document: Doc) -> None:
        def work() -> None:
            self._db.execute(
                "DELETE FROM documents WHERE kind = ? AND key = ?",
                (kind_of(type(document)).name, _joined(key_of(document))),
            )

        self._write(work)

    def keep_strange(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Documents of kinds that this code does not know, as they lay in another file."""
        sql = "INSERT OR IGNORE INTO documents (kind, key, doc, version, due) VALUES (?, ?, ?, ?, ?)"
        self._write(lambda: self._db.executemany(sql, rows))

    # -- users, and their ticks: everything is near, so nothing is read ahead ----------------------

    def users(self) -> list[str]:
        """By name, without reading what they are."""
        rows = self._read("SELECT key FROM documents WHERE kind = ? ORDER BY key", kind_of(User).name)
        return [key.replace("~1", "/").replace("~0", "~") for (key,) in rows]

    def user_parts(self) -> list[Callable[[], Iterator[str]]]:
        ids = self.users()
        return [lambda: iter(ids)]

    def begin(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> Self:
        return self

    def end(self) -> None:
        pass

    def another(self) -> "SqliteStore":
        return self


def _document(text: str, kind: type[Doc]) -> Doc:
    """Each tick reads the same few several times, and none of them can be changed. Large ones are not remembered: 256
    versions of a folder's index would be gigabytes."""
    return _remembered(text, kind) if len(text) <= SMALL else decode(text, kind)


@lru_cache(maxsize=256)
def _remembered(text: str, kind: type[Doc]) -> Doc:
    return decode(text, kind)


def _key(key: Key) -> tuple[str, str, str, int]:
    return key.user, key.source, key.id, key.leg


def _columns(activity: Activity) -> tuple[Any, ...]:
    due, route_due = (None if at is None else micros(at) for at in (activity.due, activity.route_due))
    start, backfill = micros(activity.start), int(activity.backfill)
    return activity.state, due, start, backfill, activity.tries, route_due, activity.target_id, *columns(activity)


def _where(user: str, states: Iterable[State], bounds: Mapping[str, int | None]) -> tuple[str, list[Any]]:
    """The conditions that were asked for (a bound of None was not), as SQL and its values."""
    given = {sql: value for sql, value in bounds.items() if value is not None}
    wanted = list(states)
    among = [f"state IN ({','.join('?' * len(wanted))})"] if wanted else []
    return " AND ".join(["user = ?", *given, *among]), [user, *given.values(), *wanted]


def _joined(key: Sequence[str]) -> str:
    """One text, from which no two keys come out alike: a slash inside a part is written as ~1, a tilde as ~0."""
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in key)
