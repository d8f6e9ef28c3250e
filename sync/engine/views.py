"""Read models: what the ledger says right now, as values. Commands print them, pages will show them; nothing is saved.

Only what may be seen is in them: no token, no seal, no account name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.budget import BACKFILL_AT, Bucket, Budget, next_day, next_quarter
from sync.core.user import DEFAULT_SCOPES, Backfill, Connection, Notice, User
from sync.engine import backfill, health
from sync.engine.notices import open_notices

SERVICES = ("garmin", "strava")
UNREFRESHED = timedelta(days=20)
GARMIN_REFRESH_LIFE = timedelta(days=30)
"""Garmin's refresh token dies about this long after its last use; `status` warns from `UNREFRESHED` on."""


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One connection and its health. `state`: fine | not connected | login needed | blocked | not answering."""

    service: str
    connected: bool
    state: str
    why: str
    warning: str
    last_success: datetime | None
    blocked_until: datetime | None
    away_since: datetime | None
    authorised_at: datetime | None
    refreshed_at: datetime | None
    token_expires_at: datetime | None
    scopes: tuple[str, ...]
    scopes_missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WindowView:
    """Calls used, allowed and left in one quarter hour or UTC day."""

    used: int
    limit: int
    left: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class BudgetView:
    """Strava's rate limits as far as we know them: `overall` counts every call, `reads` all but uploads."""

    overall_quarter: WindowView
    overall_day: WindowView
    reads_quarter: WindowView
    reads_day: WindowView
    inactive: bool
    blocked_until: datetime | None
    blocked_why: str


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
    """Everything that `runtrack status` shows. `tick_overdue`: no tick for longer than there should be none."""

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
    backfill: BackfillView | None
    notices: tuple[Notice, ...]


def status(app: App, user: str, now: datetime, *, tick_within: timedelta) -> StatusView:
    """The present state of one user. `tick_within`: how long no tick is nothing unusual."""
    person = app.store.load(User, user)
    known = app.store.counts(user)
    counts = {state: known.get(state, 0) for state in State}
    last = person.ticked_at if person else None
    overdue = last is None or now - last > tick_within
    waits = health.blocks(app, user, now).needs_person
    return StatusView(
        now=now,
        since=person.since if person else app.since,
        rebuilding=bool(person and person.rebuild_from),
        last_tick=last,
        tick_overdue=overdue,
        needs_person=overdue or waits or counts[State.FAILED] > 0,
        services=tuple(service(app, user, name, now) for name in SERVICES),
        strava_budget=budget(app, now),
        counts=counts,
        next_due=next_due(app, user),
        backfill=progress(app, user, now),
        notices=tuple(open_notices(app, user)),
    )


def service(app: App, user: str, name: str, now: datetime) -> ServiceView:
    """One connection, with Strava's circuit (which belongs to the application) shown as part of it."""
    link = app.store.load(Connection, user, name)
    if link is None or not link.sealed:
        return ServiceView(name, False, "not connected", "", "", *(None,) * 6, (), ())
    blocked, why = link.blocked_until, link.blocked_why
    if name == "strava" and not link.is_blocked(now):
        shared = budget(app, now)
        blocked, why = shared.blocked_until, shared.blocked_why
    blocked = blocked if blocked is not None and now < blocked else None
    if link.login_needed:
        state, why = "login needed", link.login_needed
    elif blocked is not None:
        state = "blocked"
    elif link.unavailable_since is not None:
        state, why = "not answering", link.last_error
    else:
        state, why = "fine", ""
    used = link.expires_at if link.refreshed_at or link.authorized_at else None  # else: never used, expiry unknown
    needed = [scope for scope in DEFAULT_SCOPES if scope.startswith("activity:")] if link.scopes else []
    missing = tuple(scope for scope in needed if scope not in link.scopes and name == "strava")
    return ServiceView(
        name,
        True,
        state,
        why,
        _warning(link, now),
        link.last_ok,
        blocked,
        link.unavailable_since,
        link.authorized_at,
        link.refreshed_at,
        used,
        link.scopes,
        missing,
    )


def budget(app: App, now: datetime) -> BudgetView:
    """Strava's limits at `now`: windows that have ended are empty again."""
    known = (app.store.load(Budget, "strava", app.strava_client) or Budget("strava", app.strava_client)).at(now)
    blocked = known.blocked_until if known.is_blocked(now) else None
    return BudgetView(
        *_windows(known.overall, now),
        *_windows(known.reads, now),
        known.inactive,
        blocked,
        known.blocked_why if blocked or known.inactive else "",
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
    known = (app.store.load(Budget, "strava", app.strava_client) or Budget("strava", app.strava_client)).at(now)
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
    if why := health.blocks(app, user, now).why(SERVICES):
        return None, why
    if job.phase == "work" and known.backfill_room(now)[0] <= 0:
        day_gone = known.overall.day_used >= int(known.overall.day_limit * BACKFILL_AT)
        until = next_day(now) if day_gone else next_quarter(now)
        return until, "its share of Strava's rate limit is used up (the rest is kept for new runs)"
    return None, ""


def _windows(bucket: Bucket, now: datetime) -> tuple[WindowView, WindowView]:
    return (
        WindowView(
            bucket.quarter_used,
            bucket.quarter_limit,
            max(0, bucket.quarter_limit - bucket.quarter_used),
            next_quarter(now),
        ),
        WindowView(bucket.day_used, bucket.day_limit, max(0, bucket.day_limit - bucket.day_used), next_day(now)),
    )


def _warning(link: Connection, now: datetime) -> str:
    """What will need a person before long."""
    if link.service != "garmin" or link.login_needed or link.refreshed_at is None:
        return ""
    idle = now - link.refreshed_at
    if idle < UNREFRESHED:
        return ""
    left = GARMIN_REFRESH_LIFE - idle
    if left <= timedelta(0):
        return f"not refreshed for {idle.days} days: Garmin has probably ended this login"
    return f"not refreshed for {idle.days} days: Garmin ends a login after about 30 (in {left.days} days)"
