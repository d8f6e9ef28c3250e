"""The ledger on one machine: rows and documents in a SQLite file, every save a compare-and-set."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from sync.core.activity import OPEN, Activity, Key, State
from sync.core.document_kinds import kind_of
from sync.core.user import User
from sync.ports import Conflict
from sync.stores.codec import decode, encode, micros
from sync.stores.sqlite_documents import SqliteDocuments
from sync.stores.sqlite_list import NEWEST_FIRST, SqliteList, columns

BY_KEY = "user = ? AND source = ? AND id = ? AND leg = ?"


class SqliteStore(SqliteList, SqliteDocuments):
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
