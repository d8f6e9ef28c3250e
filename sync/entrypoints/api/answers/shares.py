"""Links to runs, what strangers see behind them, and privacy zones."""

from typing import Annotated

from pydantic import Field

from sync.core.privacy import MOST_ZONES
from sync.core.shared_run import EVERYTHING, Shown
from sync.core.signing_in import LONGEST_NAME
from sync.entrypoints.api.answers.shape import Answer, Question, Time


class Share(Answer):
    """A link to one of your runs."""

    id: str
    url: str
    """To be given to others."""
    run: str
    """The run's name."""
    title: str
    """The run's, empty when it is not kept any more."""
    made: Time
    until: Time | None
    """When it ends by itself."""
    shows: list[Shown]
    holds: bool
    """Whether it leads anywhere: not revoked, and its end not come."""


class Shares(Answer):
    """The newest first, also those that have ended."""

    shares: list[Share]


class ShareAsked(Question):
    """Show a run to whoever has the link."""

    run: Annotated[str, Field(max_length=300)]
    until: Time | None = None
    shows: list[Shown] = Field(default_factory=lambda: list(EVERYTHING), max_length=3)


class SharedSongAnswer(Answer):
    """A song of a shared run. Names are anybody's: show them as text."""

    title: str
    artist: str
    album: str
    begins: float
    """Seconds in the time of the route that is shown."""
    ends: float
    pace: float | None
    """Seconds a kilometre; null without figures, as those below."""
    heart_rate: float | None
    cadence: float | None
    tempo: float | None


class SharedRunAnswer(Answer):
    """What a stranger sees of a run."""

    title: str
    day: str
    """Where it was run."""
    sport: str
    distance: float | None
    """Metres, of what is shown; null without figures."""
    seconds: float | None
    heart_rate: float | None
    shows: list[Shown]
    songs: list[SharedSongAnswer]
    route: bool
    """Whether there is a route at `/api/shared/{id}/route`."""
    hidden: bool
    """Whether parts of the route are hidden."""


class ZoneShape(Question):
    """A circle. What is cut is wider, around a middle that chance has moved once."""

    lat: Annotated[float, Field(ge=-85, le=85)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    radius: Annotated[float, Field(ge=100, le=2000)]
    """Metres."""
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""


class Zones(Question):
    """All of a person's privacy zones."""

    zones: Annotated[list[ZoneShape], Field(max_length=MOST_ZONES)]
