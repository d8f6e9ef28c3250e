"""What `doctor` says of the looks at Garmin: items that cannot be read, and a since-date that is not the setting's."""

from collections.abc import Iterator
from datetime import datetime

from sync.core.notice_words import unreadable
from sync.core.user import Backfill, User
from sync.engine import since
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.wiring import ME, Wired


def check_looks(wired: Wired, now: datetime) -> Iterator[Check]:
    """Nothing where there is nothing to say. No call is made."""
    user, job = wired.app.store.load(User, ME), wired.app.store.load(Backfill, ME)
    ids = {*(user.unreadable if user else ()), *(job.unreadable if job else ())}
    if ids:
        yield Check("Garmin's list", Verdict.NOTE, unreadable(sorted(ids)))
    if user is not None and (change := since.changed(wired.app, user, now)):
        yield Check("since-date", Verdict.NOTE, wired.app.words(change).removesuffix("."))
