"""The list of runs in the `ledger` table: pages of a global index that holds a summary of each run.

Global ones can be added to a table in use, changed and dropped; what they tell may be a moment old, which a list may be
and a tick may not. Rows from before there were summaries are read whole, until they are saved again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sync.core.activity import ON_TARGET, Activity, State
from sync.core.run_list import EVERYTHING, Cursor, RunPage, Summary, Wanted, summary_of
from sync.stores.codec import decode
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import (
    FIRST_TIME,
    partition,
    row_key,
    run_key,
    run_of,
    stamp,
    start_of,
    target_text,
)
from sync.stores.dynamo_rows import BEYOND, DynamoRows
from sync.stores.dynamo_tables import GETS, LEDGER

MOST_REQUESTS = 2
READ_AT_ONCE = 1000  # rows of a list that is narrowed: some 0.4 MB, below the 1 MB of a request


class DynamoList(DynamoRows):
    """The list part of `ports.Store`."""

    def page(self, user: str, wanted: Wanted = EVERYTHING, *, after: Cursor | None = None, limit: int = 50) -> RunPage:
        found: list[Summary] = []
        for _ in range(MOST_REQUESTS if wanted.narrows else 1):
            seen, more = self._read_on(user, wanted, after, READ_AT_ONCE if wanted.narrows else limit)
            for run in seen:
                after = Cursor(run.start, run.key)
                if wanted.admits(run):
                    found.append(run)
                    if len(found) == limit:
                        return RunPage(tuple(found), after if more or run is not seen[-1] else None)
            if not more:
                return RunPage(tuple(found))
        return RunPage(tuple(found), after)

    def on_target(self, user: str, target_id: int) -> list[Activity]:
        where, values = "#userId = :user AND #onStrava = :id", {":user": partition(user), ":id": target_text(target_id)}
        items = self.tables.query(LEDGER, where, values, index="strava", consistent=False)
        rows = self._bodies(user, [item["row"]["S"] for item in items])
        if not rows:  # saved before there was the index
            rows = self.activities(user, states=(*ON_TARGET, State.DELETED))
        return sorted((row for row in rows if row.target_id == target_id), key=lambda row: row.key)

    # -- inside -----------------------------------------------------------------------------------

    def _read_on(self, user: str, wanted: Wanted, after: Cursor | None, limit: int) -> tuple[Sequence[Summary], bool]:
        """The next runs, newest first, as they are wanted or not; and whether there may be more."""
        low = stamp(wanted.since) if wanted.since else FIRST_TIME
        high = stamp(wanted.until) if wanted.until else BEYOND
        start = None
        if after is not None:
            key = replace(after.key, user=user)
            start = {**run_key(key), "start": {"S": start_of(after.start, key)}}
            if start["start"]["S"] < low:
                return [], False
        items, more = self.tables.page(
            LEDGER,
            "#userId = :user AND #start BETWEEN :low AND :high",
            {":user": partition(user), ":low": low, ":high": high},
            index="list",
            after=start,
            limit=limit,
        )
        return self._summaries(user, items), more

    def _summaries(self, user: str, items: Sequence[Item]) -> list[Summary]:
        whole: dict[str, Summary] = {}
        lacking = [item["row"]["S"] for item in items if "summary" not in item]
        for begin in range(0, len(lacking), GETS):
            whole |= self._whole(user, lacking[begin : begin + GETS])
        read = (_summary(item) or whole.get(item["row"]["S"]) for item in items)
        return [run for run in read if run is not None]

    def _whole(self, user: str, rows: Iterable[str]) -> dict[str, Summary]:
        keys = [row_key(partition(user), row) for row in rows]
        bodies = self.tables.batch_get({LEDGER: keys})[LEDGER]
        return {item["row"]["S"]: summary_of(run_of(item)) for item in bodies}


def _summary(item: Item) -> Summary | None:
    return decode(item["summary"]["S"], Summary) if "summary" in item else None
