"""Runs of somebody without Garmin: found on Strava by one listing every half hour, for their soundtrack alone.

Strava's policy lets us keep what it answers for 7 days: then start and length are forgotten, ids and our own receipt
stay, and whoever wants the soundtrack anew has them read again. There is no route: that comes from Garmin's files.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, discovered
from sync.core.annotation import AFTER_UPLOAD, STARTS_WITHIN
from sync.core.diff import Listed, OnStrava, skip_reason
from sync.core.errors import Missing
from sync.core.key import Key
from sync.core.user import Preferences, User
from sync.engine import saving
from sync.engine.context import FULL_PAGE, TickContext

SOURCE = "strava"
EVERY = timedelta(minutes=30)
KEPT = timedelta(days=7)
log = logging.getLogger("runtrack.strava_runs")


def is_due(app: App, user: User, now: datetime) -> bool:
    """Every half hour, while more of Strava's reads are left than the reserve for writing."""
    last = user.strava_looked_at
    if last is not None and timedelta(0) <= now - last < EVERY:
        return False
    budget = saving.strava_budget(app)
    return budget.backfill_calls_left(now)[1] > 0


def look(context: TickContext, user: User) -> list[Activity]:
    """Rows for the runs of the last 7 days that the ledger lacks. Safe to run twice: keyed by Strava's id.

    One page in all but the fullest weeks."""
    app, now = context.app, context.now
    after = max(user.since, now - STARTS_WITHIN)
    items, number = dict[int, OnStrava](), 1
    while True:
        page = context.target.listing(after, now + timedelta(days=1), page=number)
        if page.unreadable:
            log.warning("unreadable activities on Strava's list", extra={"activities": page.unreadable})
        before, number = len(items), number + 1
        items |= {item.id: item for item in page.items}
        if page.sent < FULL_PAGE or (page.items and len(items) == before):
            break
    ledger = app.store.activities(user.id, since=after - timedelta(days=2))
    known = {row.strava_id for row in ledger} | {int(row.key.id) for row in ledger if row.key.source == SOURCE}
    rows = [row_for(user.id, item, app.preferences, now) for item in items.values() if item.id not in known]
    app.store.add(rows)
    return rows


def row_for(user: str, item: OnStrava, wants: Preferences, now: datetime) -> Activity:
    """The run as a row: on Strava already, its music still to be looked for; or skipped, with the reason."""
    row = discovered(
        Key(user, SOURCE, str(item.id)),
        title="",
        sport=item.sport,
        start=item.start,
        offset=item.offset,
        elapsed=item.elapsed,
        distance=item.distance,
        now=now,
        due=now,
        why="new on Strava",
    )
    if reason := skip_reason(_listed(item), wants):
        return row.skipped(now, reason)
    if item.start_is_hidden:
        return row.skipped(now, "its start is hidden on Strava, so nobody can tell which songs were playing")
    return row.uploaded(now, item.id, "found on Strava", "found on Strava", due=now + AFTER_UPLOAD)


def _listed(item: OnStrava) -> Listed:
    return Listed(
        SOURCE,
        str(item.id),
        "",
        item.sport,
        None,
        None,
        item.start,
        item.offset,
        item.elapsed,
        item.distance,
        item.manual,
    )


def forget(app: App, user: User, now: datetime) -> None:
    """Safe to repeat: what is forgotten stays forgotten, and a row that moves meanwhile is left for tomorrow."""
    if user.strava_looked_at is None:
        return
    for row in app.store.activities(user.id, until=now):
        if row.key.source == SOURCE and not row.forgotten and now - row.history[0].at >= KEPT:
            saving.save(app.store, forgotten(row))


def forgotten(row: Activity) -> Activity:
    """Without what Strava told of it, but the day."""
    day = row.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(row, start=day, offset=None, elapsed=0.0, distance=0.0, forgotten=True)


def measured(row: Activity, context: TickContext) -> Activity:
    """The row with start and length as Strava tells them now: one read. `Missing` when it tells them no more."""
    assert row.strava_id is not None
    told = context.target.text(row.strava_id)
    if told.start is None or told.elapsed <= 0:
        raise Missing("the times of an activity whose start is hidden", service="strava")
    return replace(row, start=told.start, elapsed=told.elapsed, distance=told.distance, forgotten=False)
