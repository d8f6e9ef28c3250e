"""Read models: what the ledger says right now, as values. Commands print them, pages will show them; nothing is saved.

Only what may be seen is in them: no token, no seal, no account name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.budget import BACKFILL_AT, Budget, next_day, next_quarter
from sync.core.user import Backfill, Connection, Notice, User
from sync.engine import backfill, blocks, health, saving, services, since
from sync.engine.notices import open_notices
from sync.engine.services import BudgetView, ServiceView

SERVICES = ("garmin", "strava")


@dataclass(frozen=True, slots=True)
class BackfillView:
    """How far a backfill is. `waits_until` and `waits` say what holds it up, when something does."""

    since: datetime
    phase: str
    asked_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    failed: int
    to_send: int
    to_confirm: int
    eta: datetime | None
    waits_until: datetime | None
    waits: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """Everything that `runtrack status` shows. `tick_overdue`: no tick for longer than there should be none;
    `waiting_since`: since when the run that waits longest does."""

    now: datetime
    since: datetime | None
    rebuilding: bool
    last_tick: datetime | None
    tick_overdue: bool
    needs_person: bool
    services: tuple[ServiceView, ...]
    strava_budget: BudgetView
    counts: Mapping[State, int]
    next_due: Activity | None
    waiting_since: datetime | None
    backfill: BackfillView | None
    notices: tuple[Notice, ...]
    since_changed: Notice | None = None  # that the setting is another date than the one in force


def status(app: App, user: str, now: datetime, *, tick_within: timedelta) -> StatusView:
    """The present state of one user. `tick_within`: how long no tick is nothing unusual, where each writes down that
    it was there; where they do so less often, the row says how often."""
    person = app.store.load(User, user)
    known = app.store.counts(user)
    counts = {state: known.get(state, 0) for state in State}
    last = person.ticked_at if person else None
    overdue = person is None or last is None or now - last > tick_within + person.noted_every
    waits = blocks.of_user(app, user, now).needs_person
    waits |= any(health.unopened(app, link) for link in app.store.all(Connection, user) if link.sealed)
    names = (*SERVICES, *(source.service for source in app.music))
    return StatusView(
        now=now,
        since=person.since if person else app.since,
        rebuilding=bool(person and person.rebuild_from),
        last_tick=last,
        tick_overdue=overdue,
        needs_person=overdue or waits or counts[State.FAILED] > 0,
        services=tuple(services.service(app, user, name, now) for name in names),
        strava_budget=services.budget(app, now),
        counts=counts,
        next_due=next_due(app, user),
        waiting_since=app.store.waiting_since(user, now),
        backfill=progress(app, user, now),
        notices=tuple(open_notices(app, user)),
        since_changed=since.changed(app, person, now) if person else None,
    )


def next_due(app: App, user: str) -> Activity | None:
    """The run whose turn comes first."""
    at = app.store.next_due(user)
    rows = app.store.due(at, user=user, limit=1) if at is not None else []
    return rows[0] if rows else None


def progress(app: App, user: str, now: datetime) -> BackfillView | None:
    """How far the last backfill is; None when there never was one. Counted from the rows, so a kill changes nothing."""
    job = app.store.load(Backfill, user)
    if job is None:
        return None
    rows = app.store.activities(user, since=job.since, until=job.until, backfill=True)
    sending = [row for row in rows if row.state in (State.DISCOVERED, State.SUBMITTING)]
    asking = [row for row in rows if row.state is State.SUBMITTED]
    known = saving.strava_budget(app).at(now)
    waits_until, waits = _held_up(app, user, job, known, now)
    ready = backfill.eta(len(sending), known, now) if job.phase == "work" else None
    if ready is not None:
        ready = max([ready, *(row.due for row in (*sending, *asking) if row.due is not None)])
    return BackfillView(
        since=job.since,
        phase=job.phase,
        asked_at=job.asked_at,
        finished_at=job.finished_at,
        total=len(rows),
        done=len(rows) - len(sending) - len(asking),
        failed=sum(row.state is State.FAILED for row in rows),
        to_send=len(sending),
        to_confirm=len(asking),
        eta=ready,
        waits_until=waits_until,
        waits=waits,
    )


def _held_up(app: App, user: str, job: Backfill, known: Budget, now: datetime) -> tuple[datetime | None, str]:
    """What a backfill waits for, when it is not its own turn."""
    if job.phase == "done":
        return None, ""
    if why := blocks.of_user(app, user, now).why(*SERVICES):
        return None, why
    if job.phase == "work" and known.backfill_calls_left(now)[0] <= 0:
        day_gone = known.overall.day_used >= int(known.overall.day_limit * BACKFILL_AT)
        until = next_day(now) if day_gone else next_quarter(now)
        return until, "its share of Strava's rate limit is used up (the rest is kept for new runs)"
    return None, ""
