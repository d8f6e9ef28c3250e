"""The words a tick is told in: its phases, its steps with the roles each needs, and the tasks that come of them.

The table itself, which binds a step to what runs it, is `sync/engine/table.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sync.core.activity import Activity, State
from sync.core.role import Role


class StepName(StrEnum):
    """Everything that a tick can do, each once, in the order in which it is done."""

    SET_RIGHT = "set right"
    REFILL = "refill"
    NEWEST = "newest"
    LOOK_BACK = "look back"
    KEEP_ALIVE = "keep alive"
    ON_TARGET = "on target"
    POLL = "poll"
    SEE_SONG = "see song"
    PLAYS_OF_RUNS = "plays of runs"
    SUBMIT = "submit"
    SETTLE = "settle"
    CONFIRM = "confirm"
    ANNOTATE = "annotate"
    HAND_OUT = "hand out"
    LOOK_FOR_SONG = "look for song"
    SEND_MESSAGE = "send message"
    CHANGE_MESSAGE = "change message"
    LOOK_AT_LIVE = "look at live"
    LIST = "list"
    COMPARE = "compare"
    FETCH_FILE = "fetch file"
    ASK_FACTS = "ask facts"
    DIGEST = "digest"
    TIDY = "tidy"
    NOTIFY = "notify"
    READ_ROUTE = "read route"
    MAKE_INSIGHTS = "insights"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when it is due, which roles it needs, and what it does, in words in which `{source}` and `{target}`
    stand for what those are called.

    `states`: of the rows that it takes further, by `take`, a generator of the rows to save (none: it belongs to no
    row, and its phase knows how it is done)."""

    name: StepName
    when: str
    needs: tuple[Role, ...]
    words: str
    states: tuple[State, ...] = ()
    take: Callable[..., Iterable[Activity]] | None = None

    def told(self, source: str, target: str) -> str:
        """What it does, with the names of these two."""
        return self.words.format(source=source, target=target)


@dataclass(frozen=True, slots=True)
class Task:
    """A step that is due: for a run (`row`), or for a service or a notice (`subject` names any of them). `waits`: why
    it cannot be done now, "" when it can; `runs`: those for which a service is asked."""

    step: StepName
    subject: str = ""
    row: Activity | None = None
    waits: str = ""
    runs: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class Calls:
    """How often a port is called: `least` times for certain, `most` times at most (None: nobody can tell before)."""

    service: str
    call: str
    least: int
    most: int | None

    def __add__(self, other: "Calls") -> "Calls":
        """Of the same call."""
        most = None if self.most is None or other.most is None else self.most + other.most
        return Calls(self.service, self.call, self.least + other.least, most)


def added(calls: Iterable[Calls]) -> tuple[Calls, ...]:
    """One for each call, in the order of their first mention; those that are never made are left out."""
    sums: dict[tuple[str, str], Calls] = {}
    for one in calls:
        known = sums.get((one.service, one.call))
        sums[one.service, one.call] = one if known is None else known + one
    return tuple(one for one in sums.values() if one.most != 0)


def planned(
    rows: Iterable[Activity], steps: Iterable[Step], target: str, why: Callable[[str], str], *, sends: bool = True
) -> list[Task]:
    """One task per row for whose state there is a step. `target`: the service that has this role for all of them;
    `why`: why no row may use a service now, "" when it may; `sends`: else a run that was found stays here, for which
    its source is enough."""
    of_state = {state: step for step in steps for state in step.states}
    tasks: list[Task] = []
    for row in rows:
        if (step := of_state.get(row.state)) is not None:
            needs = step.needs if sends or step.name is not StepName.SUBMIT else (Role.SOURCE,)
            services = {Role.SOURCE: row.key.source, Role.TARGET: target}
            reasons = [reason for role in needs if (reason := why(services[role]))]
            tasks.append(Task(step.name, row.key.short, row, reasons[0] if reasons else ""))
    return tasks
