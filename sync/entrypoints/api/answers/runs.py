"""Runs: a line of the list, one run, its story, its figures."""

from typing import Literal

from sync.core.annotation import MusicOutcome
from sync.core.states import How, State
from sync.engine.run_files import Form
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said

Doing = Literal["retry", "skip", "annotate", "remove_text", "no_text"]
"""What a person can ask for about a run."""


class RunLine(Answer):
    """A run in a list."""

    id: str
    """Its name, as `runtrack list` prints it; the page is `/runs/{id}`."""
    title: str
    """The source's; may be empty."""
    sport: str
    """The source's type, such as `running` or `trail_running`."""
    start: Time
    offset: int | None
    """The runner's clock there, seconds east of UTC."""
    elapsed: float
    """Seconds, pauses included."""
    moving: float | None
    """Seconds; null until the route was read."""
    distance: float
    """Metres."""
    heart_rate: float | None
    """Mean, beats a minute."""
    state: State
    words: Said
    """The state in words."""
    reason: Said
    """Why it is there."""
    how: How
    """Of one on the target: how it came there."""
    due: Time | None
    """When it is looked at next."""
    target_id: int | None
    target_url: str | None
    """Its page on the target."""
    backfill: bool
    songs: int
    """How many were found so far."""
    music: MusicOutcome
    line: list[tuple[float, float]]
    """At most 64 places (latitude, longitude) of the route; empty: none is known, as of a treadmill."""


class RunList(Answer):
    """A page of runs, newest first."""

    runs: list[RunLine]
    next: str | None
    """The cursor of the page after, null at the end."""


class CalendarRun(Answer):
    """A run in the calendar of a year."""

    id: str
    start: Time
    offset: int | None
    title: str
    sport: str
    elapsed: float
    distance: float
    state: State
    songs: int


class Calendar(Answer):
    """A year of runs, oldest first. A run belongs to the year of its start in UTC."""

    year: int
    years: list[int]
    """Every year that has runs, newest first."""
    sports: list[str]
    """Every sport of this year."""
    runs: list[CalendarRun]


class Effort(Answer):
    """The fastest stretch of a length."""

    name: str
    """`400 m`, `1 km`, `1 mile`, `5 km`, `10 km`, `half marathon`, `marathon`."""
    distance: float
    """Metres."""
    seconds: float


class DigestAnswer(Answer):
    """What is worked out from a run's route. Null: not recorded."""

    moving: float
    """Seconds."""
    distance: float | None
    """Metres, as the device counted them."""
    gain: float | None
    """Metres climbed."""
    heart_rate: float | None
    most_heart_rate: float | None
    cadence: float | None
    """Steps (on a bike turns) a minute."""
    kilometres: list[float]
    """Seconds of each full kilometre."""
    miles: list[float]
    """Seconds of each full mile."""
    efforts: list[Effort]


class RouteState(Answer):
    """Whether there is a route to show."""

    state: Literal["read", "due", "none", "not kept"]
    """`due`: its file is read soon; `none`: `why`; `not kept`: there is no file of it here."""
    why: Said


class Place(Answer):
    """A service and the run's page there."""

    service: str
    title: str
    url: str


class Decision(Answer):
    """One line of a run's story."""

    at: Time
    state: State
    why: Said


class Next(Answer):
    """What comes next."""

    words: Said
    due: Time | None
    waits: Said
    """What it waits for besides time; empty: nothing."""


class Why(Answer):
    """A run's story: every decision, oldest first, and what comes next."""

    id: str
    history: list[Decision]
    next: Next
    beside: list[Said]
    """The other runs on the same activity of the target, in words."""


class Run(RunLine):
    """One run."""

    multisport: bool
    kept: bool
    """Its file is kept here, and it is sent nowhere."""
    privacy: str
    """Who may see it at the source, in its word; empty where that is not known."""
    text_closed: Said
    """Why its text is left alone, if it is."""
    route: RouteState
    digest: DigestAnswer | None
    """Null until its route was read."""
    places: list[Place]
    """Its pages at the source and on the target."""
    next: Next
    can: list[Doing]
    """What can be asked for now."""
    formats: list[Form]
    """What it can be downloaded as, at `…/file.{form}`."""


class RetryAsked(Question):
    """`force`: also a run that was deleted on the target."""

    force: bool = False


class StyleAsked(Question):
    """One of the styles that `GET /api/preferences` lists for `style`."""

    style: str


class TextPreview(Answer):
    """The text of a run's description as it would be written now."""

    id: str
    title: str
    text: str
