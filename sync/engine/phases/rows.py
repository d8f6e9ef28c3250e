"""Take due rows one step further, each by the step of its state; and the calls that this may take."""

from collections.abc import Iterator, Sequence

from sync.core.activity import Activity, State
from sync.core.plan import Calls, StepName, Task, planned
from sync.engine import annotate
from sync.engine.legs import original_name
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner

LOOKS_FOR_IT = (StepName.SUBMIT, StepName.SETTLE)


def tasks_of(phase: Phase, now_is: Situation, rows: Sequence[Activity]) -> list[Task]:
    blocks = now_is.blocks()
    return planned(rows, phase.steps, blocks.target, blocks.for_rows, sends=blocks.sends)


def take(phase: Phase, runner: StepRunner, tasks: Sequence[Task]) -> None:
    """Take each row one step further. One row's failure leaves the others alone."""
    of_rows = [(task, task.row) for task in tasks if task.row is not None]
    runner.context.sends = runner.situation.blocks().sends
    runner.context.share_listing([row for task, row in of_rows if task.step in LOOKS_FOR_IT and not task.waits])
    for task, row in of_rows:
        if not runner.has_time():
            return  # what is left is still due
        (current,) = tasks_of(phase, runner.situation, [row])  # the rows before may have met trouble
        step = phase.step(task.step)
        if not task.waits and not current.waits and step.take is not None:
            runner.begins(task)
            runner.run_step(row, step.take)


def calls(now_is: Situation, tasks: Sequence[Task], *, absent: bool = False) -> Iterator[Calls]:
    """What the rows of these tasks may take. One listing of the target serves all that look for themselves; whether it
    has pages, and what it says, nobody can tell before: a file is fetched and sent only where the target lacks the run.

    `absent`: a backfill's comparison with the target's list holds."""
    blocks, app = now_is.blocks(), now_is.app
    rows = [(task.step, task.row) for task in tasks if task.row is not None and not task.waits]
    looks = LOOKS_FOR_IT if blocks.sends else (StepName.SETTLE,)
    looking = [row for step, row in rows if step in looks and not (absent and row.absent_at is not None)]
    if looking:
        yield Calls(blocks.target, "listing", 1, None)
    for step, row in rows:
        if step is StepName.ANNOTATE:
            yield from annotate.calls(row, now_is.context)
        elif step is StepName.CONFIRM:
            yield Calls(blocks.target, "result", 1, 1)
            yield from _of_a_verdict(blocks.target)
        elif step is StepName.SUBMIT and not blocks.sends:
            yield Calls(row.key.source, "original", 0, 1)
        elif not app.preferences.annotate_only or row.state is State.SUBMITTING:
            kept = row.key.leg > 0 and app.files.get(original_name(row)) is not None
            yield Calls(row.key.source, "original", 0, 0 if kept else 1)
            yield Calls(blocks.target, "submit", 0, 1)
            yield from _of_a_verdict(blocks.target)


def _of_a_verdict(target: str) -> Iterator[Calls]:
    """A duplicate of something is asked for; a run that nobody knows any more is looked for."""
    yield Calls(target, "owner", 0, 1)
    yield Calls(target, "listing", 0, None)
