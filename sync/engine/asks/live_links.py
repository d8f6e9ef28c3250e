"""Show one's run in progress to whoever has the link, and take the link back; and that somebody looks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.live.shown import LONGEST_LINK, LiveLink, LiveWatched
from sync.core.shared_run import EVERYTHING, Shown, mark_of
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.engine.asks.share_run import EndsBefore, NothingShown, TooManyShared
from sync.engine.shared_views import held_link
from sync.ports import Store, StoreBroken

MOST = 50
WATCHED, NOTED_EVERY = timedelta(minutes=3), timedelta(minutes=1)
"""How long a look counts, and how often it is written down at most."""


class EndsTooLate(Refused):
    """A link that would show where somebody is for longer than `LONGEST_LINK`; `until` is what was asked for."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


def show_live(
    store: Store, user: str, secret: str, now: datetime, *, until: datetime, shows: Sequence[Shown] = EVERYTHING
) -> LiveLink:
    """A new link; `secret` is 128 random bits (`secrets.token_urlsafe(16)`). Raises `NothingShown`, `EndsBefore`,
    `EndsTooLate`, `TooManyShared`."""
    if not shows:
        raise NothingShown
    if until <= now:
        raise EndsBefore(until)
    if until - now > LONGEST_LINK:
        raise EndsTooLate(until)
    if sum(one.holds(now) for one in store.all(LiveLink, user)) >= MOST:
        raise TooManyShared
    wanted = tuple(each for each in EVERYTHING if each in shows)
    made = saving.put(store, LiveLink(user, mark_of(user) + secret, now, until, wanted))
    if made is None:
        raise StoreBroken("a link with this secret is there already", "share it again")
    return made


def live_links(store: Store, user: str, now: datetime) -> list[LiveLink]:
    """The links of a person that hold, the newest first."""
    links = (one for one in store.all(LiveLink, user) if one.holds(now))
    return sorted(links, key=lambda one: one.made, reverse=True)


def revoke_live(store: Store, user: str, id: str, now: datetime) -> bool:
    """Take a link back, for good; whether there is one. Safe to repeat: the first time stands."""
    return (
        saving.changed(store, LiveLink, (user, id), lambda one: one if one.revoked_at else replace(one, revoked_at=now))
        is not None
    )


def live_link(app: App, id: str, now: datetime) -> LiveLink | None:
    """The link to somebody's runs in progress of this id; see `held_link`."""
    return held_link(app, LiveLink, id, now)


def watched(store: Store, user: str, now: datetime) -> None:
    """Somebody looks at the run in progress. Safe to repeat: written down once a minute."""
    known = store.load(LiveWatched, user) or LiveWatched(user, now)
    if known.version == 0 or known.until - now < WATCHED - NOTED_EVERY:
        saving.put(store, replace(known, until=now + WATCHED))  # None: another one has just noted the same
