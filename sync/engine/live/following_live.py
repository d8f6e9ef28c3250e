"""Runs in progress that are followed by their links: each is looked at when it is due, until it is over.

While somebody watches it is due with each new point, else once a minute; `core/live/followed.py` says when. A machine
that slept goes on: whatever was sent meanwhile is told by the next look, and a run that ended meanwhile is over.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.errors import Missing, RateLimited, SyncError
from sync.core.live.followed import LINGERS, UNWATCHED, LiveFollowed, Over, Trouble
from sync.core.live.joining import usable
from sync.core.live.run import LiveRun
from sync.core.live.shown import LiveWatched
from sync.core.role import Role
from sync.core.time_left import within
from sync.core.whose import work_of
from sync.engine import own, saving
from sync.engine.leaving import has_turns
from sync.engine.live.arriving import arrived
from sync.ports import Conflict, SealBroken, Store
from sync.ports.live import Blocked, LiveSource, NotTaken, TheirLink

AT_ONCE, LEAST_SECONDS = 200, 5.0
log = logging.getLogger("runtrack.live")


def source_of(app: App, user: str, now: datetime) -> LiveSource | None:
    """Who shows this person's runs by a link; None where following is switched off. `app`: as they have set it up."""
    for built in app.services.values():
        if Role.LIVE in built.service.roles and built.bind is not None and not built.lacks:
            source: LiveSource = built.bind(user, now)
            return source
    return None


def follows(store: Store, now: datetime) -> bool:
    """Whether any run is followed that is not over."""
    return bool(store.waiting(LiveFollowed, now + 365 * 24 * 60 * UNWATCHED, 1))


def follow(app: App, now: datetime, time_left: Callable[[], float]) -> int:
    """A look at each run that is due; returns how many were looked at. Raises only `StoreBroken`."""
    looked = 0
    with within(time_left):
        for followed in app.store.waiting(LiveFollowed, now + UNWATCHED, AT_ONCE):
            if time_left() < LEAST_SECONDS:
                break
            with work_of(followed.user):
                looked += _looked(app, followed, now)
    return looked


def follow_one(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> bool:
    """The same for one person."""
    if time_left() < LEAST_SECONDS:
        return False
    followed = app.store.load(LiveFollowed, user)
    with within(time_left):
        return followed is not None and _looked(app, followed, now)


def _looked(app: App, followed: LiveFollowed, now: datetime) -> bool:
    if not followed.is_due(now, watched=is_watched(app.store, followed.user, now)):
        return False
    if not has_turns(app.store, followed.user):
        return False  # being deleted
    try:
        look(own.app_of(app, followed.user), followed, now)
    except Conflict:
        log.info("looked at by another process")
    except Exception as error:  # a bug: the others go on
        log.exception("bug")
        saving.put(app.store, followed.failed(Trouble.BLOCKED, f"bug: {type(error).__name__}", now))
    return True


def is_watched(store: Store, user: str, now: datetime) -> bool:
    watched = store.load(LiveWatched, user)
    return watched is not None and now < watched.until


def look(app: App, followed: LiveFollowed, now: datetime) -> None:
    """One look. Safe to repeat, and at several places at once: points that are known are kept once, the run's end is
    set once, and when the row was saved meanwhile that stands. The points are kept before the row: who is killed in
    between asks for the same ones again. Raises `Conflict`."""
    after = _after(app, followed, now)
    if after.over is not None and after.over is not Over.STOPPED:
        end_run(app.store, after, after.ends if after.over is Over.ENDED else None)
    if after.why and not followed.failures:
        log.warning("a run in progress cannot be followed now", extra={"service": after.source, "why": after.why})
    if after.over is not None:
        log.info("a run is followed no longer", extra={"service": after.source, "why": str(after.over)})
    saving.put(app.store, after)


def end_run(store: Store, followed: LiveFollowed, at: datetime | None) -> None:
    """What is kept of the run says that it is over: at that moment, else at its last point. Safe to repeat."""
    key = followed.user, followed.source, followed.id
    saving.changed(store, LiveRun, key, lambda run: run.over(at or run.last))


def _after(app: App, followed: LiveFollowed, now: datetime) -> LiveFollowed:
    source = source_of(app, followed.user, now)
    if source is None or source.name != followed.source:
        return followed.ended(Over.SWITCHED_OFF)
    if followed.lasts_too_long(now):
        return followed.ended(Over.TOO_LONG)
    try:
        link = TheirLink(app.sealer.open(followed.sealed, *followed.bound_to))
        return _asked(app.store, source, followed, link, now)
    except SealBroken:
        return followed.failed(Trouble.DOWN, "its link cannot be opened with this sealing key", now)
    except Missing:
        return followed.ended(Over.GONE)
    except SyncError as error:
        told = error.until if isinstance(error, RateLimited) and not error.doubling else None
        return followed.failed(trouble_of(error), error.reason, now, told)


def _asked(store: Store, source: LiveSource, followed: LiveFollowed, link: TheirLink, now: datetime) -> LiveFollowed:
    """Its end is asked for before its points, so that an end that is known comes with all of them."""
    if followed.asks_for_session(now):
        session = source.session(link)
        every, name = session.every or followed.every, session.name or followed.name
        followed = replace(followed, asked_at=now, name=name, ends=session.ends, every=every)
        if source.runner and name and source.runner.strip().casefold() != name.casefold():
            return followed.ended(Over.ANOTHERS)
        if not session.viewable:
            return followed.failed(Trouble.HIDDEN, "its runner hides it", now)
    points = source.points(link, followed.last)
    good = usable(points, now)
    if good:
        arrived(store, followed.user, source.name, good, now, id=followed.id, every=followed.every)
        followed = replace(followed, last=max(point.at for point in good))
    if good and good[-1].ends:
        return replace(followed, ends=good[-1].at).ended(Over.ENDED)
    if followed.ends is not None and followed.ends <= now:
        end_run(store, followed, followed.ends)
        if followed.ends + LINGERS <= now and not good:  # else there may be more of what a sleep has missed
            return followed.ended(Over.ENDED)
    return followed.looked(now, brought=bool(good))


def trouble_of(error: SyncError) -> Trouble:
    match error:
        case Blocked():
            return Trouble.BLOCKED
        case NotTaken():
            return Trouble.REFUSED
        case RateLimited():
            return Trouble.BUSY
    return Trouble.DOWN
