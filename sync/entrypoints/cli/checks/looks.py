"""What `doctor` says of the rows: who is there though deleted, items that cannot be read, a since-date not in force."""

from collections.abc import Iterator
from datetime import datetime

from sync.core.notice_words import unreadable
from sync.core.user import Backfill, User
from sync.engine import since
from sync.engine.deleted import back_again
from sync.entrypoints.came_back import told_of
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.entrypoints.cli.text.words import SOURCE
from sync.wiring import Wired


def check_deleted(wired: Wired) -> Iterator[Check]:
    """Whoever a copy of the rows has brought back."""
    for back in back_again(wired.store, wired.app.files):
        yield Check("deleted", Verdict.PERSON, *told_of(back, wired.settings))


def check_looks(wired: Wired, now: datetime) -> Iterator[Check]:
    """Nothing where there is nothing to say. No call is made."""
    user, job = wired.app.store.load(User, wired.user), wired.app.store.load(Backfill, wired.user)
    ids = {*(user.unreadable if user else ()), *(job.unreadable if job else ())}
    if ids:
        yield Check(f"{SOURCE.title}'s list", Verdict.NOTE, unreadable(sorted(ids), SOURCE.title, SOURCE.run_page))
    if user is not None and (change := since.changed(wired.app, user, now)):
        yield Check("since-date", Verdict.NOTE, wired.app.words(change).removesuffix("."))
