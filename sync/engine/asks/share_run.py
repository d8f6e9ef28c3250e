"""Show a run to whoever has the link, and take the link back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sync.core.activity import Activity
from sync.core.shared_run import EVERYTHING, SharedRun, Shown, mark_of
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.ports import Store, StoreBroken

MOST = 1000


class TooManyShared(Refused):
    """A person has at most `MOST` links."""


class NothingShown(Refused):
    """A link that would show nothing."""


class EndsBefore(Refused):
    """A link that would end before it begins; `until` is what was asked for."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def share_run(
    store: Store,
    row: Activity,
    secret: str,
    now: datetime,
    *,
    until: datetime | None = None,
    shows: Sequence[Shown] = EVERYTHING,
) -> SharedRun:
    """A new link; `secret` is 128 random bits (`secrets.token_urlsafe(16)`). Raises `NothingShown`, `EndsBefore`,
    `TooManyShared`."""
    if not shows:
        raise NothingShown
    if until is not None and until <= now:
        raise EndsBefore(until)
    user = row.key.user
    if len(store.all(SharedRun, user)) >= MOST:
        raise TooManyShared
    wanted = tuple(each for each in EVERYTHING if each in shows)
    id = mark_of(user) + secret
    made = saving.put(store, SharedRun(user, id, row.key.source, row.key.id, row.key.leg, now, until, wanted))
    if made is None:
        raise StoreBroken("a link with this secret is there already", "share it again")
    return made


def shared_runs(store: Store, user: str) -> list[SharedRun]:
    """All links of a person, the newest first, also those that have ended."""
    return sorted(store.all(SharedRun, user), key=lambda one: one.made, reverse=True)


def link_of(store: Store, row: Activity, now: datetime) -> SharedRun | None:
    """The newest link of a run that holds."""
    return next((one for one in shared_runs(store, row.key.user) if one.run == row.key and one.holds(now)), None)


def lasting_link(store: Store, row: Activity) -> SharedRun | None:
    """The newest link of a run that no time ends: one that a text may hold, which stays where it is."""
    links = shared_runs(store, row.key.user)
    return next((one for one in links if one.run == row.key and one.revoked_at is None and one.until is None), None)


def revoke_shared(store: Store, user: str, id: str, now: datetime) -> bool:
    """Take a link back, for good; whether there is one. Safe to repeat: the first time stands."""
    for _ in range(saving.TRIES):
        known = store.load(SharedRun, user, id)
        if known is None:
            return False
        if known.revoked_at is not None or saving.put(store, replace(known, revoked_at=now)) is not None:
            return True
    raise StoreBroken("this link keeps being changed by another program", "try again")
