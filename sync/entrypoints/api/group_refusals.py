"""What the API says of a wish about a group that was refused. Nothing of it tells who is not in a group of one."""

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
    TooManyGroups,
)
from sync.engine.asks.refusals import Refused
from sync.engine.asks.send_limits import OF_GROUP_A_DAY, TooManyInGroup
from sync.engine.asks.send_song import NobodyInGroup
from sync.entrypoints.api.playlist_refusals import Said, of_playlists


def of_groups(refusal: Refused) -> Said | None:
    """None for a refusal that is about something else."""
    match refusal:
        case NoSuchGroup():
            return 404, "not-found", "There is no such group among yours.", {}
        case NoGroupName():
            said = f"1 to {LONGEST_NAME} signs that can be seen, unlike the name of another group that you made"
            return 422, "invalid", "This cannot be the name of a group.", {"name": said}
        case TooManyGroups():
            return 409, "too-many-kept", f"You can belong to {MOST} groups.", {}
        case GroupFull():
            return 409, "too-many-kept", f"A group has at most {MOST_PEOPLE} people.", {}
        case NotTheMaker(maker=maker):
            return 403, "not-the-maker", f"Only {maker}, who made the group, can do that.", {}
        case MakerStays():
            return 409, "maker-stays", "Who made a group stays in it until they close it.", {}
        case NotAmongFriends(name=name):
            said = f"{name} is no friend of yours: only friends are asked by name, anybody else comes by a link."
            return 403, "no-friend", said, {}
        case NotInGroup():
            return 404, "not-found", "There is nobody of this name in the group.", {}
        case NotJoined():
            return 409, "not-joined", "Join the group first.", {}
        case NobodyInGroup():
            return 409, "nobody-in-group", "Nobody else has joined this group yet. Nothing was sent.", {}
        case TooManyInGroup():
            said = f"The group was sent {OF_GROUP_A_DAY} songs within a day: try tomorrow. Nothing was sent."
            return 409, "too-many-sent", said, {}
    return of_playlists(refusal)
