"""One tick: look for what is new, then take every due row one step further and save it. It never sleeps.

What it does, and in which order, is the table in `table.py`. A tick may be missed, doubled, or killed at any point:
whatever it had begun is in the rows.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.time_left import within
from sync.core.user import User
from sync.core.whose import work_of
from sync.engine import clock_set_back, fetching, saving
from sync.engine.insights import are_due
from sync.engine.leaving import has_turns
from sync.engine.report import Report
from sync.engine.step_runner import StepRunner
from sync.engine.table import APART, NOW, PHASES


def tick(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """One tick of one user. `time_left()`: seconds until the tick must be over. Raises only `StoreBroken`."""
    if not has_turns(app.store, user):
        return Report()
    with within(time_left), work_of(user):
        runner = StepRunner(app, user, now, time_left)
        begun_with = runner.situation.user
        runner.uptime = clock_set_back.uptime(begun_with, now)
        for phase in PHASES:
            phase.run(phase, runner, phase.due(phase, runner.situation))
        runner.report.blocks = blocks = runner.situation.blocks()
        runner.report.needs_person |= blocks.needs_person
        _note(runner, begun_with)
        return runner.report


def read_routes(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """The routes that are due, and the insights, apart from the tick: no file, however large or strange, delays an
    upload."""
    if not (app.store.routes_due(now, user=user, limit=1) or are_due(app, user, now)) or not has_turns(app.store, user):
        return Report()  # as in nearly every minute: for two reads
    with within(time_left), work_of(user):
        runner = StepRunner(app, user, now, time_left)
        for phase in APART:
            phase.run(phase, runner, phase.due(phase, runner.situation))
        return runner.report


def see_song(app: App, user: str, now: datetime, time_left: Callable[[], float]) -> Report:
    """The song of now of one who runs, apart from the tick: half a minute is less than a tick may take."""
    if not has_turns(app.store, user):
        return Report()
    with within(time_left), work_of(user):
        runner = StepRunner(app, user, now, time_left)
        NOW.run(NOW, runner, NOW.due(NOW, runner.situation))
        return runner.report


def _note(runner: StepRunner, begun_with: User) -> None:
    """Write down what was learned, and that a tick was here; the latter only now and then."""
    now, every, noted = runner.now, runner.app.timing.note_every, begun_with.ticked_at
    learned = runner.situation.user
    files = fetching.again(learned.files, runner.report.moved, runner.app.target_name, now)
    if learned.noted_every != every or files != learned.files:
        learned = replace(learned, noted_every=every, files=files)
    if learned == begun_with and noted is not None and timedelta(0) <= now - noted < every:
        return
    saving.put(runner.app.store, replace(learned, ticked_at=now, uptime=runner.uptime))
