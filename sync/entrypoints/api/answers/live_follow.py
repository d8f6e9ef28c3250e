"""A run in progress that is followed by its link."""

from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said


class FollowWish(Question):
    """A text with a link to a run in progress."""

    link: str


class LiveFollowing(Answer):
    """The run that is followed, or was last. Its link is told to nobody."""

    on: bool
    """Whether it is followed still."""
    service: str
    runner: str
    """Whose run it is, as its service calls them; empty: not told yet."""
    since: Time
    """When following it began."""
    last: Time | None
    """The time of its newest point; null: none came yet."""
    trouble: Said
    """Why it cannot be followed just now; empty: it can."""
    over: Said
    """Why it is followed no longer; empty: it is."""


class LiveFollow(Answer):
    """Whether runs are followed at all, and which."""

    switched_on: bool
    """Whether this person has switched it on."""
    following: LiveFollowing | None
