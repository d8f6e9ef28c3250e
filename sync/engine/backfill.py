"""Older runs on request: the sources' pages become rows, one listing of the target judges each, then they go out.

Everything is in rows and in the `Backfill` document, so it goes on where it stopped, in whatever process ticks next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, Key, State
from sync.core.budget import BACKFILL_AT, Budget, next_day, next_quarter, quarter
from sync.core.diff import Listed, Page
from sync.core.states import How
from sync.core.user import Backfill, BackfillPhase, User
from sync.engine import ownership, saving
from sync.engine.context import TickContext
from sync.engine.discover import MOST_NAMED, added, known
from sync.engine.legs import DOWNLOADS_A_TICK
from sync.engine.older import CALLED_OFF, leave_out, revives
from sync.engine.older import ask as ask
from sync.engine.reading import PAGE, next_start, own

PAGES_A_TICK = 10
PAUSE = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
UNKNOWN_SINCE_REBUILD = "unknown since rebuild"
EVER = datetime(9000, 1, 1, tzinfo=UTC)
OPEN = (State.DISCOVERED, State.SUBMITTING, State.SUBMITTED)


def unlisted(job: Backfill, sources: Sequence[str]) -> list[str]:
    """The sources whose list is to be read yet. A backfill of before there were several has read the one."""
    if job.phase is not BackfillPhase.LIST and not job.listed:
        return []
    return [one for one in sources if one not in job.listed]


def read_list(app: App, user: User, service: str, context: TickContext, *, last: bool) -> None:
    """One tick's part of a source's list. `last`: no other one can be read now, so what was found is compared next."""
    job = app.store.load(Backfill, user.id)
    if job is not None and job.phase is not BackfillPhase.DONE:
        _list(app, user, job, service, context, last=last)


def compare(app: App, user: User, job: Backfill, context: TickContext) -> Iterator[Activity]:
    """What was found is compared with the target's list; what was compared already is compared anew. Yields the rows
    whose verdict is in."""
    if job.phase in (BackfillPhase.LIST, BackfillPhase.WORK):  # saved: the old verdicts are void even if it is away
        job = _saved(app, replace(job, phase=BackfillPhase.COMPARE))
    if job.phase is BackfillPhase.COMPARE:
        if context.sends:  # else there is nothing to compare with
            yield from _compare(app, user, context)
        job = _saved(app, replace(job, phase=BackfillPhase.WORK, compared_at=context.now, worked_at=context.now))


def worked(app: App, user: str, now: datetime, moved: Sequence[Activity], sources: Sequence[str]) -> None:
    """At the end of a tick that `moved` these rows: while runs get through, the verdicts hold on; with no row and no
    list left the backfill is done. A tick in which none got through counts as a pause: the target may have changed
    meanwhile."""
    job = app.store.load(Backfill, user)
    if job is None or job.phase is not BackfillPhase.WORK:
        return
    if not unlisted(job, sources) and not app.store.due(EVER, user=user, limit=1, backfill=True, states=OPEN):
        _saved(app, replace(job, phase=BackfillPhase.DONE, finished_at=now))
    elif any(row.backfill and row.state not in (State.DISCOVERED, State.SUBMITTING) for row in moved):
        _saved(app, replace(job, worked_at=now))


def single_results(budget: Budget, now: datetime) -> int:
    """How many uploads that the confirming listing lacks may be asked for one by one; the rest of the reads are the
    listing's own two and the reserve for new runs."""
    return max(0, budget.backfill_calls_left(now)[1] - 2)


def within_pace(rows: Sequence[Activity]) -> list[Activity]:
    """Which of a backfill's due rows this tick may work where nothing is sent: what the source's pace allows."""
    return list(rows[:DOWNLOADS_A_TICK])


def within_limits(rows: Sequence[Activity], budget: Budget, now: datetime) -> list[Activity]:
    """Which of a backfill's due rows this tick may work: what its share of the budget and the source's pace allow."""
    uploads, reads = budget.backfill_calls_left(now)
    chosen: list[Activity] = []
    downloads = DOWNLOADS_A_TICK
    asked = [row for row in rows if row.state is State.SUBMITTED]
    together = len(asked) > 1 and reads > 0
    reads -= 2 if together else 0
    for row in rows:
        if row.state is State.SUBMITTED and reads > 0:
            chosen.append(row)
            if not together:
                reads -= 1
                uploads -= 1
        elif row.state in (State.DISCOVERED, State.SUBMITTING) and uploads > 0 and downloads > 0:
            chosen.append(row)
            uploads, downloads = uploads - 1, downloads - 1
        elif row.state is State.UPLOADED:
            chosen.append(row)
    return chosen


def eta_of_keeping(left: int, budget: Budget, now: datetime) -> datetime | None:
    """The same where nothing is sent: by the source's pace alone."""
    return now + timedelta(minutes=-(-left // DOWNLOADS_A_TICK))


def eta(left: int, budget: Budget, now: datetime) -> datetime | None:
    """When the last of `left` uploads will be out, by the limits that hold: 20 a minute, and our share of the target's
    quarter hour and day. None when that share is nothing at all."""
    budget = budget.at(now)
    calls = budget.overall
    a_quarter, a_day = int(calls.quarter_limit * BACKFILL_AT), int(calls.day_limit * BACKFILL_AT)
    if min(a_quarter, a_day) <= 0:
        return None if left > 0 else now
    in_quarter, in_day = a_quarter - calls.quarter_used, a_day - calls.day_used
    at = now
    if left > 0 and budget.blocked_until is not None and budget.is_blocked(now):
        at, in_quarter, in_day = _later(now, budget.blocked_until, in_quarter, in_day, a_quarter, a_day)
    while left > 0:
        step = max(0, min(left, in_quarter, in_day, DOWNLOADS_A_TICK))
        left, in_quarter, in_day = left - step, in_quarter - step, in_day - step
        window = next_day(at) if in_day <= 0 else next_quarter(at)
        to = at + timedelta(minutes=1) if step > 0 else window
        at, in_quarter, in_day = _later(at, to, in_quarter, in_day, a_quarter, a_day)
    return at


def _later(
    at: datetime, to: datetime, in_quarter: int, in_day: int, a_quarter: int, a_day: int
) -> tuple[datetime, int, int]:
    """Time goes on from `at` to `to`: a new quarter hour or day brings its whole share."""
    new_day = to.astimezone(UTC).date() != at.astimezone(UTC).date()
    new_quarter = quarter(to) != quarter(at)
    return to, a_quarter if new_quarter else in_quarter, a_day if new_day else in_day


def _list(app: App, user: User, job: Backfill, service: str, context: TickContext, *, last: bool) -> None:
    """Some pages of a source's list, from where the last tick stopped. Known runs keep their rows, except those that
    a rebuild had set aside, and those that were kept here while nothing was sent: they are what a backfill is asked
    for."""
    now = context.now
    source = app.source(service, user.id, now)
    start = job.next_start if job.lists in ("", service) else 0
    for _ in range(PAGES_A_TICK):
        page = own(source, user, PAGE, start)
        if not page.whole:
            return  # from its beginning, when all of it can be read
        there = known(app, user, page)
        wanted = [item for item in page.items if job.since <= item.start < job.until]
        fresh = [item for item in wanted if item.id not in there]
        added(app, user, list(reversed(fresh)), now, backfill=True)
        aside = [item for item in wanted if item.id in there and revives(job, item.start)]
        revived = _revive(app, user.id, aside, context)
        end, start = is_past(page, job.since), next_start(start, page)
        job = _saved(
            app,
            replace(
                job,
                phase=BackfillPhase.COMPARE if end and last else BackfillPhase.LIST,
                found=job.found + len(fresh) + revived,
                lists="" if end else service,
                listed=tuple(sorted({*job.listed, service})) if end else job.listed,
                next_start=0 if end else start,
                unreadable=tuple(sorted({*job.unreadable, *page.unreadable})[:MOST_NAMED]),
            ),
        )
        if job.phase is BackfillPhase.DONE:  # it was called off meanwhile
            leave_out(app, job, now)
            return
        if end:
            return


def is_past(page: Page[Listed], since: datetime) -> bool:
    """Whether the source's list has nothing since `since` beyond this page. It is sorted by the runner's clock, so a
    day more is read; and one that is only short is not taken for the end."""
    return page.sent == 0 or (bool(page.items) and page.items[-1].start < since - ONE_DAY)


def _revive(app: App, user: str, aside: list[Listed], context: TickContext) -> int:
    """Of a recording with several files each leg that was kept, too."""
    revived = 0
    for item in aside:
        leg = 0
        while (row := app.store.activity(Key(user, item.source, item.id, leg))) is not None:
            set_aside = row.state is State.SKIPPED and row.reason in (UNKNOWN_SINCE_REBUILD, CALLED_OFF)
            if set_aside or (row.is_kept and context.sends):
                app.store.save(row.again(context.now, "asked for by a backfill", backfill=True))
                revived += 1
            leg += 1
            if not row.multisport:
                break
    return revived


def has_paused(app: App, job: Backfill, now: datetime) -> bool:
    """Whether a run is about to be sent on a verdict that has not been acted on for too long."""
    if job.worked_at is not None and timedelta(0) <= now - job.worked_at <= PAUSE:
        return False
    return bool(app.store.due(now, user=job.user, limit=1, backfill=True, states=(State.DISCOVERED,)))


def _compare(app: App, user: User, context: TickContext) -> Iterator[Activity]:
    """One listing of the whole range: what the target has is adopted, the rest is marked as absent."""
    found = app.store.activities(user.id, states=(State.DISCOVERED,), backfill=True)
    rows = [row for row in found if not row.is_kept]
    if not rows:
        return
    listing = context.listing(rows)
    for row in rows:
        match = listing.find(row)
        if match is not None:
            yield ownership.with_owner(app, row.uploaded(context.now, match.id, How.ALREADY_THERE, match.why))
        elif app.preferences.annotate_only:
            yield row.skipped(context.now, f"not on {app.target_title}")
        else:
            yield row.waits(
                context.now,
                f"{app.target_title}'s list lacks it: it goes out with the backfill",
                row.due or context.now,
                absent_at=context.now,
            )


def _saved(app: App, job: Backfill) -> Backfill:
    """A tick that has gone on with it meanwhile decides."""
    return saving.put(app.store, job) or app.store.load(Backfill, job.user) or job
