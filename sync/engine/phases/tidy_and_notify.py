"""The end of a tick: what became of the services, what is kept no longer, and the notices that are to be sent."""

from collections.abc import Iterator

from sync.core.notice import Notice
from sync.core.plan import Calls, StepName, Task
from sync.engine import calendar, notices, saving, service_trouble, since, tidy
from sync.engine.phase import Phase
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


def tidy_due(phase: Phase, now_is: Situation) -> list[Task]:
    return [Task(StepName.TIDY)] if tidy.is_due(now_is.user, now_is.now) else []


def run_tidy(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    app, situation, now = runner.app, runner.situation, runner.now
    situation.over |= service_trouble.fine(app, runner.user_id, runner.context.used, now, served=runner.served)
    situation.over |= calendar.remind(app, runner.user_id, situation.play_sources(), now)
    situation.user, is_over = since.told(app, situation.user, now)
    situation.over |= {since.PROBLEM} if is_over else set()
    situation.blocks_changed()
    for task in tasks:
        runner.begins(task)
        situation.user = tidy.tidied(app, situation.user, now)


def notify_due(phase: Phase, now_is: Situation) -> list[Task]:
    """What is pending. In a tick its own news is among it: what it found wrong, and what it found to be over."""
    now_is.notices = now_is.app.store.all(Notice, now_is.user.id)
    afterwards = (notices.after(notice, now_is.over, now_is.now) for notice in now_is.notices)
    return [Task(StepName.NOTIFY, one.problem) for one in afterwards if notices.is_due(one, now_is.now)]


def run_notify(phase: Phase, runner: StepRunner, tasks: list[Task]) -> None:
    """What is over is closed first; then each that is due is sent."""
    of_problem = {task.subject: task for task in tasks}
    for notice in runner.situation.notices:
        closed = notices.after(notice, runner.situation.over, runner.now)
        current = saving.put(runner.app.store, closed) if closed != notice else notice
        if current is not None and current.problem in of_problem:
            runner.begins(of_problem[current.problem])
            notices.send(runner.app, current, runner.now)


def notify_calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    """One message each."""
    yield from (Calls("messenger", "send", 1, 1) for task in tasks)


def no_calls(now_is: Situation, tasks: list[Task]) -> Iterator[Calls]:
    return iter(())
