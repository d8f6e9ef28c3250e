"""Where the looks at a mailbox ended, in which links to runs in progress are looked for."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NEWEST = timedelta(hours=12)
"""Older mails are of runs that are over."""
FIRST, LONGEST, REFUSED = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=6)
"""After a look that failed; after a password that is not accepted, for a mailbox may be locked by too many of those."""


@dataclass(frozen=True, slots=True)
class LiveMailbox:
    """`of`: which mailbox; `validity`, `uid`: as of `ports.live.MailMark`. `due`: when it is looked at again, None:
    with the next turn. `failures`: in a row; `why`: of the last one."""

    user: str
    of: str = ""
    validity: int = 0
    uid: int = 0
    due: datetime | None = None
    failures: int = 0
    why: str = ""
    version: int = 0

    def failed(self, why: str, now: datetime, *, refused: bool) -> "LiveMailbox":
        wait = REFUSED if refused else min(FIRST * 2 ** min(self.failures, 10), LONGEST)
        return replace(self, due=now + wait, failures=self.failures + 1, why=why)
