"""Make the insights that are due, apart from the tick and behind the routes: they are made of what those told."""

from functools import partial

from sync.core.plan import Step, StepName, Task
from sync.engine import insights
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner

STEP = Step(
    StepName.MAKE_INSIGHTS,
    "runs or songs have changed, at most once an hour; apart from the tick, behind the routes",
    (),
    "work out what the music does to the running",
)
LEAST_SECONDS, SECONDS = 10.0, 60.0
"""So much has to be left to begin with it, and so much is the most that it takes; 1,500 runs take two seconds."""


def due(phase: Phase, now_is: Situation) -> list[Task]:
    is_due = insights.are_due(now_is.app, now_is.user.id, now_is.now)
    return [Task(StepName.MAKE_INSIGHTS)] if is_due else []


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    for task in tasks:
        if (left := runner.context.time_left()) > LEAST_SECONDS:
            runner.begins(task)
            seconds = min(SECONDS, left - LEAST_SECONDS / 2)
            runner.guarded(partial(_make, runner, seconds), "")


def _make(runner: StepRunner, seconds: float) -> None:
    from sync.engine import insights_made  # numpy, in a child of its own, and what is made of songs: once an hour

    insights_made.make(runner.app, runner.user_id, runner.now, seconds)
