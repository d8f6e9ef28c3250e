"""The cool-off of Garmin logins: after a refusal no login is tried for 2 hours, then 4, 8, at most 24.

It is a `Connection` of its own, because a blocked *login* says nothing about the tokens of an earlier one: the
connection "garmin" and its own `blocked_until` are about those.
"""

from dataclasses import replace
from datetime import datetime

from sync.core.backoff import DAY, doubled
from sync.core.errors import RateLimited
from sync.core.user import Connection
from sync.ports import Conflict, Store

SERVICE = "garmin-login"


def cooling_until(store: Store, user: str, now: datetime) -> datetime | None:
    """When the next login may be tried; None: now. A time that is more than a day away comes from a wrong clock."""
    known = store.load(Connection, user, SERVICE)
    if known is None or known.blocked_until is None or not now < known.blocked_until <= now + DAY:
        return None
    return known.blocked_until


def begin(store: Store, user: str, refusal: RateLimited, now: datetime) -> datetime:
    """Save that Garmin has refused a login; returns the end of the cool-off. It doubles while refusals follow each
    other within a day."""
    while True:
        known = store.load(Connection, user, SERVICE) or Connection(user, SERVICE, "")
        hits = known.blocked_hits if known.blocked_until and now - known.blocked_until < DAY else 0
        until = doubled(refusal.until, now, hits)
        try:
            store.put(replace(known, blocked_until=until, blocked_why=refusal.reason, blocked_hits=hits + 1))
            return until
        except Conflict:
            continue  # another login was refused in the same moment: count on top of it


def over(store: Store, user: str) -> None:
    """Garmin looks at logins again."""
    known = store.load(Connection, user, SERVICE)
    if known is not None:
        store.remove(known)
