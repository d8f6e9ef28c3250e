"""Take due rows one step further, once the plays that they wait for have been asked for."""

from collections.abc import Iterator

from sync.core.plan import Calls, Task
from sync.engine.phase import Phase
from sync.engine.phases import plays, rows
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    plays.ask_for_runs(runner, tasks)
    rows.take(phase, runner, tasks)


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    yield from plays.calls_for_runs(now_is, tasks)
    yield from rows.calls(now_is, tasks)
