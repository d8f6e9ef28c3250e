"""The target calls an upload a duplicate of an activity: believed when that activity is there, and is the user's."""

from dataclasses import replace
from datetime import timedelta

from sync.core.activity import Activity
from sync.core.diff import Match
from sync.core.user import Connection
from sync.engine.context import TickContext

AGAIN = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=60))
"""When the target is asked again about a duplicate of something that it does not show."""


def found(row: Activity, target_id: int, context: TickContext) -> Match | Activity:
    """The activity on the target: the one that is named or, where that one is not there, the one that a fresh
    listing shows for this run. Else what becomes of the row: asked for again, for the target may not show yet what it
    has just made; then `failed`, which tells a person. Two reads at most."""
    target = context.app.target_title
    named = Match(target_id, f"{target} says it is a duplicate of activity {target_id}", ours=False)
    if context.has_listed(target_id):
        return named
    owner = context.target.owner(target_id)
    if owner is not None and owner in ("", _athlete(context)):
        return named
    what = f"{target} calls it a duplicate of activity {target_id}"
    if match := context.listed_again(row):
        return replace(match, why=f"{what}, which is not on your {target}; {match.why}")
    if owner is not None:
        return row.failed(context.now, f"{what}, which is another athlete's: it is not on your {target}")
    if row.looks < len(AGAIN):
        why = f"{what}, but does not show that one: it is asked again"
        return row.waits(context.now, why, context.now + AGAIN[row.looks], looks=row.looks + 1)
    return row.failed(context.now, f"{what}, but does not show that one: it was deleted, or is hidden from Runtrack")


def _athlete(context: TickContext) -> str:
    link = context.app.store.load(Connection, context.user, context.app.target_name)
    return link.account if link is not None else ""
