"""Bring older runs to Strava: the wish is kept, and ticks work it as Strava's limits allow."""

from datetime import datetime

from sync.app import App
from sync.core.user import Backfill
from sync.engine import older
from sync.engine.asks.refusals import InTheFuture
from sync.engine.discover import user_of


def backfill(app: App, user: str, since: datetime, now: datetime) -> Backfill:
    """The backfill that covers the wish: a new one, or one under way, which may go further back. Safe to repeat. Raises
    `InTheFuture`."""
    if since > now:
        raise InTheFuture(since)
    return older.ask(app, user_of(app, user, now), since, now)
