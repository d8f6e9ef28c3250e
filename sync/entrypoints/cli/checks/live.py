"""What `doctor` checks of runs in progress, where following them is switched on: their service, and the mailbox."""

from collections.abc import Iterator
from datetime import datetime

from sync.core.errors import LoginNeeded, Missing, RateLimited, SyncError
from sync.core.role import Role
from sync.engine.live.following_live import source_of
from sync.engine.live.mailbox import mailbox_of
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.entrypoints.cli.text.times import moment
from sync.ports.live import Blocked, NotTaken
from sync.service import Service
from sync.wiring import Wired

CHANGED = "its protocol is another one by now: runs in progress cannot be followed"
UPDATE = "look for a newer Runtrack; points of a phone go on (docs/live.md)"


def check_live(wired: Wired, now: datetime) -> Iterator[Check]:
    """No run is needed: the service is asked for one that never was. Nothing where it is off."""
    source = source_of(wired.app, wired.user, now)
    if source is None:
        return
    about = _about(wired, Role.LIVE)
    try:
        source.check()
    except SyncError as error:
        yield _trouble(about, error)
    else:
        yield Check(about.title, Verdict.FINE, about.answers)
    box = mailbox_of(wired.app, wired.user, now)
    if box is None:
        return
    about = _about(wired, Role.MAILBOX)
    try:
        box.check()
    except SyncError as error:
        yield _trouble(about, error)
    else:
        yield Check(about.title, Verdict.FINE, about.answers)


def _about(wired: Wired, role: Role) -> Service:
    built = wired.services.values()
    return next(one.service for one in built if role in one.service.roles and one.bind is not None and not one.lacks)


def _trouble(about: Service, error: SyncError) -> Check:
    match error:
        case NotTaken():
            return Check(about.title, Verdict.PERSON, CHANGED, UPDATE)
        case Blocked():
            return Check(about.title, Verdict.NOTE, error.reason, "it does not let this address through: wait")
        case LoginNeeded() | Missing():
            return Check(about.title, Verdict.PERSON, error.reason, about.way_out(error))
        case RateLimited():
            return Check(about.title, Verdict.NOTE, f"not asked before {moment(error.until)}: {error.reason}")
    return Check(about.title, Verdict.NOTE, f"could not be found out: {error.reason}", "try again when it answers")
