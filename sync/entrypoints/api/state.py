"""The state of everything, what is on the target, and backfills."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from sync.adapters.all import OURS
from sync.app import App
from sync.core.role import Role
from sync.engine import target_views, views
from sync.engine.asks import backfill as older
from sync.engine.views import BackfillView
from sync.entrypoints.api import cursors, told_status
from sync.entrypoints.api.answers import status as answers
from sync.entrypoints.api.answers.problem import WrongField
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here
from sync.entrypoints.daemon import holder
from sync.entrypoints.usual_gap import usual_gap

router = APIRouter(tags=["state"])
TARGET = next(each.name for each in OURS if Role.TARGET in each.roles)


@router.get("/status")
async def status(site: Here, person: Person) -> answers.Status:
    """Connections in short, the target's limits, counts, what is due next, notices."""
    now = site.now()

    def looked(app: App) -> tuple[views.StatusView, str]:
        return views.status(app, person, now, tick_within=usual_gap(site.settings)), holder.hanging(site.settings, now)

    seen, hangs = await site.short_look("status", person, looked)
    return told_status.status(site.app(person), seen, site.words_here, hangs)


@router.get(f"/{TARGET}/activities")
async def on_target(
    site: Here,
    person: Person,
    cursor: Annotated[str | None, Query(description="`next` of the page before", max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> answers.OnTargetList:
    """What is, or was, on the target, as the ledger knows it, newest first. Nobody is asked there."""
    app = site.app(person)
    page = target_views.page(app, person, after=cursors.read(cursor, person), limit=limit)
    there = [told_status.on_target(app, each) for each in page.there]
    return answers.OnTargetList(activities=there, next=cursors.written(page.next))


@router.get("/backfills")
async def backfill(site: Here, person: Person) -> answers.BackfillState:
    """How far the last backfill is."""
    now = site.now()
    job = await site.look(person, lambda app: views.progress(app, person, now))
    return answers.BackfillState(backfill=told_status.backfill(job))


@router.post("/backfills")
async def begin_backfill(site: Here, person: Person, asked: answers.BackfillAsked) -> answers.BackfillState:
    """Bring older runs, or widen the backfill under way. The daemon works it, as the target's limits allow."""
    since, now = _day(asked.since), site.now()

    def work(app: App) -> BackfillView | None:
        older.backfill(app, person, since, now)
        return views.progress(app, person, now)

    return answers.BackfillState(backfill=told_status.backfill(await site.change(person, work)))


@router.delete("/backfills")
async def call_off_backfill(site: Here, person: Person) -> answers.BackfillState:
    """Call it off: what has not been sent is left out, and another backfill takes it up again."""
    now = site.now()

    def work(app: App) -> BackfillView | None:
        older.call_off(app, person, now)
        return views.progress(app, person, now)

    return answers.BackfillState(backfill=told_status.backfill(await site.change(person, work)))


def _day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text.strip())
        if 1970 < day.year < 2200:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
    except ValueError:
        pass  # said below
    wrong = WrongField(field="since", message="a day such as 2025-01-31")
    raise Refusal(422, "invalid", "since: a day such as 2025-01-31", errors=[wrong])
