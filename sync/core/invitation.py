"""An invitation to be somebody's friend, or into a group: a code for one person, which its maker gives away.

Kept is its fingerprint alone, so that no copy of the rows lets anybody in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sync.core.friends import Learns

HOLDS = timedelta(days=7)
MARK, LONGEST_CODE = 2, 64
LONGEST_CALLED = 60


@dataclass(frozen=True, slots=True)
class Invitation:
    """`id`: the fingerprint of its code; `tells`: what who joins may learn of its maker; `used_by`: who has joined;
    `done`: both are friends by it, and it does nothing any more; `called`: what its maker is called in it, which alone
    is told of them to whoever opens it; `group`: the id of its maker's group into which it leads instead, and then
    `tells` says nothing."""

    user: str
    id: str
    made: datetime
    tells: Learns = Learns.NOTHING
    used_by: str = ""
    done: bool = False
    called: str = ""
    group: str = ""
    version: int = 0

    @property
    def ends(self) -> datetime:
        return self.made + HOLDS

    def holds(self, now: datetime) -> bool:
        """Whether nobody has joined by it, and somebody still may."""
        return not self.done and not self.used_by and self.made <= now < self.ends

    def holds_for(self, user: str, now: datetime) -> bool:
        """Whether this person may join by it: once, and not its maker."""
        fresh = not self.done and self.made <= now < self.ends
        return fresh and user != self.user and self.used_by in ("", user)


def code_of(user: str, secret: str) -> str:
    """`secret`: 128 random bits. In front of it stand two letters that one name in 256 has: enough to find its maker
    among thousands with a few look-ups, too little to tell who it is."""
    return mark_of(user) + secret


def mark_of(user: str) -> str:
    return sha256(f"invitation of {user}".encode()).hexdigest()[:MARK]


def id_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()[:32]
