"""Once a day: delete files that are kept no longer than the user wants, notices long over, and Strava's measures."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.user import Notice, User
from sync.engine import strava_runs

EVERY = timedelta(days=1)
FORGET_NOTICES = timedelta(days=30)


def is_due(user: User, now: datetime) -> bool:
    return user.tidied_at is None or not timedelta(0) <= now - user.tidied_at < EVERY


def tidied(app: App, user: User, now: datetime) -> User:
    """Safe to repeat: a file that is gone stays gone. Files of runs under way are younger than any allowed limit."""
    keep = app.preferences.keep_originals
    if keep is not None:
        for name in list(app.files.older_than(f"originals/{user.id}", now - keep)):
            app.files.delete(name)
    for notice in app.store.all(Notice, user.id):
        if notice.closed_at is not None and not notice.pending and now - notice.closed_at > FORGET_NOTICES:
            app.store.remove(notice)
    strava_runs.forget(app, user, now)
    return replace(user, tidied_at=now)
