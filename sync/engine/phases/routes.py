"""Read the routes that are due, apart from the tick: no file, however large or strange, delays an upload."""

from sync.core.plan import StepName, Task
from sync.engine.phase import Phase
from sync.engine.situation import FRESH_ROWS, Situation
from sync.engine.step_runner import StepRunner


def due(phase: Phase, now_is: Situation) -> list[Task]:
    rows = now_is.app.store.routes_due(now_is.now, user=now_is.user.id, limit=FRESH_ROWS)
    return [Task(StepName.READ_ROUTE, row.key.short, row) for row in rows]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    take = phase.step(StepName.READ_ROUTE).take
    for task in tasks:
        if task.row is not None and take is not None:
            runner.begins(task)
            runner.run_step(task.row, take)
