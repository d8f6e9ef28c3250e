"""A run that its owner shows to whoever has the link."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sync.core.key import Key

MARK = 2
"""Letters at the front of a link's id by which its owner is found."""


class Shown(StrEnum):
    """What a stranger sees besides the title, the day and the sport."""

    MAP = "map"  # the route, cut by the privacy zones
    SONGS = "songs"
    FIGURES = "figures"  # distance, time, pace, heart rate, cadence, altitude


EVERYTHING = (Shown.MAP, Shown.SONGS, Shown.FIGURES)


@dataclass(frozen=True, slots=True)
class SharedRun:
    """`id`: as in the address, 128 random bits behind `mark_of` its owner; kept as it is, for the owner looks it up and
    the text in a description holds it. `until`: when the link ends by itself, None: when it is revoked."""

    user: str
    id: str
    source: str
    activity: str
    leg: int
    made: datetime
    until: datetime | None = None
    shows: tuple[Shown, ...] = EVERYTHING
    revoked_at: datetime | None = None
    version: int = 0

    @property
    def run(self) -> Key:
        return Key(self.user, self.source, self.activity, self.leg)

    def holds(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.until is None or now < self.until)


def mark_of(user: str) -> str:
    """Two letters that one name in 256 has: enough to find a link's owner among thousands with a few look-ups, too
    little to tell a stranger who it is."""
    return sha256(f"shared run of {user}".encode()).hexdigest()[:MARK]
