"""A group of people who send each other songs: as its maker keeps it, and as each of its members wants it.

Two wills decide, as in a friendship: the maker's list of people says who may belong to it, and a document of each
person's own says whether they do, and what the others of the group learn of their listening. Whatever one of the two
takes back holds at once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from sync.core.friends import Contact, Learns, Will, are_friends, may_learn

MOST_PEOPLE = 50
"""Of one group, its maker among them."""
LONGEST_NAME = 40


class Belongs(StrEnum):
    """What a person wants of a group."""

    ASKED = "asked"  # invited, and has not answered
    JOINED = "joined"
    LEFT = "left"
    BLOCKED = "blocked"  # no invitation of this group comes any more


@dataclass(frozen=True, slots=True)
class Circle:
    """A group. `user`: who made it; `people`: who may belong to it besides, whether they want to or not yet."""

    user: str
    id: str
    name: str
    made: datetime
    people: tuple[str, ...] = ()
    version: int = 0

    def lets_in(self, name: str) -> bool:
        return name == self.user or name in self.people

    @property
    def everybody(self) -> tuple[str, ...]:
        """Its maker first."""
        return self.user, *self.people


@dataclass(frozen=True, slots=True)
class Membership:
    """What `user` wants of the group `id` of `maker`. `tells`: what the others of the group may learn of this person's
    listening to the songs that were sent to it; `muted`: songs come from there, and no message; `since`: when `will`
    was last decided."""

    user: str
    id: str
    maker: str
    will: Belongs
    since: datetime
    tells: Learns = Learns.NOTHING
    muted: bool = False
    version: int = 0

    def turned(self, will: Belongs, now: datetime) -> Self:
        """With another will; what the others learn then has to be said anew."""
        return self if will is self.will else replace(self, will=will, since=now, tells=Learns.NOTHING)


def is_in(circle: Circle | None, member: Membership | None) -> bool:
    """Whether this person belongs to this group: its maker says so, and the person does."""
    if circle is None or member is None or (member.maker, member.id) != (circle.user, circle.id):
        return False
    return member.will is Belongs.JOINED and circle.lets_in(member.user)


def is_blocked(*either: Contact | None) -> bool:
    """Whether one of two wants nothing of the other."""
    return any(one is not None and one.will is Will.BLOCKED for one in either)


@dataclass(frozen=True, slots=True)
class Between:
    """Two people, as a song in a group passes from one to the other: what each wants of the group, and of the other.
    `of_listener`: what the listener wants of the other one, `of_other` the reverse."""

    circle: Circle | None
    listener: Membership | None
    other: Membership | None
    of_listener: Contact | None = None
    of_other: Contact | None = None

    @property
    def are_friends(self) -> bool:
        return are_friends(self.of_listener, self.of_other)

    @property
    def reaches(self) -> bool:
        """Whether a song of the other one comes to the listener through the group."""
        both = is_in(self.circle, self.listener) and is_in(self.circle, self.other)
        return both and not is_blocked(self.of_listener, self.of_other)

    @property
    def may_learn(self) -> Learns:
        """What the other one may learn of the listener: the most that the friendship or the group allows."""
        as_friends = may_learn(self.of_listener, self.of_other)
        if self.listener is None or not self.reaches or as_friends.covers(self.listener.tells):
            return as_friends
        return self.listener.tells
