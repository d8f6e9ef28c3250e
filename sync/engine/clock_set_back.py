"""A clock that was set back: nothing is lost, but what waits for a time that is far away again must not."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import ON_TARGET, Activity, State
from sync.core.backoff import uptime_after
from sync.core.user import Connection, User
from sync.engine import saving
from sync.engine.discover import FIRST_LOOK_BACK

TOLERATED = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=24)
RIGHT_AGAIN = timedelta(hours=1)
"""By so much the clock may be set right again without making a settle time shorter."""


def was_set_back(user: User, now: datetime) -> bool:
    return user.ticked_at is not None and user.ticked_at - now > TOLERATED


def uptime(user: User, now: datetime) -> timedelta:
    """How long ticks have run, this one included. Neither sleep nor a clock that was set adds much to it."""
    if user.ticked_at is None:
        return user.uptime
    return uptime_after(user.uptime, now - user.ticked_at, unnoted=user.noted_every)


def set_right(app: App, user: User, now: datetime) -> User:
    """Bring waiting rows and blocks back within reach, and return the user likewise. An intent that was saved in the
    "future" starts its settle time anew, so that no file is sent again too early; what else waits by a note of the
    "future" begins to wait anew. Safe to repeat: rows have no such note any more, and a block ends the earlier."""
    for row in app.store.activities(user.id, states=(State.DISCOVERED, State.SUBMITTING, State.SUBMITTED, *ON_TARGET)):
        if (corrected := _corrected(app, row, now)) is not None:
            saving.save(app.store, corrected)
    back = user.ticked_at - now if user.ticked_at is not None else timedelta(0)
    for link in app.store.all(Connection, user.id):
        saving.connection(app.store, user.id, link.service, lambda c: _unblocked(c, now, back))
    saving.budget(app, now, lambda b: replace(b, blocked_until=_sooner(b.blocked_until, now, back)))
    if app.since is None:  # then the first start has fixed it, by a clock that was ahead
        user = replace(user, since=min(user.since, now - FIRST_LOOK_BACK))
    return user


def _corrected(app: App, row: Activity, now: datetime) -> Activity | None:
    if row.due is None:
        return None
    if row.state is State.SUBMITTING and row.sent_at is not None and row.sent_at > now:
        begins = min(row.sent_at, now + RIGHT_AGAIN)
        return row.waits(
            now, "the clock was set back: the settle time starts anew", begins + app.timing.settle, sent_at=begins
        )
    noted = max((row.history[-1].at, now)) if row.history else now
    due = now + (row.due - noted)
    if noted > now and now < due <= now + LONGEST_WAIT:
        return row.waits(now, f"{row.reason} (the clock was set back: the wait starts anew)", due)
    if row.due > now + LONGEST_WAIT or (noted > now and row.due > now):
        return row.waits(now, "the clock was set back", now)
    return None


def _unblocked(connection: Connection, now: datetime, back: timedelta) -> Connection:
    until = _sooner(connection.blocked_until, now, back)
    connection = replace(connection, blocked_until=until, blocked_why=connection.blocked_why if until else "")
    if connection.lease_until is not None and connection.lease_until > now + timedelta(minutes=5):
        connection = replace(connection, lease_owner="", lease_until=None)
    if connection.poll_at is not None and connection.poll_at > now + timedelta(minutes=30):
        connection = replace(connection, poll_at=None)
    if connection.probe_at is not None and connection.probe_at > now + timedelta(minutes=30):
        connection = replace(connection, probe_at=None)
    return connection


def _sooner(until: datetime | None, now: datetime, back: timedelta) -> datetime | None:
    """When a block ends by the new clock; None for one that is over, or would last longer than any does."""
    if until is None or until <= now:
        return until
    until -= back
    return until if now < until <= now + LONGEST_WAIT else None
