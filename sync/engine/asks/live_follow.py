"""Follow a run in progress by its link, and stop: one run at a time a person."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.errors import Missing
from sync.core.live.followed import LiveFollowed, Over
from sync.core.role import Role
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.engine.live.following_live import end_run, source_of
from sync.ports import Store, StoreBroken
from sync.ports.live import LiveSource, TheirLink

TRIES = 5
LONGEST = 4_000
"""Signs of a text that is said to hold a link."""


class NotFollowed(Refused):
    """Base of why no run is followed."""


class NotSwitchedOn(NotFollowed):
    """This person follows no runs: it is off until they switch it on."""


class NoLink(NotFollowed):
    """There is no link to a run in what was given. It is not shown: it could be one of somebody's."""


class LeadsToNoRun(NotFollowed):
    """The link leads to no run, or to none any more."""


class HasEnded(NotFollowed):
    """This run was followed until it was over."""


class NothingFollowed(NotFollowed):
    """There is nothing to stop."""


def link_in(app: App, user: str, text: str, now: datetime) -> TheirLink | None:
    """The link to a run in a text, also where following is switched off. No call."""
    sources = [each.bind for each in app.services.values() if Role.LIVE in each.service.roles and each.bind is not None]
    bound: list[LiveSource] = [bind(user, now) for bind in sources]
    return next((link for one in bound if (link := one.found(text[:LONGEST])) is not None), None)


def follow(app: App, user: str, text: str, now: datetime) -> LiveFollowed:
    """Follow the run that the link in `text` leads to, from the next look on. A short link takes calls, up to four.
    `app`: as this person has set it up. Safe to repeat: the same run goes on. Raises the refusals above, and what its
    service raises."""
    if link_in(app, user, text, now) is None:
        raise NoLink
    source = source_of(app, user, now)
    if source is None:
        raise NotSwitchedOn
    link = source.found(text[:LONGEST])
    if link is None:
        raise NoLink
    try:
        opened = source.opened(link)
    except Missing:
        raise LeadsToNoRun from None
    return begin(app, user, source, opened, now)


def begin(app: App, user: str, source: LiveSource, link: TheirLink, now: datetime) -> LiveFollowed:
    """Follow one run, in the place of the one before. Safe to repeat. Raises `HasEnded`."""
    fresh = LiveFollowed(user, source.name, source.id_of(link), "", now, due=now, soonest=now)
    fresh = replace(fresh, sealed=app.sealer.seal(link.text, *fresh.bound_to))
    for _ in range(TRIES):
        known = app.store.load(LiveFollowed, user)
        if known is not None and (known.source, known.id) == (fresh.source, fresh.id):
            if known.over is None:
                return known
            if known.over in (Over.ENDED, Over.GONE, Over.ANOTHERS):
                raise HasEnded
        elif known is not None and known.over is None:
            end_run(app.store, known, None)
        version = known.version if known is not None else 0
        if (saved := saving.put(app.store, replace(fresh, version=version))) is not None:
            return saved
    raise StoreBroken("what is followed keeps being changed by another program", "try again")


def stop(store: Store, user: str) -> LiveFollowed:
    """Follow it no longer, and forget its link. Raises `NothingFollowed`."""
    stopped = saving.changed(store, LiveFollowed, (user,), _stopped)
    if stopped is None:
        raise NothingFollowed
    end_run(store, stopped, None)
    return stopped


def _stopped(known: LiveFollowed) -> LiveFollowed:
    if known.over is not None:
        raise NothingFollowed
    return known.ended(Over.STOPPED)


def followed(store: Store, user: str) -> LiveFollowed | None:
    """The run that is followed, or was last."""
    return store.load(LiveFollowed, user)
