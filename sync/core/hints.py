"""What the target says by itself of an account: a hint that something is there to be asked for, never more.

Whoever knows the address can make hints up, thousands of them. So nothing of a hint is believed but whose account it
is about, and how often one is followed is bounded, whatever comes in.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

APART, MOST_A_DAY = timedelta(minutes=1), 24
"""Of one person: how far apart hints that are followed are, and how many of them there are in 24 hours. Each costs at
most a listing and a look at what was sent: less than a tenth of the target's reads."""
REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Hint:
    """`account`: whose, by their id at the target; `about`: the activity's id there; `at`: as the target counts it."""

    account: str
    about: int
    at: int


@dataclass(slots=True)
class Heard:
    """The hints of one server, in memory: after a restart it follows a few more."""

    _hints: deque[Hint] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _followed: dict[str, deque[datetime]] = field(default_factory=dict)

    def is_to_be_followed(self, hint: Hint, user: str, now: datetime) -> bool:
        """Whether to look now, which counts as done. A hint that comes again (the target sends one up to three times)
        is none; one too many is dropped, as everything is looked for without hints too."""
        if hint in self._hints:
            return False
        self._hints.append(hint)
        times = self._followed.setdefault(user, deque(maxlen=MOST_A_DAY))
        if times and timedelta(0) <= now - times[-1] < APART:
            return False
        if len(times) == MOST_A_DAY and timedelta(0) <= now - times[0] < timedelta(days=1):
            return False
        times.append(now)
        return True
