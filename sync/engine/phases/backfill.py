"""A backfill gets what new runs leave over: first the source's list and the comparison, then its rows."""

from collections.abc import Iterator
from functools import partial

from sync.core.activity import State
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Backfill
from sync.engine import backfill
from sync.engine.phase import Phase
from sync.engine.phases import rows
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def list_due(phase: Phase, now_is: Situation) -> list[Task]:
    """The comparison again, where the last one has not been acted on for too long."""
    job = now_is.backfill() if now_is.takes_rows() else None
    blocks = now_is.blocks()
    if job is None or job.phase == "done" or blocks.finds_on_target:
        return []
    why = blocks.for_rows(blocks.source, blocks.target)
    if job.phase == "list":
        return [Task(StepName.LIST, blocks.source, waits=why)]
    if job.phase == "compare" or (not why and backfill.has_paused(now_is.app, job, now_is.now)):
        return [Task(StepName.COMPARE, blocks.target, waits=why)]
    return []


def run_list(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    job = runner.situation.backfill() if tasks else None
    for task in tasks:
        if job is not None and not task.waits:
            runner.begins(task)
            runner.guarded(partial(_advance, runner, job, task.step), runner.situation.blocks().source)
            runner.situation.backfill_changed()


def list_calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """Where the list comes to its end, its runs are compared in the same tick."""
    blocks = now_is.blocks()
    for task in tasks:
        if task.step is StepName.LIST:
            yield Calls(blocks.source, "recent", 1, backfill.PAGES_A_TICK)
        yield Calls(blocks.target, "listing", 0, None)


def send_due(phase: Phase, now_is: Situation) -> list[Task]:
    if now_is.sending_backfill() is None:
        return []
    due = now_is.backfill_rows()
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
    backfill.worked(runner.app, runner.user_id, runner.now, runner.report.moved[before:])


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


def _advance(runner: StepRunner, job: Backfill, step: StepName) -> None:
    user = runner.situation.user
    for row in backfill.advance(runner.app, user, job, runner.context, again=step is StepName.COMPARE):
        runner.bring(row)
