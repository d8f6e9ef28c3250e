"""Strava calls an upload a duplicate of an activity: believed when that activity is there, and is the user's."""

from collections.abc import Iterator
from datetime import timedelta

from sync.core.activity import Activity
from sync.core.user import Connection
from sync.engine.desk import Desk

AGAIN = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60))
"""When Strava is asked again about a duplicate of something that it does not show."""


def is_there(row: Activity, strava_id: int, desk: Desk) -> tuple[bool, Iterator[Activity]]:
    """(True, nothing) when the activity is on the user's Strava, else False and what becomes of the row: asked for
    again, for Strava may not show yet what it has just made; then `failed`, which tells a person. One read at most."""
    if desk.has_listed(strava_id):
        return True, iter(())
    owner = desk.target.owner(strava_id)
    if owner is not None and owner in ("", _athlete(desk)):
        return True, iter(())
    what = f"Strava calls it a duplicate of activity {strava_id}"
    if owner is not None:
        return False, iter((row.failed(desk.now, f"{what}, which is another athlete's: it is not on your Strava"),))
    if row.looks < len(AGAIN):
        why = f"{what}, but does not show that one: it is asked again"
        return False, iter((row.waits(desk.now, why, desk.now + AGAIN[row.looks], looks=row.looks + 1),))
    why = f"{what}, but does not show that one: it was deleted, or is hidden from Runtrack"
    return False, iter((row.failed(desk.now, why),))


def _athlete(desk: Desk) -> str:
    link = desk.app.store.load(Connection, desk.user, "strava")
    return link.account if link is not None else ""
