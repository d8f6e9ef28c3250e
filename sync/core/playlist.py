"""A playlist that was made for a person at a music service: one for each thing that it is of, changed in place.

A service has no key by which one that is made twice would appear once. So the making is noted before it is asked for,
and the playlist carries a mark by which it is found again where the answer was lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

SETTLES = timedelta(minutes=10)
"""From the asking to the moment at which a playlist is certainly on the list, if it was made at all."""


@dataclass(frozen=True, slots=True)
class Playlist:
    """`id`: what it is of, as `week:` and a group's id; `account`: whose it is at the service. `ref`: the service's id
    of it, "" as long as nobody knows of one; `asked_at`: when it was asked to be made, None where it certainly was not;
    `filled_at` and `songs`: when it was last filled, and with how many."""

    user: str
    service: str
    id: str
    account: str = ""
    ref: str = ""
    asked_at: datetime | None = None
    filled_at: datetime | None = None
    songs: int = 0
    version: int = 0

    @property
    def mark(self) -> str:
        """What stands in its description: the same for the same thing of the same account, and of nobody else's."""
        return "runtrack-" + sha256("\n".join((self.account, self.user, self.id)).encode()).hexdigest()[:20]

    def settles(self, now: datetime) -> datetime | None:
        """Until when it may be missing from the list although it was made; None: it would be there."""
        ends = self.asked_at + SETTLES if self.asked_at is not None else None
        return ends if ends is not None and now < ends else None
