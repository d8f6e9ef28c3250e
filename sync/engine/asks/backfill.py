"""Bring older runs to the target: the wish is kept, and ticks work it as the target's limits allow; or call it off."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.user import Backfill, BackfillPhase
from sync.engine import leaving, older, saving
from sync.engine.asks.changing import TRIES
from sync.engine.asks.refusals import InTheFuture, Leaving, Refused
from sync.engine.discover import user_of
from sync.ports import StoreBroken


class NoneUnderWay(Refused):
    """There is no backfill that could be called off."""


def backfill(app: App, user: str, since: datetime, now: datetime) -> Backfill:
    """The backfill that covers the wish: a new one, or one under way, which may go further back. Safe to repeat. Raises
    `InTheFuture` and `Leaving`."""
    if since > now:
        raise InTheFuture(since)
    if leaving.is_marked(app.store, user):
        raise Leaving(user)
    return older.ask(app, user_of(app, user, now), since, now)


def call_off(app: App, user: str, now: datetime) -> int:
    """The backfill is over, and its runs that have not been sent are left out; returns how many. What is on its way
    is followed to its end. Another backfill takes them up again. Raises `NoneUnderWay`; safe to repeat."""
    for _ in range(TRIES):
        job = app.store.load(Backfill, user)
        if job is None or (job.phase is BackfillPhase.DONE and not older.unsent(app, job)):
            raise NoneUnderWay(user)
        over = replace(job, phase=BackfillPhase.DONE, finished_at=now, note=older.CALLED_OFF)
        if saving.put(app.store, over) is not None:
            return older.leave_out(app, over, now)
    raise StoreBroken("this backfill keeps being changed by another program", "try again")
