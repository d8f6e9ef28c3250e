"""A phone that may say where its runner is, and what is known of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.live.phones.told import Trouble

NOTED_EVERY = timedelta(minutes=1)
"""How often it is written down that a phone was heard of: it sends a point every few seconds."""


@dataclass(frozen=True, slots=True)
class LivePhone:
    """`id`: the fingerprint of the secret in its address (`core/credential.py`). `app`: as in `phones/apps.py`; `name`:
    as its owner calls it. `last_seen`: when it sent something that could be read, `trouble` of what could not be read
    since; both to the minute."""

    user: str
    id: str
    app: str
    name: str
    made: datetime
    last_seen: datetime | None = None
    trouble: Trouble = Trouble.NONE
    version: int = 0

    @property
    def device(self) -> str:
        """What its runs in progress are told apart by."""
        return self.id[:16]

    def is_noted(self, trouble: Trouble, now: datetime) -> bool:
        """Whether nothing new would be written down."""
        known = self.last_seen is not None and timedelta(0) <= now - self.last_seen < NOTED_EVERY
        return trouble is self.trouble and (known or trouble is not Trouble.NONE)
