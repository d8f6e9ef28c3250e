"""Once a day: delete original files that are kept no longer than the user wants. Routes are ours and stay."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.user import User

EVERY = timedelta(days=1)


def tidied(app: App, user: User, now: datetime) -> User:
    """Safe to repeat: a file that is gone stays gone. Files of runs under way are younger than any allowed limit."""
    if user.tidied_at is not None and timedelta(0) <= now - user.tidied_at < EVERY:
        return user
    keep = app.preferences.keep_originals
    if keep is not None:
        for name in list(app.files.older_than(f"originals/{user.id}", now - keep)):
            app.files.delete(name)
    return replace(user, tidied_at=now)
