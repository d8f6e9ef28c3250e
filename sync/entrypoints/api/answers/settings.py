"""What a person prefers, and who they are."""

from typing import Annotated, Literal

from pydantic import Field

from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said


class Preference(Answer):
    """One setting of a person."""

    name: str
    """Such as `title_emoji`."""
    variable: str
    """The setting of the environment."""
    value: str
    """In force; empty for a secret, and where there is none."""
    origin: Literal["own", "environment", "default"]
    secret: bool
    set: bool
    about: Said
    choices: list[str]
    """What it may be, where that is little (of days the usual ones, and any other number holds as well); else empty."""


class Preferences(Answer):
    """All of them, or those that were changed."""

    preferences: list[Preference]


class PreferencesAsked(Question):
    """By name: a text sets one's own, null goes back to the installation's. All or nothing."""

    changes: dict[str, Annotated[str, Field(max_length=20_480)] | None] = Field(min_length=1, max_length=60)


class PreviewAsked(Question):
    """A template or a style to be tried; neither: as it is in force. `run`: else the last run with music."""

    template: Annotated[str, Field(max_length=20_480)] | None = None
    style: str | None = None
    run: str | None = None


class Me(Answer):
    """Who is asking."""

    name: str
    since: Time | None
    """Runs count from here on; null: fixed by the first tick."""
    last_tick: Time | None
    runs: int
    connected: list[str]
    version: str
    """Of Runtrack."""
    source: str
    """What the first source of runs is called."""
    target: str
    """What the target is called."""
