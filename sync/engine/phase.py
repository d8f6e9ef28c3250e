"""A phase of the tick as a value: its steps, what of them is due, how that is done, and the calls that it takes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sync.core.plan import Calls, Step, StepName, Task
from sync.engine.situation import Situation
from sync.engine.step_runner import StepRunner


class PhaseName(StrEnum):
    """In the order of a tick. Routes are read, and insights made, apart from it."""

    CLOCK = "clock"
    FIND = "find"
    PLAYS = "plays"
    NOW = "now"
    SEND = "send"
    MUSIC = "music"
    SONGS = "songs"
    MESSAGES = "messages"
    LIVE = "live"
    BACKFILL_LIST = "backfill list"
    BACKFILL_SEND = "backfill send"
    FILES = "files"
    FACTS = "facts"
    DIGESTS = "digests"
    TIDY = "tidy"
    NOTIFY = "notify"
    ROUTES = "routes"
    INSIGHTS = "insights"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Phase:
    """`due` says what is to be done now, for the tick as for its plan; `run` does that; `calls` says what it takes.

    `due` and `calls` change nothing and call no service."""

    name: PhaseName
    steps: tuple[Step, ...]
    due: Callable[["Phase", Situation], list[Task]]
    run: Callable[["Phase", StepRunner, list[Task]], None]
    calls: Callable[[Situation, list[Task]], Iterable[Calls]]

    def step(self, name: StepName) -> Step:
        return next(step for step in self.steps if step.name is name)
