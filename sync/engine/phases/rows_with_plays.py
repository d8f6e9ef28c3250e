"""Take due rows one step further, once the plays that they wait for have been asked for."""

from collections.abc import Iterator
from dataclasses import replace

from sync.core.plan import Calls, Task
from sync.engine.phase import Phase
from sync.engine.phases import plays, rows
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    plays.ask_for_runs(runner, tasks)
    rows.take(phase, runner, [_as_it_is(runner, task) for task in tasks])


def _as_it_is(runner: StepRunner, task: Task) -> Task:
    """With the row as the plays have left it: songs that came for it have made its figures due, and nothing else.

    A row that another process has taken further meanwhile stays the old one, so that saving it fails: what was decided
    for the old one (to send it!) must not be done to the new one."""
    if task.row is None or task.row.key.short not in runner.report.brought:
        return task
    row = runner.app.store.activity(task.row.key)
    if row is None or replace(row, route_due=task.row.route_due, version=task.row.version) != task.row:
        return task
    return replace(task, row=row)


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    yield from plays.calls_for_runs(now_is, tasks)
    yield from rows.calls(now_is, tasks)
