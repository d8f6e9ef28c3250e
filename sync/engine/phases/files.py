"""Fetch the file of one run that was on the target already, when nothing more urgent is asked of its source."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sync.core.activity import Activity
from sync.core.plan import Calls, StepName, Task
from sync.core.user import BackfillPhase
from sync.engine import fetching
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """At most one; a backfill, which fetches files itself, goes first. Where the walk has come to is left with the
    situation, also when none of the runs on its way lacks a file."""
    job, user = now_is.backfill(), now_is.user
    if job is not None and job.phase is not BackfillPhase.DONE:
        return []
    if not (now_is.takes_rows() and fetching.is_due(now_is.app, user.files, now_is.now)):
        return []
    found = fetching.following(now_is.app, user.id, user.files, now_is.now)
    now_is.file_walk = found.walk
    if found.run is None:
        return []
    return [Task(StepName.FETCH_FILE, found.run.key.short, found.run, now_is.blocks().why(found.run.key.source))]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """The walk goes on behind the run, whatever became of its file, unless its source is to be left alone."""
    for task in tasks:
        if task.waits or task.row is None or not runner.has_time():
            return
        runner.begins(task)
        if not runner.guarded(partial(_fetch, runner, task.row), task.row.key.source):
            return
    if runner.situation.file_walk != runner.situation.user.files:
        runner.situation.user = replace(runner.situation.user, files=runner.situation.file_walk)


def _fetch(runner: StepRunner, run: Activity) -> None:
    after = fetching.fetch(run, runner.context)
    if after != run:
        runner.save(after, run.version)
    if after.route_due is not None:
        walk = runner.situation.file_walk
        runner.situation.file_walk = replace(walk, fetched=walk.fetched + 1)


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    yield from (Calls(task.row.key.source, "original", 1, 1) for task in tasks if task.row is not None)
