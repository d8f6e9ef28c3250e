"""Before anything else: a clock that was set back, and logins that can be opened again."""

import logging
from collections.abc import Iterator

from sync.core.plan import Calls, StepName, Task
from sync.engine import clock_set_back, service_trouble
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner

log = logging.getLogger("runtrack.tick")


def due(phase: Phase, now_is: Situation) -> list[Task]:
    return [Task(StepName.SET_RIGHT)] if clock_set_back.was_set_back(now_is.user, now_is.now) else []


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    for task in tasks:
        runner.begins(task)
        user = runner.situation.user
        log.warning("the clock was set back", extra={"last_tick": str(user.ticked_at), "now": str(runner.now)})
        runner.situation.user = clock_set_back.set_right(runner.app, user, runner.now)
    if service_trouble.reopened(runner.app, runner.situation.links()):
        runner.situation.blocks_changed()


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    return iter(())
