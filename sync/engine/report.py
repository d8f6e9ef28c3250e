"""What a tick did, for the exit code, the heartbeat and the demo."""

from dataclasses import dataclass, field

from sync.core.activity import Activity
from sync.core.plan import Task
from sync.engine.blocks import Blocks


@dataclass
class Report:
    """What a tick did. `polled`: the source's list was read; `needs_person`: something waits for a human; `failed`:
    what could not be worked with; `waits`: what services asked us to wait for; `bugs`: how many of our own came to
    light. `done`: the tasks that were worked on, in order; `brought`: the runs, by their short names, that an answer of
    this very tick made, woke or changed. `blocks`: which services may not be called at its end, None where this person
    had no turn."""

    moved: list[Activity] = field(default_factory=list)
    found: int = 0
    polled: bool = False
    needs_person: bool = False
    failed: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    bugs: int = 0
    done: list[Task] = field(default_factory=list)
    brought: set[str] = field(default_factory=set)
    blocks: Blocks | None = None

    @property
    def did_its_work(self) -> bool:
        return self.polled and not (self.failed or self.waits or self.needs_person)
