"""A friendship as each of the two sees it, and what the one who listens lets the other learn.

Each has a document of their own will, which nobody else changes once it says something: two are friends while both say
so, and whatever one of them takes back holds at once, for it is that one's document alone that is read for it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self


class Will(StrEnum):
    """What a person wants of another one."""

    OFFERED = "offered"  # the other one has asked, and waits for an answer
    WANTED = "wanted"  # asked for, or accepted
    BLOCKED = "blocked"  # nothing comes from there, and nothing is learned there


class Learns(StrEnum):
    """How much a sender learns of what became of a song, each with everything before it."""

    NOTHING = "nothing"
    PLAYED = "played"
    ON_A_RUN = "on a run"
    FIGURES = "with figures"  # from which kilometre to which, pace and heart rate

    def covers(self, other: "Learns") -> bool:
        """Whether who may learn this much may learn the other."""
        order = list(Learns)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Contact:
    """What `user` wants of `other`. `tells`: what the other one may learn of this person's listening; `muted`: songs
    come from there, and no message; `since`: when `will` was last decided; `called`: what `user` calls the other, ""
    for the name."""

    user: str
    other: str
    will: Will
    since: datetime
    tells: Learns = Learns.NOTHING
    muted: bool = False
    called: str = ""
    version: int = 0

    def turned(self, will: Will, now: datetime) -> Self:
        """With another will; what the other one learns then has to be said anew."""
        return self if will is self.will else replace(self, will=will, since=now, tells=Learns.NOTHING)


def are_friends(one: Contact | None, other: Contact | None) -> bool:
    """Whether both want it: `one` is what the first wants of the second, `other` the reverse."""
    return one is not None and other is not None and one.will is other.will is Will.WANTED


def may_learn(of_listener: Contact | None, of_sender: Contact | None) -> Learns:
    """What the sender may learn now. `of_listener`: what the listener wants of the sender, `of_sender` the reverse."""
    if of_listener is None or not are_friends(of_listener, of_sender):
        return Learns.NOTHING
    return of_listener.tells
