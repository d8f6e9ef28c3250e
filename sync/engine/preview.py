"""The dry run: what the next tick would do with what the ledger holds and Garmin lists. Nothing is saved or sent."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.budget import Budget
from sync.core.diff import Listed, Page, foreign, must_read_on, unknown
from sync.core.plan import Action, planned
from sync.core.user import Backfill, Connection, User
from sync.engine import backfill, clock, discover, health, reading
from sync.engine.looks import KEEP_ALIVE
from sync.engine.tick import BACKFILL_ROWS, FRESH_ROWS, OPEN


@dataclass(frozen=True, slots=True)
class Preview:
    """`fresh`: rows that would be made; `actions`: due rows and the step of each; `held`: a backfill's rows that are
    due but have no room yet; `notes`: what the tick would do besides."""

    blocks: health.Blocks
    fresh: tuple[Activity, ...]
    actions: tuple[Action, ...]
    backfill_actions: tuple[Action, ...]
    held: int
    notes: tuple[str, ...]


def preview(app: App, user: str, now: datetime, listed: Page[Listed] | None) -> Preview:
    """What a tick at `now` would do. `listed`: Garmin's newest five, None when they were not looked at."""
    person = app.store.load(User, user) or User(user, app.since or now - discover.FIRST_LOOK_BACK)
    blocked = health.blocks(app, user, now)
    notes = _notes(app, person, blocked, now)
    if person.rebuild_from is not None:
        return Preview(blocked, (), (), (), 0, (*notes, _rebuild_note(person, blocked)))
    if listed is not None and foreign(listed.items, person.garmin_owner or discover.owner(app, person)):
        listed, notes = None, (*notes, "Garmin's list holds activities of another account: nothing of it would be used")
    fresh = _fresh(app, person, listed, now) if listed is not None else ()
    if listed is not None and _reads_on(app, person, listed):
        notes = (*notes, "all five newest are new: it would read older pages of Garmin's list as well")
    due = app.store.due(now, user=user, limit=FRESH_ROWS, backfill=False, states=OPEN)
    due += [row for row in fresh if row.due is not None and row.due <= now]
    job = app.store.load(Backfill, user)
    old, held = _backfill(app, user, job, now)
    if job is not None and job.phase in ("list", "compare"):
        what = "go on reading Garmin's list" if job.phase == "list" else "compare its runs with Strava's list"
        notes = (*notes, f"the backfill since {job.since:%Y-%m-%d} would {what}")
    reasons = blocked.for_rows()
    return Preview(blocked, fresh, tuple(planned(due, reasons)), tuple(planned(old, reasons)), held, notes)


def _fresh(app: App, person: User, listed: Page[Listed], now: datetime) -> tuple[Activity, ...]:
    """The rows that would be made of what is new."""
    known = discover.known(app, person, listed)
    new = unknown(listed.items, known, person.since)
    return tuple(discover.row_for(app, person.id, item, now, backfill=False) for item in new)


def _reads_on(app: App, person: User, listed: Page[Listed]) -> bool:
    known = discover.known(app, person, listed)
    return must_read_on(listed, known, person.since, reading.NEWEST)


def _backfill(app: App, user: str, job: Backfill | None, now: datetime) -> tuple[list[Activity], int]:
    if job is None or job.phase not in ("work", "done"):
        return [], 0
    rows = app.store.due(now, user=user, limit=BACKFILL_ROWS, backfill=True, states=OPEN)
    budget = app.store.load(Budget, "strava", app.strava_client) or Budget("strava", app.strava_client)
    chosen = backfill.within_limits(rows, budget, now)
    return chosen, len(rows) - len(chosen)


def _notes(app: App, person: User, blocked: health.Blocks, now: datetime) -> tuple[str, ...]:
    notes: list[str] = []
    if clock.was_set_back(person, now):
        notes.append("the clock was set back: what waits for the future would be brought within reach first")
    if blocked.garmin:
        notes.append(f"Garmin would not be asked: {blocked.garmin}")
        return tuple(notes)
    last = person.looked_back_at
    if last is not None and (now - last >= discover.LOOK_BACK_EVERY or last > now):
        notes.append("the hourly look at Garmin's last 30 days is due")
    link = app.store.load(Connection, person.id, "garmin")
    if link is not None and link.refreshed_at is not None and now - link.refreshed_at > KEEP_ALIVE:
        notes.append("Garmin's login would be refreshed, so that it stays alive")
    return tuple(notes)


def _rebuild_note(person: User, blocked: health.Blocks) -> str:
    assert person.rebuild_from is not None
    waits = blocked.why(("garmin", "strava"))
    return (
        f"the ledger would be refilled from Strava's list since {person.rebuild_from:%Y-%m-%d} before anything is sent"
        + (f" (waits: {waits})" if waits else "")
    )
