"""The dry run: what the next tick would do with what the ledger holds and the source lists. Nothing is saved or sent.

It goes through the table of the tick, phase by phase, without running any. What cannot be known before a service has
answered: whether a list has further pages and what a look at the older ones finds, what the target's list says of a run
(so whether its file is fetched and sent), which plays and facts come in and which runs they wake, what a backfill's
comparison finds, what comes of a clock that was set right or a ledger that was refilled, and a service's trouble. Such
runs are not listed, and calls have bounds instead of a number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.diff import Listed, Page, fingerprint, foreign, must_read_on, unknown
from sync.core.plan import Calls, StepName, Task, added
from sync.core.user import User
from sync.engine import discover, following, own, reading, service_trouble
from sync.engine.context import TickContext
from sync.engine.phase import PhaseName
from sync.engine.situation import Situation
from sync.engine.table import APART, PHASES, STATE_STEPS, STEPS

ALL_NEW = "all five newest are new: it would read older pages of {}'s list as well"
FOREIGN = "{}'s list holds activities of another account: nothing of it would be used"
OF_ROWS = frozenset(step.name for step in STATE_STEPS.values())
NOTED = (StepName.SET_RIGHT, StepName.LOOK_BACK, StepName.KEEP_ALIVE, StepName.ON_TARGET, StepName.DIGEST)


@dataclass(frozen=True, slots=True)
class Preview:
    """`fresh`: rows that would be made; `expected`: those, and rows that the source's list would change; `tasks`: what
    is due, by phase, each with what it waits for; `held`: a backfill's rows that are due but beyond its limits;
    `notes`: what the tick would do besides, in words; `calls`: of the ports;
    `sends`: as of `Blocks`."""

    fresh: tuple[Activity, ...]
    expected: tuple[Activity, ...]
    tasks: Mapping[PhaseName, tuple[Task, ...]]
    held: int
    notes: tuple[str, ...]
    calls: tuple[Calls, ...]
    sends: bool = True

    @property
    def of_rows(self) -> list[Task]:
        """The steps that runs would be taken, in the order of the tick."""
        return [task for task in self._all if task.step in OF_ROWS]

    @property
    def besides(self) -> list[Task]:
        """Everything else."""
        return [task for task in self._all if task.step not in OF_ROWS]

    @property
    def _all(self) -> list[Task]:
        return [task for tasks in self.tasks.values() for task in tasks]


def preview(app: App, user: str, now: datetime, lists: Mapping[str, Page[Listed]]) -> Preview:
    """What a tick at `now` would do. `lists`: the newest five of the sources that were looked at."""
    app = own.app_of(app, user)
    person = app.store.load(User, user) or discover.new_user(app, user, now)
    situation = Situation(TickContext(app, user, now, lambda: float("inf")), person)
    situation.expect_links(service_trouble.as_reopened(app, situation.links()))
    owned = lists.get(app.source_name)
    is_foreign = owned is not None and bool(foreign(owned.items, person.source_owner or discover.owner(app, person)))
    fresh: list[Activity] = []
    for service, listed in lists.items():
        if person.rebuild_from is not None or (is_foreign and service == app.source_name):
            continue
        known = discover.known(app, person, listed)
        new = unknown(listed.items, known, person.since)
        found = [discover.row_for(app, user, item, now, backfill=False) for item in new]
        fresh += found
        situation.expected += [*found, *_followed(situation, service, listed)]
        reads_on = not listed.mark and must_read_on(listed, known, person.since, reading.NEWEST)
        situation.reads_on[service] = reads_on
    tasks, calls = dict[PhaseName, tuple[Task, ...]](), list[Calls]()
    for phase in (*PHASES, *APART):
        due = phase.due(phase, situation)
        tasks[phase.name] = tuple(due)
        calls += phase.calls(situation, [task for task in due if not task.waits])
        if phase.name is PhaseName.PLAYS:
            situation.expect_polls({task.subject for task in due if not task.waits})
    every = [task for due in tasks.values() for task in due]
    notes = tuple(_notes(situation, every, foreign_list=is_foreign))
    held, sends = _held(situation, tasks), situation.blocks().sends
    return Preview(tuple(fresh), tuple(situation.expected), tasks, held, notes, added(calls), sends)


def _followed(situation: Situation, service: str, listed: Page[Listed]) -> list[Activity]:
    """The rows that would become what the list says of them by now."""
    if listed.mark or fingerprint(listed.items) == situation.user.looked(service).newest_print:
        return []
    items = {item.id: item for item in listed.items}
    return list(following.follow(situation.app, situation.user, items, situation.now))


def _held(situation: Situation, tasks: Mapping[PhaseName, tuple[Task, ...]]) -> int:
    if situation.sending_backfill() is None:
        return 0
    return len(situation.backfill_rows()) - len(tasks[PhaseName.BACKFILL_SEND])


def _notes(situation: Situation, tasks: list[Task], *, foreign_list: bool) -> Iterator[str]:
    source, target = situation.app.title(situation.app.source_name), situation.app.target_title
    for task in tasks:
        words = STEPS[task.step].told(source, target)
        if task.step in NOTED and not task.waits:
            yield words
        elif task.step is StepName.NEWEST and task.waits:
            yield f"{situation.app.title(task.subject)} would not be asked: {task.waits}"
        elif task.step is StepName.REFILL:
            since = f"since {situation.user.rebuild_from:%Y-%m-%d} before anything is sent"
            yield f"{words} {since}" + (f" (waits: {task.waits})" if task.waits else "")
    if foreign_list:
        yield FOREIGN.format(source)
    for service, goes_on in situation.reads_on.items():
        if goes_on:
            yield ALL_NEW.format(situation.app.title(service))
    job = situation.backfill()
    for task in tasks:
        if job is not None and task.step in (StepName.LIST, StepName.COMPARE):
            yield f"the backfill since {job.since:%Y-%m-%d} would {STEPS[task.step].told(source, target)}"
