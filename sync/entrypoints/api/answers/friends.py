"""Friends, invitations, and what each of two learns."""

from typing import Annotated

from pydantic import Field

from sync.core.friends import Learns, Will
from sync.core.invitation import LONGEST_CALLED, LONGEST_CODE
from sync.core.user_name import LONGEST
from sync.entrypoints.api.answers.shape import Answer, Question, Time


class Friend(Answer):
    """Somebody with whom you have to do."""

    name: str
    will: Will
    """What you want of them; `offered`: they ask you, and wait for an answer."""
    friends: bool
    """Whether both want it."""
    tells: Learns
    """What they may learn of your listening."""
    learns: Learns
    """What you may learn of theirs."""
    muted: bool
    """Songs come from there, and no message."""
    called: str
    """What you call them; empty: by their name."""


class Friends(Answer):
    """By name."""

    friends: list[Friend]


class Telling(Question):
    """What the other one may learn from now on, also of songs of before."""

    tells: Learns


class Muting(Question):
    """Whether their songs come without a message."""

    muted: bool


class Calling(Question):
    """What you call somebody from now on; empty: by their name."""

    called: Annotated[str, Field(max_length=LONGEST_CALLED)]


class InvitationAsked(Question):
    """Invite somebody to be a friend, or into a group."""

    tells: Learns = Learns.NOTHING
    """What they may learn of your listening: of a friend alone, a group has been told."""
    called: Annotated[str, Field(max_length=LONGEST_CALLED)] = ""
    """Who you are to them; it is shown to whoever opens the link, with the group's name, and nothing else of you is."""
    group: Annotated[str, Field(max_length=40)] = ""
    """Into this group of your own; empty: to be a friend."""


class Invitation(Answer):
    """One by which somebody may still join."""

    id: str
    made: Time
    ends: Time
    tells: Learns
    called: str
    group: str
    """The id of the group into which it leads; empty: it makes friends."""


class Invitations(Answer):
    """The newest first."""

    invitations: list[Invitation]
    others_come: bool
    """Whether others reach this Runtrack, and so whether a link is of use to them."""


class NewInvitation(Answer):
    """The link is shown this once."""

    url: str
    """For one person."""
    code: str
    ends: Time


class JoinLook(Question):
    """The code of an invitation: the last part of its link."""

    code: Annotated[str, Field(max_length=LONGEST_CODE)]


class Invited(Answer):
    """What whoever has the code is told."""

    called: str
    """Who has sent it, as they say; empty: they do not say."""
    tells: Learns
    """What you may learn of their listening."""
    group: str
    """The name of the group into which it leads; empty: it makes friends."""
    ends: Time
    name: str | None
    """Who is signed in, null for nobody: joining makes a person then."""
    own: bool
    """It is your own: nobody else has joined by it yet."""
    others_come: bool
    """Whether a second person can come in by this address."""


class JoinAsked(Question):
    """Join by an invitation."""

    code: Annotated[str, Field(max_length=LONGEST_CODE)]
    tells: Learns = Learns.NOTHING
    """What they may learn of your listening."""
    name: Annotated[str, Field(max_length=LONGEST)] = ""
    """What you want to be called here, if you are not signed in; letters are put behind a name that is taken."""


class Joined(Answer):
    """Who you are here, and who your friend is, or which group you belong to."""

    name: str
    friend: str
    """Empty where it led into a group."""
    called: str
    """What you call the friend, as the invitation said; empty: by their name."""
    group: str
    """The name of the group; empty where it made friends."""
