"""A backfill gets what new runs leave over: first the lists of the sources and the comparison, then its rows."""

from collections.abc import Iterator
from functools import partial

from sync.core.activity import State
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Backfill, BackfillPhase
from sync.engine import backfill
from sync.engine.phase import Phase
from sync.engine.phases import rows
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def list_due(phase: Phase, now_is: Situation) -> list[Task]:
    """The comparison again, where the last one has not been acted on for too long."""
    job = now_is.backfill() if now_is.takes_rows() else None
    blocks = now_is.blocks()
    if job is None or job.phase is BackfillPhase.DONE or blocks.finds_on_target or not blocks.looks_for_runs:
        return []
    unlisted = backfill.unlisted(job, blocks.sources)
    target = (blocks.target,) if blocks.sends else ()
    lists = [Task(StepName.LIST, one, waits=blocks.for_rows(one, *target)) for one in unlisted]
    if any(not task.waits for task in lists) or (lists and not job.listed):
        return lists
    why = blocks.for_rows(*target)
    paused = blocks.sends and not why and backfill.has_paused(now_is.app, job, now_is.now)
    if job.phase in (BackfillPhase.LIST, BackfillPhase.COMPARE) or paused:
        return [Task(StepName.COMPARE, blocks.target, waits=why)]
    return []


def run_list(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """Where a list came to its end, its runs are compared in the same tick, though another source's cannot be read."""
    lists = [task for task in tasks if task.step is StepName.LIST and not task.waits]
    failed = False
    runner.context.sends = runner.situation.blocks().sends
    for task in lists:
        last = task is lists[-1]
        runner.begins(task)
        failed |= not runner.guarded(partial(_read_list, runner, task.subject, last=last), task.subject)
    job = runner.situation.backfill()
    if job is None or job.phase is BackfillPhase.DONE:
        return
    compares = [task for task in tasks if task.step is StepName.COMPARE and not task.waits]
    for task in compares:
        runner.begins(task)
    if (
        compares
        or (lists and job.phase is BackfillPhase.COMPARE)
        or (failed and job.phase is BackfillPhase.LIST and job.listed)
    ):
        runner.guarded(partial(_compare, runner, job), runner.situation.blocks().target)
        runner.situation.backfill_changed()


def list_calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """Where the list comes to its end, its runs are compared in the same tick."""
    blocks = now_is.blocks()
    for task in tasks:
        if task.step is StepName.LIST:
            yield Calls(task.subject, "recent", 1, backfill.PAGES_A_TICK)
        if blocks.sends:
            yield Calls(blocks.target, "listing", 0, None)


def send_due(phase: Phase, now_is: Situation) -> list[Task]:
    if now_is.sending_backfill() is None:
        return []
    due = now_is.backfill_rows()
    if not now_is.blocks().sends:
        return rows.tasks_of(phase, now_is, backfill.within_pace(due))
    return rows.tasks_of(phase, now_is, backfill.within_limits(due, now_is.budget(), now_is.now))


def run_send(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    context = runner.context
    if runner.situation.sending_backfill() is None:
        return
    context.verdicts_hold = True
    together = [task.row for task in tasks if task.row is not None and task.row.state is State.SUBMITTED]
    context.confirmations = context.listing(together) if len(together) > 1 else None
    context.single_results = backfill.single_results(runner.situation.budget(), runner.now)
    before = len(runner.report.moved)
    rows.take(phase, runner, tasks)
    sources = runner.situation.blocks().sources
    backfill.worked(runner.app, runner.user_id, runner.now, runner.report.moved[before:], sources)


def send_calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """One listing confirms many; only those that it lacks are asked for one by one."""
    asked = [task for task in tasks if task.step is StepName.CONFIRM and not task.waits]
    if len(asked) > 1:
        target, single = now_is.blocks().target, backfill.single_results(now_is.budget(), now_is.now)
        yield Calls(target, "listing", 1, None)
        yield Calls(target, "result", 0, min(single, len(asked)))
        yield Calls(target, "owner", 0, len(asked))
        tasks = [task for task in tasks if task not in asked]
    yield from rows.calls(now_is, tasks, absent=True)


def _read_list(runner: StepRunner, service: str, *, last: bool) -> None:
    runner.context.used.add(service)
    try:
        backfill.read_list(runner.app, runner.situation.user, service, runner.context, last=last)
    finally:
        runner.situation.backfill_changed()


def _compare(runner: StepRunner, job: Backfill) -> None:
    for row in backfill.compare(runner.app, runner.situation.user, job, runner.context):
        runner.bring(row)
