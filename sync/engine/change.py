"""Read-change-save of the small documents, repeated when another worker was faster."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.budget import Budget
from sync.core.user import Connection
from sync.ports import Conflict, Store, StoreBroken

TRIES = 5


def connection(store: Store, user: str, service: str, change: Callable[[Connection], Connection]) -> None:
    """Apply `change` to a connection, if there is one and if it changes anything. Safe to repeat: `change` is pure."""
    for _ in range(TRIES):
        current = store.load(Connection, user, service)
        if current is None:
            return
        changed = change(current)
        if changed == current:
            return
        try:
            store.put(changed)
            return
        except Conflict:
            continue  # decide again on the newer row
    raise StoreBroken(f"the {service} connection keeps being changed by another program", "stop the other one")


def budget(app: App, now: datetime, change: Callable[[Budget], Budget]) -> None:
    """The same for the budget of our Strava client id."""
    for _ in range(TRIES):
        current = app.store.load(Budget, "strava", app.strava_client) or Budget("strava", app.strava_client)
        changed = change(current.at(now))
        if replace(changed, counted_at=None) == replace(current, counted_at=None):
            return
        try:
            app.store.put(changed)
            return
        except Conflict:
            continue  # decide again on the newer row
    raise StoreBroken("the Strava budget keeps being changed by another program", "stop the other one")
