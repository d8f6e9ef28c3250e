"""Once a day: delete what is kept no longer than wished (files, plays), notices and songs over, what targets told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.app import App
from sync.core.music import IMPORTED, SOURCES, Gap, live_of
from sync.core.song_share import Sending, Share
from sync.core.user import Notice, User
from sync.engine import insights, target_runs
from sync.engine.legs import original_name
from sync.ports import Store

EVERY = timedelta(days=1)
FORGET_NOTICES, FORGET_SONGS = timedelta(days=30), timedelta(days=90)
EVER, MANY = datetime.max.replace(tzinfo=UTC), 100_000
AROUND = timedelta(days=1)
"""Plays this long before a run that still waits are left: they tell which songs went on into it."""
NEWEST = timedelta(days=30)


def is_due(user: User, now: datetime) -> bool:
    return user.tidied_at is None or not timedelta(0) <= now - user.tidied_at < EVERY


def tidied(app: App, user: User, now: datetime) -> User:
    """Safe to repeat: what is gone stays gone."""
    wants = app.preferences
    if any(keep is not None for keep in (wants.keep_originals, wants.keep_routes, wants.keep_plays)):
        _outlived(app, user.id, now)
    for notice in app.store.all(Notice, user.id):
        if notice.closed_at is not None and not notice.pending and now - notice.closed_at > FORGET_NOTICES:
            app.store.remove(notice)
    _songs_outlived(app.store, user.id, now)
    _links_outlived(app.store, user.id, now)
    insights.once_a_day(app, user.id, now)
    target_runs.forget(app, user, now)
    return replace(user, tidied_at=now)


def _songs_outlived(store: Store, user: str, now: datetime) -> None:
    """Songs between friends, and messages about them, of which nothing more can become."""
    from sync.core.draft import KEPT, Draft  # which only this daily look needs
    from sync.core.message import Message

    for share in store.all(Share, user):
        if share.due is None and now - (share.ended_at or share.sent_at) > FORGET_SONGS:
            store.remove(share)
    for sending in store.all(Sending, user):
        if sending.due is None and now - sending.sent_at > FORGET_SONGS:
            store.remove(sending)
    for draft in store.all(Draft, user):
        if now - draft.made_at > KEPT:
            store.remove(draft)
    for message in store.all(Message, user):
        if message.due is None and now - (message.sent_at or message.made_at) > FORGET_SONGS:
            store.remove(message)


def _links_outlived(store: Store, user: str, now: datetime) -> None:
    """Links to runs in progress that ended a while ago."""
    from sync.engine.live import ended  # which only this daily look needs

    ended.forget_links(store, user, now)


def _outlived(app: App, user: str, now: datetime) -> None:
    """Delete what is older than is wished, but for what a run that still waits for something needs."""
    waiting = [*app.store.due(EVER, user=user, limit=MANY), *app.store.routes_due(EVER, user=user, limit=MANY)]
    needed, wants = {original_name(run) for run in waiting}, app.preferences
    for folder, keep in (("originals", wants.keep_originals), ("routes", wants.keep_routes)):
        for name in list(app.files.older_than(f"{folder}/{user}", now - keep)) if keep is not None else ():
            if name not in needed:
                app.files.delete(name)
    if wants.keep_plays is not None:
        until = min([now - wants.keep_plays, *(run.start - AROUND for run in waiting)])
        _plays_outlived(app, user, until)
        from sync.engine import heard_words, song_figures

        heard_words.forget(app, user, until=until)
        song_figures.laid_anew(app, user, until, now)


def _plays_outlived(app: App, user: str, until: datetime) -> None:
    """A source's newest ones stay, however old they are: it would tell them again, and they would count as new."""
    for gap in app.store.all(Gap, user):
        if gap.before < until:
            app.store.remove(gap)
    services = (*SOURCES, *(each.service for each in app.music if each.service not in SOURCES))
    for service in services:
        app.store.remove_plays(user, live_of(service), until)  # which nobody tells again
    for source in (*services, IMPORTED):
        newest = app.store.newest_play(user, source)
        if newest is not None:
            app.store.remove_plays(user, source, min(until, newest.played_at - NEWEST))
