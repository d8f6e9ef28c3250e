"""Have the digests of all runs made anew when their rules have changed, some each tick; else it costs nothing."""

from sync.core.plan import StepName, Task
from sync.engine import derived
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def due(phase: Phase, now_is: Situation) -> list[Task]:
    return [Task(StepName.DIGEST)] if derived.are_due(now_is.user) else []


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    for task in tasks:
        runner.begins(task)
        runner.situation.user = derived.asked_for(runner.context, runner.situation.user)
