"""Groups: who is in one, what each learns, and its week."""

from typing import Annotated

from pydantic import Field

from sync.core.circle import LONGEST_NAME, Belongs
from sync.core.friends import Learns
from sync.core.user_name import LONGEST
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.answers.songs import NamedSong


class GroupMember(Answer):
    """One of the others of a group."""

    name: str
    joined: bool
    """No: was asked, and has not answered. Only who made the group sees that."""
    learns: Learns
    """What you may learn of them, of songs that went to this group."""


class Group(Answer):
    """A group, as you are in it. Its name is anybody's: show it as text."""

    id: str
    name: str
    maker: str
    """Who made it, and alone names it, invites, takes people off it and closes it."""
    own: bool
    """That is you."""
    will: Belongs
    """What you want of it; `asked`: you were invited, and have not answered."""
    tells: Learns
    """What its others may learn of your listening to its songs."""
    muted: bool
    """Songs come from there, and no message."""
    members: list[GroupMember]
    """Its maker first."""


class Groups(Answer):
    """By name."""

    groups: list[Group]


class GroupAsked(Question):
    """Make a group."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    """Unlike those of the other groups that you have made."""
    tells: Learns = Learns.NOTHING
    """What its others may learn of your listening to its songs."""


class GroupNamed(Question):
    """Call a group of one's own by another name."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    """Unlike those of the other groups that you have made."""


class MemberAsked(Question):
    """Ask a friend into a group."""

    name: Annotated[str, Field(max_length=LONGEST)]


class GroupLeft(Question):
    """Belong to a group no longer."""

    block: bool = False
    """And be asked into it no more."""


class WeekSong(Answer):
    """A song of the week, and by whom it was heard as far as each of them lets you know."""

    id: str
    song: NamedSong
    sender: str
    """Empty: somebody who is not here any more."""
    sent_at: Time
    heard: list[str]
    on_runs: list[str]
    """On a run by whom: they are among those who heard it."""


class WeekSender(Answer):
    """One who sent songs."""

    name: str
    """Empty: as above."""
    sent: int


class GroupWeek(Answer):
    """What came to you from a group, or went there from you, within seven days."""

    id: str
    name: str
    you: str
    """Your own name among those below."""
    since: Time
    songs: list[WeekSong]
    """What was run to most comes first, then what was heard most, then the newest."""
    senders: list[WeekSender]
    """Who sent the most comes first."""
