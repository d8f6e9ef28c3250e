"""Let the next tick ask the target for what is expected from it, instead of when its time comes."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.activity import State
from sync.core.user import User
from sync.engine import saving, target_runs

MOST = 3
"""Runs that are asked for earlier."""


def look_now(app: App, user: str, now: datetime) -> None:
    """Runs that the target works on are due, and so is the listing of who has no other source. Nothing is learned here:
    the tick asks, and believes what it is answered. What has failed keeps its distance, and so does a backfill.

    Safe to run twice: what is due stays due. Another worker who is faster has asked by itself."""
    store = app.store
    for row in store.activities(user, states=(State.SUBMITTED,), backfill=False, limit=MOST):
        if row.due is not None and row.due > now and not row.tries:
            saving.save(store, replace(row, due=now))
    person = store.load(User, user)
    last = person.target_looked_at if person is not None else None
    if person is not None and last is not None and last > now - target_runs.EVERY:
        saving.put(store, replace(person, target_looked_at=now - target_runs.EVERY))
