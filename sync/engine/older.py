"""Ask for older runs: by a person, or by a look at Garmin that found more of the past than a tick can send."""

from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from sync.app import App
from sync.core.user import Backfill, User
from sync.engine import saving


def ask(app: App, user: User, since: datetime, now: datetime) -> Backfill:
    """Begin a backfill for a person, or widen the one under way. Safe to repeat: rows are keyed by Garmin's id."""
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
        revive_from = None if old is None or old.phase == "done" else old.revive_from if old.by_itself else old.since
        fresh = Backfill(user.id, since, now, now, by_itself=True, revive_from=revive_from)
        if (saved := _begun(app, old, fresh)) is not None:
            return saved


def revives(job: Backfill, start: datetime) -> bool:
    """Whether a run that a rebuild has set aside is among what a person asked for."""
    return not job.by_itself or (job.revive_from is not None and start >= job.revive_from)


def _covers(old: Backfill | None, since: datetime) -> TypeGuard[Backfill]:
    return old is not None and old.phase != "done" and old.since <= since


def _begun(app: App, old: Backfill | None, fresh: Backfill) -> Backfill | None:
    """None when a tick has just gone on with the old one: decide again."""
    return saving.put(app.store, replace(fresh, version=old.version if old else 0))
