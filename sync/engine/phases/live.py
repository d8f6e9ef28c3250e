"""Runs in progress: look whether the watch's own file has come, and let their points go."""

from functools import partial

from sync.core.live.run import LiveRun
from sync.core.plan import StepName, Task
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner

SEPARATOR = " "


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """Most people have none: one look at what the tick has read anyway."""
    runs = now_is.app.store.open_ones(LiveRun, now_is.user.id, now_is.now)
    return [Task(StepName.LOOK_AT_LIVE, SEPARATOR.join((run.source, run.id))) for run in runs]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """One run's trouble is no other's."""
    for task in tasks:
        if runner.has_time():
            runner.begins(task)
            runner.guarded(partial(_look, runner, task.subject), "")


def _look(runner: StepRunner, subject: str) -> None:
    from sync.engine.live import ended  # only for who has one

    source, _, id = subject.partition(SEPARATOR)
    known = runner.app.store.load(LiveRun, runner.user_id, source, id)
    if known is not None and known.due is not None and known.due <= runner.now:
        ended.looked_at(runner.app.store, known, runner.now)
