"""Rows that are not sent yet follow what the list says of them: title, type, distance, and whether it is wanted.

A row that was skipped for what the list said is judged again when the list says something else. A row is judged only
by what has changed at the source: a setting that was changed brings nothing back, and takes nothing from a person's
retry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.diff import Listed, is_by_hand, judged_by_list, skip_reason
from sync.core.error_table import NO_FILE
from sync.core.user import User
from sync.engine.discover import row_for

APART = timedelta(days=1)
"""A start that was corrected at the source may lie so far from the row's."""


def follow(app: App, user: User, listed: Mapping[str, Listed], now: datetime) -> Iterator[Activity]:
    """The rows that are other ones by now. One query; no call."""
    if not listed:
        return
    starts = [item.start for item in listed.values()]
    rows = app.store.activities(
        user.id, states=(State.DISCOVERED, State.SKIPPED), since=min(starts) - APART, until=max(starts) + APART
    )
    for row in rows:
        item = listed.get(row.key.id)
        if item is not None and item.source == row.key.source and row.key.leg == 0:
            after = _followed(app, row, item, now)
            if after is not None:
                yield after


def returned(app: App, user: User, listed: Mapping[str, Listed], now: datetime) -> Iterator[Activity]:
    """The rows that were left out without a file, and whose file is there again. `listed`: a list that is at hand, on
    which a run stands only while its file can be had. One query; no call."""
    if not listed:
        return
    starts = [item.start for item in listed.values()]
    for row in app.store.activities(user.id, states=(State.SKIPPED,), since=min(starts), until=max(starts) + APART):
        item = listed.get(row.key.id)
        if item is not None and item.source == row.key.source and row.reason.startswith(NO_FILE):
            yield row.again(now, f"its file is there again; {item.found}", backfill=row.backfill)


def _followed(app: App, row: Activity, item: Listed, now: datetime) -> Activity | None:
    """The row as the list has it by now; None when nothing is to be saved."""
    if row.state is State.SKIPPED and not judged_by_list(row.reason):
        return None
    was = replace(item, title=row.title, type_key=row.sport, distance=row.distance, privacy=row.privacy)
    if item.type_key != row.sport:
        was = replace(was, type_id=None, parent_type_id=None)
    opened = row.multisport or item.multisport  # its legs have been measured by their files
    named = {"title": item.title != row.title}
    if row.privacy:  # else it is of a version that did not look
        named["privacy"] = item.privacy != row.privacy
    if not opened:
        named |= {"type": item.type_key != row.sport, "distance": item.distance != row.distance}
    if row.state is State.SKIPPED and is_by_hand(row.reason):
        named["file"] = not item.manual
    changed = [name for name, differs in named.items() if differs]
    if not changed:
        return None
    why = f"corrected on {app.title(item.source)}: its {' and '.join(changed)}"
    after = replace(row, title=item.title, privacy=item.privacy) if opened else _as_listed(row, item)
    if changed == ["title"] or (opened and "privacy" not in changed):
        return after.corrected(now, why)
    fresh = row_for(app, row.key.user, item, now, backfill=row.backfill)
    if row.state is State.SKIPPED:
        if fresh.state is State.SKIPPED:
            return after.skipped(now, fresh.reason)
        again = after.again(now, f"{why}; it is wanted now", backfill=row.backfill)
        return replace(again, due=fresh.due)
    unwanted = skip_reason(item, app.preferences)
    if unwanted is not None and skip_reason(was, app.preferences) is None:
        return after.skipped(now, unwanted)
    return after.corrected(now, why)


def _as_listed(row: Activity, item: Listed) -> Activity:
    return replace(row, title=item.title, sport=item.type_key, distance=item.distance, privacy=item.privacy)
