"""One notice per problem, one when it is over. What is to be sent is saved before it is sent."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.notice import Notice, Pending
from sync.core.notice_words import sentence
from sync.engine import saving
from sync.engine.leaving import is_leaving

TRY_AGAIN = timedelta(hours=1)


def open_notice(app: App, notice: Notice, *, again: bool = False) -> None:
    """Remember a problem, told by its facts; a known one is not told again, unless `again` and it is worded otherwise
    by now. Safe to repeat: the row is keyed by the problem."""
    known = app.store.load(Notice, notice.user, notice.problem)
    if known is not None and known.closed_at is None and not (again and app.words(known) != app.words(notice)):
        return
    version = known.version if known else 0
    fresh = replace(notice, text=sentence(notice), pending=Pending.PROBLEM, due=notice.opened_at, version=version)
    saving.put(app.store, fresh)


def withdraw(app: App, user: str, problem: str, now: datetime) -> None:
    """Close a notice without a word: the person has dealt with it, and knows."""
    known = app.store.load(Notice, user, problem)
    if known is not None and known.closed_at is None:
        saving.put(app.store, replace(known, closed_at=now, pending=Pending.NOTHING, due=None))


def open_notices(app: App, user: str) -> list[Notice]:
    return [notice for notice in app.store.all(Notice, user) if notice.closed_at is None]


def after(notice: Notice, over: Collection[str], now: datetime) -> Notice:
    """The notice, closed where its problem is over."""
    return _closed(notice, now) if notice.closed_at is None and notice.problem in over else notice


def is_due(notice: Notice, now: datetime) -> bool:
    return bool(notice.pending) and (notice.due is None or notice.due <= now)


def _closed(notice: Notice, now: datetime) -> Notice:
    """That it is over is told only if the problem itself was."""
    told = notice.pending is not Pending.PROBLEM
    return replace(notice, closed_at=now, pending=Pending.OVER if told else Pending.NOTHING, due=now if told else None)


def send(app: App, notice: Notice, now: datetime) -> None:
    """At most once: it is saved as sent first, and made pending again only when the messenger itself says that nothing
    went out."""
    sent = saving.put(app.store, replace(notice, pending=Pending.NOTHING, due=None))
    if sent is None:
        return  # another worker is sending it
    over = notice.pending is Pending.OVER
    title = "Runtrack: solved" if over else "Runtrack needs you"
    words = app.words(notice)
    if is_leaving(app.store, notice.user):
        return
    text = app.in_language(f"Solved: {words}" if over else words)
    if not app.notifier.send(app.in_language(title), text):
        saving.put(app.store, replace(sent, pending=notice.pending, due=now + TRY_AGAIN))
