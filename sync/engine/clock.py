"""A clock that was set back: nothing is lost, but what waits for a time that is far away again must not."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import ON_STRAVA, Activity, State
from sync.core.retry import uptime_after
from sync.core.user import Connection, User
from sync.engine import change
from sync.ports import Conflict

TOLERATED = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=24)


def was_set_back(user: User, now: datetime) -> bool:
    return user.ticked_at is not None and user.ticked_at - now > TOLERATED


def uptime(user: User, now: datetime) -> timedelta:
    """How long ticks have run, this one included. Neither sleep nor a clock that was set adds much to it."""
    if user.ticked_at is None:
        return user.uptime
    return uptime_after(user.uptime, now - user.ticked_at, unnoted=user.noted_every)


def set_right(app: App, user: User, now: datetime) -> None:
    """Bring waiting rows and blocks back within reach. An intent that was saved in the "future" starts its settle
    time anew, so that no file is sent again too early. Safe to repeat: a second pass finds nothing to change."""
    for row in app.store.activities(user.id, states=(State.DISCOVERED, State.SUBMITTING, State.SUBMITTED, *ON_STRAVA)):
        if (corrected := _corrected(app, row, now)) is not None:
            try:
                app.store.save(corrected)
            except Conflict:
                pass  # another worker has just moved it on
    for link in app.store.all(Connection, user.id):
        change.connection(app.store, user.id, link.service, lambda c: _unblocked(c, now))
    change.budget(app, now, lambda b: replace(b, blocked_until=None) if _far(b.blocked_until, now) else b)


def _corrected(app: App, row: Activity, now: datetime) -> Activity | None:
    if row.due is None:
        return None
    if row.state is State.SUBMITTING and row.sent_at is not None and row.sent_at > now:
        return row.waits(
            now, "the clock was set back: the settle time starts anew", now + app.timing.settle, sent_at=now
        )
    if row.due > now + LONGEST_WAIT:
        return row.waits(now, "the clock was set back", now)
    return None


def _unblocked(connection: Connection, now: datetime) -> Connection:
    if _far(connection.blocked_until, now):
        connection = replace(connection, blocked_until=None, blocked_why="")
    if connection.lease_until is not None and connection.lease_until > now + timedelta(minutes=5):
        connection = replace(connection, lease_owner="", lease_until=None)
    if connection.poll_at is not None and connection.poll_at > now + timedelta(minutes=30):
        connection = replace(connection, poll_at=None)
    if connection.probe_at is not None and connection.probe_at > now + timedelta(minutes=30):
        connection = replace(connection, probe_at=None)
    return connection


def _far(at: datetime | None, now: datetime) -> bool:
    return at is not None and at > now + LONGEST_WAIT
