"""What a tick did, for the exit code, the heartbeat and the demo."""

from dataclasses import dataclass, field

from sync.core.activity import Activity


@dataclass
class Report:
    """What a tick did. `polled`: Garmin's list was read; `needs_person`: something waits for a human; `failed`: what
    could not be worked with; `bugs`: how many of our own came to light."""

    moved: list[Activity] = field(default_factory=list)
    found: int = 0
    polled: bool = False
    needs_person: bool = False
    failed: list[str] = field(default_factory=list)
    bugs: int = 0

    @property
    def did_its_work(self) -> bool:
        return self.polled and not self.failed and not self.needs_person
