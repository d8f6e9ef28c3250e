"""A look into a person's mailbox for the link to their run, once in each of their turns."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.errors import LoginNeeded, Missing, SyncError
from sync.core.live.followed import QUIET, LiveFollowed
from sync.core.live.mailbox import NEWEST, LiveMailbox
from sync.core.role import Role
from sync.core.time_left import within
from sync.core.user_name import ME
from sync.engine import own, saving
from sync.engine.asks import live_follow
from sync.engine.live.following_live import source_of
from sync.ports import StoreBroken
from sync.ports.live import Mailbox, MailMark

LEAST_SECONDS = 10.0
log = logging.getLogger("runtrack.live")


def mailbox_of(app: App, user: str, now: datetime) -> Mailbox | None:
    """This person's; None where they have none. One of the environment is the owner's alone: links that come to it are
    to their runs. `app`: as the person has set it up."""
    for built in app.services.values():
        if Role.MAILBOX in built.service.roles and built.bind is not None and not built.lacks:
            if user != ME and not own.texts_of(app, user).keys() & {*built.service.needs}:
                return None
            box: Mailbox = built.bind(user, now)
            return box
    return None


def look(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> None:
    """Follow what the newest mails have a link to. The mark is saved after what they brought: a killed look is made
    again, and what it brings again is followed already, or over. Safe to repeat, and at several places at once. Raises
    only `StoreBroken`."""
    box, source = mailbox_of(app, user, now), source_of(app, user, now)
    if box is None or source is None or time_left() < LEAST_SECONDS:
        return
    known = app.store.load(LiveMailbox, user) or LiveMailbox(user)
    if known.of != box.name:
        known = LiveMailbox(user, box.name, version=known.version)
    if known.due is not None and known.due > now:
        return
    try:
        with within(time_left):
            fresh = box.fresh(MailMark(known.validity, known.uid), source.sender, now - NEWEST)
        for mail in fresh.mails:
            _followed(app, user, mail.text, now)
    except SyncError as error:
        if not known.failures:
            log.warning("a mailbox cannot be read", extra={"why": error.reason})
        refused = isinstance(error, LoginNeeded | Missing)
        saving.put(app.store, known.failed(error.reason, now, refused=refused))
        return
    except StoreBroken:
        raise
    except Exception as error:  # a bug: the person's turn goes on
        log.exception("bug")
        saving.put(app.store, known.failed(f"bug: {type(error).__name__}", now, refused=False))
        return
    after = replace(known, validity=fresh.mark.validity, uid=fresh.mark.uid, due=None, failures=0, why="")
    if after != known:
        saving.put(app.store, after)  # None: another process has looked


def _followed(app: App, user: str, text: str, now: datetime) -> None:
    """Only a link that leads to a run by itself: a mail may come from anybody, and causes no call. Nor does it take the
    place of a run that is going on."""
    source = source_of(app, user, now)
    link = source.found(text) if source is not None else None
    if source is None or link is None:
        return
    try:
        id = source.id_of(link)
    except Missing:
        return
    known = app.store.load(LiveFollowed, user)
    if known is not None and known.over is None and known.id != id and now - (known.last or known.since) < QUIET:
        log.info("a link in a mail is left alone while another run is followed")
        return
    try:
        live_follow.begin(app, user, source, link, now)
    except live_follow.HasEnded:
        return
