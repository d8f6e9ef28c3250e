"""The since-date is fixed at the first start: a later change of RUNTRACK_SINCE is told once."""

import logging
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.notice import Notice, NoticeKind
from sync.core.user import Backfill, User
from sync.engine.notices import open_notice

PROBLEM = "since"
log = logging.getLogger("runtrack.since")


def changed(app: App, user: User, now: datetime) -> Notice | None:
    """That the setting is another date than the one in force, as a notice; None when it is not, or was dealt with."""
    asked = app.since
    if asked is None or asked == user.since:
        return None
    job = app.store.load(Backfill, user.id) if asked < user.since else None
    if job is not None and job.since <= asked:
        return None
    source = app.title(app.source_name)
    stays = (
        f"what is on {app.target_title} stays there, and a run from between that reaches {source} late is still synced"
    )
    return Notice(user.id, PROBLEM, "", now, kind=NoticeKind.SINCE, reason=stays, since=user.since, asked=asked)


def told(app: App, user: User, now: datetime) -> tuple[User, bool]:
    """Say a change once: in the log, and as a notice where something is left to do. Returns the user with what was
    said, and whether a notice of before is over."""
    change = changed(app, user, now)
    if change is None:
        over = user.since_said is not None
        return (replace(user, since_said=None) if over else user), over
    if app.since == user.since_said:
        return user, False
    log.warning("the since-date is another one", extra={"why": app.words(change).removesuffix(".")})
    if app.since is not None and app.since < user.since:
        open_notice(app, change, again=True)
    return replace(user, since_said=app.since), False
