"""The application as a value: every port it uses, and the few numbers that bind them together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync.core.notice import Notice
from sync.core.notice_words import sentence
from sync.core.original import Measures, Original
from sync.core.user import Preferences
from sync.ports import (
    ActivitySource,
    ActivityTarget,
    Files,
    Notifier,
    PlaySource,
    Renderer,
    RouteReader,
    Sealer,
    SongFacts,
    Store,
)
from sync.service import Built


@dataclass(frozen=True, slots=True)
class Timing:
    """The time bounds that correctness rests on: settle > tick + HTTP timeout, or start-up fails
    (docs/architecture.md#the-protocol-of-sending)."""

    settle: timedelta = timedelta(minutes=10)
    tick_seconds: float = 75.0
    http_seconds: float = 30.0
    route_seconds: float = 120.0
    skew_seconds: float = 60.0
    turn: timedelta = timedelta(minutes=1)  # between two ticks of a user
    note_every: timedelta = timedelta(0)  # how often a tick writes down that it was there and found nothing

    def __post_init__(self) -> None:
        if self.settle.total_seconds() <= self.tick_seconds + self.http_seconds + self.skew_seconds:
            raise ValueError("settle time must be longer than a tick + the HTTP timeout + the clock skew")


@dataclass(frozen=True, slots=True)
class MusicSource:
    """A service that knows what was played: asked `every` so often, by a source bound to a user and a moment.

    `held`: it shows no more than so many of its newest plays and cannot be asked for a window of the past (None: it
    keeps everything)."""

    service: str
    every: timedelta
    bind: Callable[[str, datetime], PlaySource]
    held: int | None = None


@dataclass(frozen=True, slots=True)
class App:
    """Everything a tick may touch. `measure` reads a file's own start, length and sports (or raises `NoRoute`);
    `strava_client` is the client id that budgets and circuits are keyed by; `services` are all of them by name; `music`
    are the sources of plays, the most believed first; `catalogues` are asked for a song's facts in this order."""

    store: Store
    files: Files
    sealer: Sealer
    notifier: Notifier
    routes: RouteReader
    source: Callable[[str, datetime], ActivitySource]
    target: Callable[[str, datetime], ActivityTarget]
    measure: Callable[[Original], Measures]
    strava_client: str
    services: Mapping[str, Built] = field(default_factory=dict)
    music: tuple[MusicSource, ...] = ()
    renderer: Renderer | None = None
    catalogues: tuple[SongFacts, ...] = ()
    preferences: Preferences = Preferences()
    timing: Timing = field(default_factory=Timing)
    since: datetime | None = None
    words: Callable[[Notice], str] = sentence
