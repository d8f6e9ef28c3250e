"""Ask the catalogues for facts about songs: last, for no annotation waits for them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sync.core.errors import Rejected
from sync.core.plan import Calls, StepName, Task
from sync.engine import capture, enrich
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.soundtrack import songs_of
from sync.engine.step_runner import StepRunner
from sync.ports import SongFacts


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """Each catalogue that is not paused: which songs it is asked for depends on what the one before knew."""
    if not _is_due(now_is):
        return []
    return [
        Task(StepName.ASK_FACTS, catalogue.name)
        for catalogue in now_is.app.catalogues
        if enrich.is_open(now_is.context, catalogue)
    ]


def run(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """Runs are looked at again once every question about their songs has an answer."""
    situation = runner.situation
    if not _is_due(situation):
        return
    if runner.context.unknown_songs:
        runner.report.brought |= {task.subject for task in tasks}
    of_name = {catalogue.name: catalogue for catalogue in runner.app.catalogues}
    for task in tasks:
        if runner.has_time():
            runner.begins(task)
            runner.guarded(partial(_learned, runner, of_name[task.subject]), task.subject)
    situation.user = replace(situation.user, facts_due=enrich.reschedule(runner.context))


def _is_due(now_is: Situation) -> bool:
    asks = now_is.takes_rows() and bool(now_is.app.catalogues)
    return asks and enrich.is_due(now_is.context, now_is.user.facts_due)


def calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """One call at most for each; the first that knows any of the songs is certain to be asked."""
    certain = True
    for task in tasks:
        catalogue = next(one for one in now_is.app.catalogues if one.name == task.subject)
        asks = certain and enrich.has_questions(now_is.context, catalogue)
        yield Calls(task.subject, "look_up", int(asks), 1)
        certain = certain and not asks


def _learned(runner: StepRunner, catalogue: SongFacts) -> None:
    try:
        plays = enrich.ask(runner.context, catalogue)
    except Rejected:
        enrich.refused(runner.context, catalogue)
        raise
    for row in capture.woken(runner.context, plays, new=False):
        waits_for_route = row.route == "due"  # which wakes it
        if not waits_for_route and enrich.all_answered(runner.context, songs_of(runner.app, row)):
            runner.bring(row)
