"""Ask play sources: each for its newest plays when its time has come, and for those of runs that it may have missed."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sync.core.activity import Activity
from sync.core.music import Play
from sync.core.plan import Calls, StepName, Task
from sync.core.user import Connection
from sync.engine import capture
from sync.engine.blocks import block_of
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def due(phase: Phase, now_is: Situation) -> list[Task]:
    return [
        Task(StepName.POLL, link.service, waits=_why(link, now_is))
        for link in now_is.play_sources()
        if capture.is_its_turn(link, now_is.now)
    ]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """One source's trouble is no other's."""
    sources = {link.service: link for link in runner.situation.play_sources()}
    asked = [task for task in tasks if not task.waits]
    for task in asked:
        if runner.has_time():
            runner.begins(task)
            runner.guarded(partial(_heard, runner, capture.poll, sources[task.subject]), task.subject)
    if asked:
        runner.situation.play_sources_changed()


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    yield from (Calls(task.subject, "recent", 1, 1) for task in tasks)


def of_runs_due(now_is: Situation, runs: Sequence[Activity]) -> list[Task]:
    """The sources that may have plays of these runs which the regular polls have not brought, each with those runs."""
    ready = [link for link in now_is.play_sources() if capture.is_ready(link, now_is.now)]
    return [
        Task(StepName.PLAYS_OF_RUNS, link.service, runs=lacking)
        for link in ready
        if (lacking := capture.lacking(now_is.context, link, runs))
    ]


def ask_for_runs(runner: StepRunner, tasks: list[Task]) -> None:
    sources = {link.service: link for link in runner.situation.play_sources()}
    for task in tasks:
        if task.step is StepName.PLAYS_OF_RUNS and runner.has_time():
            runner.begins(task)
            runner.guarded(partial(_heard, runner, capture.listen_for, sources[task.subject], task.runs), task.subject)


def calls_for_runs(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    for task in tasks:
        if task.step is StepName.PLAYS_OF_RUNS:
            count = len(capture.windows(task.runs))
            yield Calls(task.subject, "between", count, count)


def _why(link: Connection, now_is: Situation) -> str:
    block = block_of(link, now_is.app.title(link.service), now_is.now)
    return block.why if block is not None else ""


def _heard(runner: StepRunner, ask: Callable[..., list[Play]], source: Connection, *runs: Sequence[Activity]) -> None:
    for row in capture.woken(runner.context, ask(runner.context, source, *runs)):
        runner.bring(row)
