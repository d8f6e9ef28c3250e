"""What the command line says of a wish about groups that was refused, and with which exit code it ends."""

from sync.engine.asks.group_refusals import (
    LONGEST_NAME,
    MOST,
    MOST_PEOPLE,
    GroupFull,
    MakerStays,
    NoGroupName,
    NoSuchGroup,
    NotAmongFriends,
    NotInGroup,
    NotJoined,
    NotTheMaker,
    SeveralGroups,
    TooManyGroups,
)
from sync.engine.asks.refusals import Refused
from sync.engine.asks.send_limits import OF_GROUP_A_DAY, TooManyInGroup
from sync.engine.asks.send_song import NobodyInGroup


def told(refusal: Refused) -> tuple[str, int] | None:
    """The sentence and the exit code; None for what is about something else."""
    match refusal:
        case NoSuchGroup(asked=asked):
            return f"you have no group {asked!r}: `runtrack groups` shows them", 2
        case SeveralGroups(asked=asked, ids=ids):
            return f"several of your groups are called {asked!r}; say which one by its id: {', '.join(ids)}", 2
        case NoGroupName():
            return f"a group's name has 1 to {LONGEST_NAME} signs, and is not that of another one you made", 2
        case TooManyGroups():
            return f"at most {MOST} groups: `runtrack groups leave NAME` leaves one", 1
        case GroupFull():
            return f"a group has at most {MOST_PEOPLE} people, those among them who have not answered", 1
        case NotTheMaker(maker=maker):
            return f"only {maker}, who made the group, can do that", 1
        case MakerStays():
            return "who made a group stays in it: `runtrack groups close NAME` ends it", 1
        case NotAmongFriends(name=name):
            code = "`runtrack groups invite NAME` prints a code for anybody else"
            return f"{name} is no friend of yours: only friends are invited by name; {code}", 1
        case NotInGroup(name=name):
            return f"{name} is not in this group: `runtrack groups` shows who is", 2
        case NotJoined():
            return "you have not joined this group: `runtrack groups join NAME`", 1
        case NobodyInGroup():
            return "nobody else has joined this group yet. Nothing was sent.", 1
        case TooManyInGroup():
            return f"the group was sent {OF_GROUP_A_DAY} songs within a day: try tomorrow. Nothing was sent.", 1
    return None
