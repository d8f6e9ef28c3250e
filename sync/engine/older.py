"""Ask for older runs: by a person, or by a look at the source that found more of the past than a tick can send."""

from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.user import Backfill, BackfillPhase, User
from sync.engine import saving
from sync.engine.asks.changing import changed

CALLED_OFF = "its backfill was called off"
"""Why a run is left out that a backfill has found and not sent; another backfill takes it up again."""


def ask(app: App, user: User, since: datetime, now: datetime) -> Backfill:
    """Begin a backfill for a person, or widen the one under way. Safe to repeat: rows are keyed by the source's id."""
    while True:
        old = app.store.load(Backfill, user.id)
        if _covers(old, since) and (not old.by_itself or (old.revive_from is not None and old.revive_from <= since)):
            return old
        fresh = Backfill(user.id, since, now, now)
        if _covers(old, since):  # begun by itself: from now on it also revives what a rebuild has set aside
            fresh = replace(fresh, since=old.since, by_itself=True, revive_from=since)
        if (saved := _begun(app, old, fresh)) is not None:
            return saved


def ask_by_itself(app: App, user: User, since: datetime, now: datetime) -> Backfill:
    """The same for runs that nobody asked for by name: what a rebuild has set aside stays so."""
    while True:
        old = app.store.load(Backfill, user.id)
        if _covers(old, since):
            return old
        revive_from = (
            None if old is None or old.phase is BackfillPhase.DONE else old.revive_from if old.by_itself else old.since
        )
        fresh = Backfill(user.id, since, now, now, by_itself=True, revive_from=revive_from)
        if (saved := _begun(app, old, fresh)) is not None:
            return saved


def revives(job: Backfill, start: datetime) -> bool:
    """Whether a run that a rebuild has set aside is among what a person asked for."""
    return not job.by_itself or (job.revive_from is not None and start >= job.revive_from)


def _covers(old: Backfill | None, since: datetime) -> TypeGuard[Backfill]:
    return old is not None and old.phase is not BackfillPhase.DONE and old.since <= since


def _begun(app: App, old: Backfill | None, fresh: Backfill) -> Backfill | None:
    """None when a tick has just gone on with the old one: decide again."""
    return saving.put(app.store, replace(fresh, version=old.version if old else 0))


def unsent(app: App, job: Backfill) -> list[Activity]:
    """Its runs that have not been sent, and are not kept here either."""
    rows = app.store.activities(job.user, states=(State.DISCOVERED,), since=job.since, until=job.until, backfill=True)
    return [row for row in rows if not row.is_kept]


def leave_out(app: App, job: Backfill, now: datetime) -> int:
    """Of a backfill that was called off: returns how many. One that a tick begins to send meanwhile goes on. Safe to
    repeat; raises `BeingChanged`."""
    waiting = unsent(app, job)
    for row in waiting:
        changed(app, row, lambda known: _left_out(known, now))
    return len(waiting)


def _left_out(row: Activity, now: datetime) -> Activity:
    return row.skipped(now, CALLED_OFF) if row.state is State.DISCOVERED and not row.is_kept else row
