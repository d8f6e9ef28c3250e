"""Runs of who has no other source: found on the target by a listing each half hour, for their soundtrack alone.

What the target answers is kept for 7 days (its policy): then start and length are forgotten, ids and our own receipt
stay, and whoever wants the soundtrack anew has them read again. There is no route: that comes from a source's files.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State, discovered
from sync.core.annotation import AFTER_UPLOAD, STARTS_WITHIN
from sync.core.diff import Listed, OnTarget, find, skip_reason
from sync.core.errors import Missing
from sync.core.key import Key
from sync.core.preferences import Preferences
from sync.core.states import How
from sync.core.user import User
from sync.engine import saving
from sync.engine.context import TickContext
from sync.service import Service

EVERY = timedelta(minutes=30)
KEPT = timedelta(days=7)
log = logging.getLogger("runtrack.target_runs")


def is_due(app: App, user: User, now: datetime) -> bool:
    """Every half hour, while more of the target's reads are left than the reserve for writing."""
    last = user.target_looked_at
    if last is not None and timedelta(0) <= now - last < EVERY:
        return False
    budget = saving.target_budget(app)
    return budget.backfill_calls_left(now)[1] > 0


def look(context: TickContext, user: User) -> list[Activity]:
    """Rows for the runs of the last 7 days that the ledger lacks. Safe to run twice: keyed by the id there. What a row
    has sent is that row's, which carries its text already.

    One page in all but the fullest weeks."""
    app, now, target = context.app, context.now, context.target_service
    after = max(user.since, now - STARTS_WITHIN)
    items, number = dict[int, OnTarget](), 1
    while True:
        page = context.target.listing(after, now + timedelta(days=1), page=number)
        if page.unreadable:
            log.warning("unreadable activities on its list", extra={"activities": page.unreadable})
        before, number = len(items), number + 1
        items |= {item.id: item for item in page.items}
        if page.sent < context.target_service.full_page or (page.items and len(items) == before):
            break
    ledger = app.store.activities(user.id, since=after - timedelta(days=2))
    known = {row.target_id for row in ledger} | {int(row.key.id) for row in ledger if row.key.source == target.name}
    sent = [row for row in ledger if row.state in (State.SUBMITTING, State.SUBMITTED)]  # by a source logged out since
    known |= {match.id for row in sent if (match := find(row, items.values(), target.title)) is not None}
    rows = [row_for(user.id, item, target, app.preferences, now) for item in items.values() if item.id not in known]
    app.store.add(rows)
    return rows


def row_for(user: str, item: OnTarget, target: Service, wants: Preferences, now: datetime) -> Activity:
    """The run as a row: on the target already, its music still to be looked for; or skipped, with the reason."""
    row = discovered(
        Key(user, target.name, str(item.id)),
        title="",
        sport=item.sport,
        start=item.start,
        offset=item.offset,
        elapsed=item.elapsed,
        distance=item.distance,
        now=now,
        due=now,
        why=f"new on {target.title}",
    )
    if reason := skip_reason(_listed(item, target.name), wants):
        return row.skipped(now, reason)
    if item.start_is_hidden:
        why = f"its start is hidden on {target.title}, so nobody can tell which songs were playing"
        return row.skipped(now, why)
    return row.uploaded(now, item.id, How.FOUND, f"found on {target.title}", due=now + AFTER_UPLOAD)


def _listed(item: OnTarget, target: str) -> Listed:
    return Listed(
        target,
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
    if user.target_looked_at is None:
        return
    for row in app.store.activities(user.id, until=now):
        if row.key.source == app.target_name and not row.forgotten and now - row.history[0].at >= KEPT:
            saving.save(app.store, forgotten(row))


def forgotten(row: Activity) -> Activity:
    """Without what the target told of it, but the day."""
    day = row.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(row, start=day, offset=None, elapsed=0.0, distance=0.0, forgotten=True)


def measured(row: Activity, context: TickContext) -> Activity:
    """The row with start and length as the target tells them now: one read. `Missing` when it tells them no more."""
    assert row.target_id is not None
    told = context.target.text(row.target_id)
    if told.start is None or told.elapsed <= 0:
        raise Missing("the times of an activity whose start is hidden", service=context.app.target_name)
    return replace(row, start=told.start, elapsed=told.elapsed, distance=told.distance, forgotten=False)
