"""A run in progress, and the links by which others see it."""

from pydantic import Field

from sync.core.shared_run import EVERYTHING, Shown
from sync.entrypoints.api.answers.shape import Answer, Question, Time


class LiveFiguresAnswer(Answer):
    """Null: not known, or not shown."""

    distance: float | None
    """Metres."""
    elapsed: float | None
    """Seconds of running at the last point."""
    pace: float | None
    """Seconds a kilometre, of the last minute; of a song: while it played."""
    heart_rate: float | None
    cadence: float | None


class LiveSongAnswer(Answer):
    """A song so far. Names are anybody's: show them as text."""

    title: str
    artist: str
    cover: str
    length: float | None
    """Seconds."""
    begins: float
    """Seconds since the first point."""
    ends: float | None
    """Null while it plays."""
    figures: LiveFiguresAnswer


class LiveRunAnswer(Answer):
    """A run in progress."""

    id: str
    """Another one for another run."""
    name: str
    """Who runs; empty for the owner of the installation."""
    source: str
    """Who tells of it, by the name that people know."""
    begun: Time | None
    """Null where its start is hidden."""
    last: Time
    """When it was seen last."""
    every: float | None
    """Seconds between two points, as far as is known."""
    over: bool
    hidden: bool
    """Whether parts of it are hidden."""
    figures: LiveFiguresAnswer
    whole: bool
    """Whether `line` is all of it; else it goes on where what was told before ended."""
    line: list[tuple[float, float | None, float | None, float | None, float | None]]
    """Seconds since the first point, latitude, longitude, metres, beats a minute."""
    songs: list[LiveSongAnswer]
    position: float | None
    """Seconds of the song that plays that had passed at `position_at`; null where nobody knows."""
    position_at: Time | None


class LiveAnswer(Answer):
    """What is told at a moment."""

    at: Time
    """By the server's clock."""
    live: LiveRunAnswer | None
    """Null where nobody runs."""


class LiveLinkAsked(Question):
    """Show your run in progress to whoever has the link."""

    until: Time
    """At most seven days from now."""
    shows: list[Shown] = Field(default_factory=lambda: list(EVERYTHING), max_length=3)


class LiveLinkAnswer(Answer):
    """A link to your runs in progress."""

    id: str
    url: str
    made: Time
    until: Time
    shows: list[Shown]


class LiveLinks(Answer):
    """Those that hold, the newest first."""

    links: list[LiveLinkAnswer]
