"""Why a wish about a group is not fulfilled, as facts."""

from sync.core.circle import LONGEST_NAME as LONGEST_NAME
from sync.core.circle import MOST_PEOPLE as MOST_PEOPLE
from sync.engine.asks.refusals import Refused

MOST = 20
"""Groups of one person."""


class NoSuchGroup(Refused):
    """No group of this name or id is there for this person."""

    def __init__(self, asked: str) -> None:
        super().__init__(asked)
        self.asked = asked


class SeveralGroups(Refused):
    """Several of a person's groups have this name; each has an `id` of its own."""

    def __init__(self, asked: str, ids: tuple[str, ...]) -> None:
        super().__init__(asked)
        self.asked, self.ids = asked, ids


class NoGroupName(Refused):
    """A group's name has 1 to `LONGEST_NAME` signs that can be seen, and is no other one's that this person made."""


class TooManyGroups(Refused):
    """A person belongs to at most `MOST`."""


class GroupFull(Refused):
    """A group has at most `MOST_PEOPLE` people, those among them who were invited."""


class NotTheMaker(Refused):
    """Only who made a group names it, invites, takes people off it and closes it; that is `maker`."""

    def __init__(self, maker: str) -> None:
        super().__init__(maker)
        self.maker = maker


class MakerStays(Refused):
    """Who made a group belongs to it until they close it."""


class NotAmongFriends(Refused):
    """Into a group one invites friends by name; others by a code."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotInGroup(Refused):
    """`name` is not on the group's list."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotJoined(Refused):
    """Only who belongs to a group can do this."""
