"""Read models: what the ledger says right now, as values. Commands print them, pages will show them; nothing is saved.

Only what may be seen is in them: no token, no seal, no account name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.budget import BACKFILL_AT, Budget, next_day, next_quarter
from sync.core.folder import Fate
from sync.core.live.run import LiveRun
from sync.core.user import Backfill, BackfillPhase, Connection, Notice, User
from sync.engine import backfill, blocks, fetching, file_views, saving, service_trouble, services, since
from sync.engine.notices import open_notices
from sync.engine.services import BudgetView, ServiceView


@dataclass(frozen=True, slots=True)
class BackfillView:
    """How far a backfill is. `waits_until` and `waits` say what holds it up, when something does."""

    since: datetime
    phase: BackfillPhase
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
    sends: bool = True  # its runs go on to the target; else they are kept here
    lists: str = ""  # the source whose list is being read, or is next


@dataclass(frozen=True, slots=True)
class FilesView:
    """How far the files of runs that were on the target already are fetched; `eta`: when the last one will be, if
    nothing comes between."""

    fetched: int
    left: int
    eta: datetime | None


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
    target_budget: BudgetView
    counts: Mapping[State, int]
    next_due: Activity | None
    waiting_since: datetime | None
    backfill: BackfillView | None
    folder: Mapping[Fate, int] | None  # how many files of the folder met which fate; None: there is none
    files: FilesView | None  # None: there is nothing to fetch, or it is not wanted
    notices: tuple[Notice, ...]
    since_changed: Notice | None = None  # that the setting is another date than the one in force
    sends: bool = True  # runs go on to the target; else they are kept here
    running: bool = False  # a run in progress is being told of


def status(app: App, user: str, now: datetime, *, tick_within: timedelta) -> StatusView:
    """The present state of one user. `tick_within`: how long no tick is nothing unusual, where each writes down that
    it was there; where they do so less often, the row says how often."""
    person = app.store.load(User, user)
    known = app.store.counts(user)
    counts = {state: known.get(state, 0) for state in State}
    last = person.ticked_at if person else None
    overdue = person is None or last is None or now - last > tick_within + person.noted_every
    state_of = blocks.of_user(app, user, now)
    waits = state_of.needs_person
    waits |= any(service_trouble.unopened(app, link) for link in app.store.all(Connection, user) if link.sealed)
    names = (*services.of_runs(app, user), *(source.service for source in app.music))
    return StatusView(
        now=now,
        since=person.since if person else app.since,
        rebuilding=bool(person and person.rebuild_from),
        last_tick=last,
        tick_overdue=overdue,
        needs_person=overdue or waits or counts[State.FAILED] > 0,
        services=tuple(services.service(app, user, name, now, state_of) for name in names),
        target_budget=services.budget(app, now),
        counts=counts,
        next_due=next_due(app, user),
        waiting_since=app.store.waiting_since(user, now),
        backfill=progress(app, user, now),
        folder=file_views.counts(app, user),
        files=_files(app, person, now) if person else None,
        notices=tuple(open_notices(app, user)),
        since_changed=since.changed(app, person, now) if person else None,
        sends=state_of.sends,
        running=any(not one.is_over(now) for one in app.store.all(LiveRun, user)),
    )


def _files(app: App, person: User, now: datetime) -> FilesView | None:
    """Counted from the rows behind which the walk has come to."""
    if not fetching.is_due(app, person.files, now):
        return None
    left = sum(1 for _ in fetching.lacking(app, person, now))
    return FilesView(person.files.fetched, left, now + left * app.timing.turn) if left else None


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
    sending = [row for row in rows if row.state in (State.DISCOVERED, State.SUBMITTING) and not row.is_kept]
    asking = [row for row in rows if row.state is State.SUBMITTED]
    known = saving.target_budget(app).at(now)
    state = blocks.of_user(app, user, now)
    waits_until, waits = _held_up(app, state, job, known, now)
    pace = backfill.eta if state.sends else backfill.eta_of_keeping
    ready = pace(len(sending), known, now) if job.phase is BackfillPhase.WORK else None
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
        sends=state.sends,
        lists=job.lists or next((each for each in state.sources if each not in job.listed), ""),
    )


def _held_up(
    app: App, state: blocks.Blocks, job: Backfill, known: Budget, now: datetime
) -> tuple[datetime | None, str]:
    """What a backfill waits for, when it is not its own turn."""
    if job.phase is BackfillPhase.DONE:
        return None, ""
    if why := state.why(*state.sources[:1], *((app.target_name,) if state.sends else ())):
        return None, why
    if job.phase is BackfillPhase.WORK and state.sends and known.backfill_calls_left(now)[0] <= 0:
        day_gone = known.overall.day_used >= int(known.overall.day_limit * BACKFILL_AT)
        until = next_day(now) if day_gone else next_quarter(now)
        return until, f"its share of {app.target_title}'s rate limit is used up (the rest is kept for new runs)"
    return None, ""
