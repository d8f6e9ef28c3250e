"""A run in progress that its runner shows to whoever has the link."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.shared_run import EVERYTHING, Shown

LONGEST_LINK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LiveLink:
    """`id`: as in the address, 128 random bits behind `shared_run.mark_of` its runner. `until`: when it ends, always:
    where somebody is now is nothing to be left open. It shows whatever run is in progress while it holds."""

    user: str
    id: str
    made: datetime
    until: datetime
    shows: tuple[Shown, ...] = EVERYTHING
    revoked_at: datetime | None = None
    version: int = 0

    def holds(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.until


@dataclass(frozen=True, slots=True)
class LiveWatched:
    """Until when somebody looks at a person's run in progress: it is then followed as closely as its source allows."""

    user: str
    until: datetime
    version: int = 0
