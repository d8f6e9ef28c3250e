"""Strava calls an upload a duplicate of an activity: believed when that activity is there, and is the user's."""

from collections.abc import Iterator
from datetime import timedelta

from sync.core.activity import Activity
from sync.core.user import Connection
from sync.engine.context import TickContext

AGAIN = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60))
"""When Strava is asked again about a duplicate of something that it does not show."""


def is_there(row: Activity, strava_id: int, context: TickContext) -> tuple[bool, Iterator[Activity]]:
    """(True, nothing) when the activity is on the user's Strava, else False and what becomes of the row: asked for
    again, for Strava may not show yet what it has just made; then `failed`, which tells a person. One read at most."""
    if context.has_listed(strava_id):
        return True, iter(())
    owner = context.target.owner(strava_id)
    if owner is not None and owner in ("", _athlete(context)):
        return True, iter(())
    what = f"Strava calls it a duplicate of activity {strava_id}"
    if owner is not None:
        return False, iter((row.failed(context.now, f"{what}, which is another athlete's: it is not on your Strava"),))
    if row.looks < len(AGAIN):
        why = f"{what}, but does not show that one: it is asked again"
        return False, iter((row.waits(context.now, why, context.now + AGAIN[row.looks], looks=row.looks + 1),))
    why = f"{what}, but does not show that one: it was deleted, or is hidden from Runtrack"
    return False, iter((row.failed(context.now, why),))


def _athlete(context: TickContext) -> str:
    link = context.app.store.load(Connection, context.user, "strava")
    return link.account if link is not None else ""
