"""The since-date is fixed at the first start: what a later change of RUNTRACK_SINCE means, in words, told once."""

import logging
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.user import Backfill, User
from sync.engine.notices import open_notice

PROBLEM = "since"
log = logging.getLogger("runtrack.since")


def changed(app: App, user: User) -> str:
    """What it means that the setting is another date than the one in force; "" when it is not, or was dealt with."""
    asked = app.since
    if asked is None or asked == user.since:
        return ""
    if asked > user.since:
        return (
            f"RUNTRACK_SINCE is {asked:%Y-%m-%d} by now, but the first start fixed {user.since:%Y-%m-%d}, and that "
            "stays: what is on Strava stays there, and a run from between that reaches Garmin late is still synced"
        )
    job = app.store.load(Backfill, user.id)
    if job is not None and job.since <= asked:
        return ""
    return (
        f"RUNTRACK_SINCE is {asked:%Y-%m-%d} by now, but the first start fixed {user.since:%Y-%m-%d}: older runs are "
        f"synced only when they are asked for: `runtrack backfill --since {asked:%Y-%m-%d}`"
    )


def told(app: App, user: User, now: datetime) -> tuple[User, bool]:
    """Say a change once: in the log, and as a notice where something is left to do. Returns the user with what was
    said, and whether a notice of before is over."""
    words = changed(app, user)
    if app.since == user.since_said and words:
        return user, False
    if not words:
        return replace(user, since_said=None), user.since_said is not None
    log.warning("the since-date is another one", extra={"why": words})
    if app.since is not None and app.since < user.since:
        open_notice(app, user.id, PROBLEM, f"{words}.", now, again=True)
    return replace(user, since_said=app.since), False
