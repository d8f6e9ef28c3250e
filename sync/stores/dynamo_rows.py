"""Activities in the `ledger` table: one item each, found by what they wait for and by when they started."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sync.core.activity import OPEN, Activity, Key, State
from sync.ports import Conflict
from sync.stores.codec import micros
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import (
    DUE,
    FIRST_TIME,
    RUN_ROWS,
    Waiting,
    is_run,
    partition,
    row_key,
    run_item,
    run_key,
    run_of,
    run_row,
    stamp,
    waiting_of,
)
from sync.stores.dynamo_tables import LEDGER, Tables

BEYOND = "~"  # behind every time
LEAST_PAGE = 50
AT_ONCE = 100
"""Runs that one request brings where all of a user's are gone through."""


class DynamoRows:
    """The activity part of `ports.Store`."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def add(self, activities: Sequence[Activity]) -> int:
        return sum(self._added(activity) for activity in activities)

    def activity(self, key: Key) -> Activity | None:
        item = self.tables.get(LEDGER, run_key(key))
        return run_of(item) if item else None

    def save(self, activity: Activity) -> Activity:
        saved = replace(activity, version=activity.version + 1)
        self.tables.save(LEDGER, run_item(saved), activity.version, activity.key.short, insert=False)
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
        wanted, latest = set(states), stamp(now)
        chosen = [
            one
            for one in self._waiting(user, latest)
            if one.due and one.due <= latest and backfill in (None, one.backfill)
            if not wanted or one.state in wanted
        ]
        chosen.sort(key=lambda one: (one.backfill, one.tries, one.due, one.row))
        rows = [
            row
            for row in self._bodies(user, [one.row for one in chosen[:limit]])
            if row.due and row.due <= now and backfill in (None, row.backfill) and (not wanted or row.state in wanted)
        ]
        return sorted(rows, key=lambda row: (row.backfill, row.tries, row.due))

    def routes_due(self, now: datetime, *, user: str, limit: int) -> list[Activity]:
        latest = stamp(now)
        chosen = [one for one in self._waiting(user, latest) if one.route_due and one.route_due <= latest]
        chosen.sort(key=lambda one: (one.route_due, one.row))
        rows = self._bodies(user, [one.row for one in chosen[:limit]])
        return sorted(
            (row for row in rows if row.route_due and row.route_due <= now),
            key=lambda row: micros(row.route_due) if row.route_due else 0,
        )

    def known(self, user: str, source: str, ids: Iterable[str]) -> set[str]:
        """Ids of one listing lie close together, so that one query over their range is cheaper than a read of each."""
        places = {run_row(source, id): id for id in ids}
        if not places:
            return set()
        bounds = {":low": min(places), ":high": max(places) + BEYOND}
        rows = self._query(user, "#row BETWEEN :low AND :high", bounds, only="#row")
        begins = (row["row"]["S"].rpartition("#")[0] + "#" for row in rows)
        return {places[begin] for begin in begins if begin in places}

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
        wanted = set(states)
        rows: list[str] = []
        for item in self._started(user, since, until, page=None if limit is None else max(limit, LEAST_PAGE)):
            if limit is not None and len(rows) >= limit:
                break
            if backfill in (None, item["backfill"]["BOOL"]) and (not wanted or item["state"]["S"] in wanted):
                rows.append(item["row"]["S"])
        found = [row for row in self._bodies(user, rows) if not wanted or row.state in wanted]
        return sorted(found, key=lambda row: (row.start, row.key), reverse=True)

    def every_run(self, user: str) -> Iterator[Activity]:
        rows = self._query(user, "begins_with(#row, :begin)", {":begin": RUN_ROWS}, page=AT_ONCE)
        return map(run_of, rows)

    def counts(self, user: str) -> dict[State, int]:
        counted: dict[State, int] = {}
        for item in self._started(user, None, None):
            state = State(item["state"]["S"])
            counted[state] = counted.get(state, 0) + 1
        return counted

    def next_due(self, user: str) -> datetime | None:
        best = ""
        for one in self._runs_by_wake(user, BEYOND, page=LEAST_PAGE):
            if best and min(filter(None, (one.due, one.route_due))) >= best:
                break  # what follows wakes later still
            if one.due and (not best or one.due < best):
                best = one.due
        return datetime.fromisoformat(best) if best else None

    def waiting_since(self, user: str, now: datetime) -> datetime | None:
        waiting = [one for one in self._waiting(user, BEYOND) if one.due]
        late = (
            one.due
            for one in waiting
            if not one.tries and not one.backfill and one.state in OPEN and one.due <= stamp(now)
        )
        failing = self._bodies(user, [one.row for one in waiting if one.tries])
        since = [at for row in failing if (at := row.failing_since or row.due)]
        return min([*since, *map(datetime.fromisoformat, late)], default=None)

    # -- inside -----------------------------------------------------------------------------------

    def _added(self, activity: Activity) -> bool:
        try:
            item = run_item(replace(activity, version=1))
            self.tables.save(LEDGER, item, 0, activity.key.short, insert=True)
        except Conflict:
            return False
        return True

    def _waiting(self, user: str, until: str) -> list[Waiting]:
        """The user's runs that wait for a time until then (or for a later one), for whatever it is that they wait."""
        return list(self._runs_by_wake(user, until))

    def _runs_by_wake(self, user: str, until: str, page: int | None = None) -> Iterable[Waiting]:
        bounds = {":low": FIRST_TIME, ":high": min(until, DUE)}
        items = self._query(user, "#wake BETWEEN :low AND :high", bounds, index="wake", page=page)
        return (waiting_of(item) for item in items if is_run(item))

    def _started(
        self, user: str, since: datetime | None, until: datetime | None, page: int | None = None
    ) -> Iterable[Item]:
        """Newest first; `start` goes on after the time, so that `until` itself lies before what starts then."""
        bounds = {":low": stamp(since) if since else FIRST_TIME, ":high": stamp(until) if until else BEYOND}
        return self._query(user, "#start BETWEEN :low AND :high", bounds, index="start", backwards=True, page=page)

    def _bodies(self, user: str, rows: Sequence[str]) -> list[Activity]:
        if not rows:
            return []
        keys = [row_key(partition(user), row) for row in rows]
        return [run_of(item) for item in self.tables.batch_get({LEDGER: keys})[LEDGER]]

    def _query(self, user: str, where: str, values: dict[str, str], **how: Any) -> Iterable[Item]:
        return self.tables.query(LEDGER, f"#userId = :user AND {where}", {":user": partition(user), **values}, **how)
