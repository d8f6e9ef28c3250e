"""The ledger behind glass: a store that reads and refuses every change, for the dry run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Self

from sync.core.activity import Activity, Key, State
from sync.core.music import Play
from sync.core.run_list import EVERYTHING, Cursor, RunPage, Wanted
from sync.ports import As, Doc, Document, Store


class WouldChange(Exception):
    """Something wanted to write. For tokens this comes before the request: their lease is saved first."""


class LookingOnly:
    """See `ports.Store`: the reads of another store, and none of its writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def activity(self, key: Key) -> Activity | None:
        return self._store.activity(key)

    def due(
        self, now: datetime, *, user: str, limit: int, backfill: bool | None = None, states: Iterable[State] = ()
    ) -> list[Activity]:
        return self._store.due(now, user=user, limit=limit, backfill=backfill, states=states)

    def routes_due(self, now: datetime, *, user: str, limit: int) -> list[Activity]:
        return self._store.routes_due(now, user=user, limit=limit)

    def known(self, user: str, source: str, ids: Iterable[str]) -> set[str]:
        return self._store.known(user, source, ids)

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
        return self._store.activities(user, states=states, since=since, until=until, limit=limit, backfill=backfill)

    def page(self, user: str, wanted: Wanted = EVERYTHING, *, after: Cursor | None = None, limit: int = 50) -> RunPage:
        return self._store.page(user, wanted, after=after, limit=limit)

    def on_target(self, user: str, target_id: int) -> list[Activity]:
        return self._store.on_target(user, target_id)

    def counts(self, user: str) -> dict[State, int]:
        return self._store.counts(user)

    def next_due(self, user: str) -> datetime | None:
        return self._store.next_due(user)

    def waiting_since(self, user: str, now: datetime) -> datetime | None:
        return self._store.waiting_since(user, now)

    def users(self) -> list[str]:
        return self._store.users()

    def user_parts(self) -> list[Callable[[], Iterator[str]]]:
        return self._store.user_parts()

    def begin(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> Self:
        self._store.begin(user, now, budgets)
        return self

    def end(self) -> None:
        self._store.end()

    def another(self) -> "LookingOnly":
        return LookingOnly(self._store.another())

    def close(self) -> None:
        self._store.close()

    def load(self, kind: type[Doc], *key: str) -> Doc | None:
        return self._store.load(kind, *key)

    def load_each(self, kind: type[Document], keys: Sequence[tuple[str, ...]], shape: type[As]) -> list[As | None]:
        return self._store.load_each(kind, keys, shape)

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]:
        return self._store.all(kind, *prefix)

    def plays(self, user: str, since: datetime, until: datetime, *, source: str = "") -> list[Play]:
        return self._store.plays(user, since, until, source=source)

    def every_run(self, user: str) -> Iterator[Activity]:
        return self._store.every_run(user)

    def every_play(self, user: str) -> Iterator[Play]:
        return self._store.every_play(user)

    def newest_play(self, user: str, source: str) -> Play | None:
        return self._store.newest_play(user, source)

    def waiting(self, kind: type[Doc], now: datetime, limit: int) -> list[Doc]:
        return self._store.waiting(kind, now, limit)

    def open_ones(self, kind: type[Doc], user: str, by: datetime | None = None) -> list[Doc]:
        return self._store.open_ones(kind, user, by)

    def add_plays(self, plays: Sequence[Play]) -> list[Play]:
        raise WouldChange

    def remove_plays(self, user: str, source: str, until: datetime | None = None) -> int:
        raise WouldChange

    def erase_runs(self, user: str) -> int:
        raise WouldChange

    def erase(self, user: str) -> dict[str, int]:
        raise WouldChange

    def add(self, activities: Sequence[Activity]) -> int:
        raise WouldChange

    def save(self, activity: Activity) -> Activity:
        raise WouldChange

    def put(self, document: Doc) -> Doc:
        raise WouldChange

    def remove(self, document: Doc) -> None:
        raise WouldChange
