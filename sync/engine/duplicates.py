"""Strava calls an upload a duplicate of an activity: believed when that activity is there, and is the user's."""

from dataclasses import replace
from datetime import timedelta

from sync.core.activity import Activity
from sync.core.diff import Match
from sync.core.user import Connection
from sync.engine.context import TickContext

NAMED = "Strava says it is a duplicate of activity {}"
AGAIN = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60))
"""When Strava is asked again about a duplicate of something that it does not show."""


def found(row: Activity, strava_id: int, context: TickContext) -> Match | Activity:
    """The activity on the user's Strava: the one that is named or, where that one is not there, the one that a fresh
    listing shows for this run. Else what becomes of the row: asked for again, for Strava may not show yet what it has
    just made; then `failed`, which tells a person. Two reads at most."""
    if context.has_listed(strava_id):
        return Match(strava_id, NAMED.format(strava_id), ours=False)
    owner = context.target.owner(strava_id)
    if owner is not None and owner in ("", _athlete(context)):
        return Match(strava_id, NAMED.format(strava_id), ours=False)
    what = f"Strava calls it a duplicate of activity {strava_id}"
    if match := context.listed_again(row):
        return replace(match, why=f"{what}, which is not on your Strava; {match.why}")
    if owner is not None:
        return row.failed(context.now, f"{what}, which is another athlete's: it is not on your Strava")
    if row.looks < len(AGAIN):
        why = f"{what}, but does not show that one: it is asked again"
        return row.waits(context.now, why, context.now + AGAIN[row.looks], looks=row.looks + 1)
    return row.failed(context.now, f"{what}, but does not show that one: it was deleted, or is hidden from Runtrack")


def _athlete(context: TickContext) -> str:
    link = context.app.store.load(Connection, context.user, "strava")
    return link.account if link is not None else ""
