"""The status and backfills as answers."""

from collections.abc import Callable

from sync.app import App
from sync.core.folder import Fate
from sync.core.notice import Notice
from sync.engine.services import BudgetView, ServiceView, WindowView
from sync.engine.target_views import OnTargetView
from sync.engine.views import BackfillView, StatusView
from sync.entrypoints.api.answers import status as answers


def status(app: App, seen: StatusView, words: Callable[[Notice], str], hangs: str) -> answers.Status:
    due = seen.next_due
    return answers.Status(
        now=seen.now,
        since=seen.since,
        last_tick=seen.last_tick,
        tick_overdue=seen.tick_overdue,
        hangs=hangs,
        needs_person=seen.needs_person or bool(hangs),
        sends=seen.sends,
        running=seen.running,
        rebuilding=seen.rebuilding,
        counts=dict(seen.counts),
        next_due=answers.NextDue(id=due.name, title=due.title, state=due.state, due=due.due) if due else None,
        waiting_since=seen.waiting_since,
        services=[_service(app, each) for each in seen.services],
        budget=_budget(seen.target_budget),
        backfill=backfill(seen.backfill),
        folder={str(fate): seen.folder.get(fate, 0) for fate in Fate} if seen.folder is not None else None,
        files=answers.Files(fetched=seen.files.fetched, left=seen.files.left, eta=seen.files.eta)
        if seen.files
        else None,
        notices=[_notice(each, words) for each in seen.notices],
    )


def backfill(job: BackfillView | None) -> answers.BackfillAnswer | None:
    if job is None:
        return None
    return answers.BackfillAnswer(
        since=job.since,
        phase=job.phase,
        asked_at=job.asked_at,
        finished_at=job.finished_at,
        total=job.total,
        done=job.done,
        failed=job.failed,
        to_send=job.to_send,
        to_confirm=job.to_confirm,
        eta=job.eta,
        waits_until=job.waits_until,
        waits=job.waits,
        sends=job.sends,
    )


def on_target(app: App, one: OnTargetView) -> answers.OnTarget:
    row = one.row
    assert row.target_id is not None, row.key
    return answers.OnTarget(
        id=row.target_id,
        url=app.services[app.target_name].service.run_page.format(row.target_id),
        run=row.name,
        title=row.title,
        start=row.start,
        state=row.state,
        how=row.how,
        since=one.since,
    )


def _service(app: App, link: ServiceView) -> answers.ServiceState:
    return answers.ServiceState(
        service=link.service,
        title=app.title(link.service),
        connected=link.connected,
        health=link.state,
        why=link.why,
        warning=link.warning,
        last_success=link.last_success,
    )


def _budget(budget: BudgetView) -> answers.TargetBudget:
    return answers.TargetBudget(
        overall_quarter=_window(budget.overall_quarter),
        overall_day=_window(budget.overall_day),
        reads_quarter=_window(budget.reads_quarter),
        reads_day=_window(budget.reads_day),
        inactive=budget.inactive,
        blocked_until=budget.blocked_until,
        blocked_why=budget.blocked_why,
    )


def _window(window: WindowView) -> answers.Window:
    return answers.Window(used=window.used, limit=window.limit, left=window.left, ends_at=window.ends_at)


def _notice(notice: Notice, words: Callable[[Notice], str]) -> answers.NoticeAnswer:
    return answers.NoticeAnswer(
        problem=notice.problem,
        kind=notice.kind,
        text=words(notice),
        opened_at=notice.opened_at,
        service=notice.service,
        run=notice.run,
    )
