"""The application as a value: every port it uses, and the few numbers that bind them together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.core.notice import Notice
from sync.core.notice_words import sentence
from sync.core.original import Measures, Original
from sync.core.preferences import Preferences
from sync.core.role import Role
from sync.core.song_link import SongPages
from sync.ports import (
    ActivitySource,
    ActivityTarget,
    Files,
    LinkFollower,
    Notifier,
    PlaySource,
    Renderer,
    RouteReader,
    Sealer,
    SongFacts,
    Statistics,
    Store,
)
from sync.service import Built
from sync.setting import Choice

if TYPE_CHECKING:
    from sync.ports.messenger import Messenger


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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MusicSource:
    """A service that knows what was played: asked `every` so often, by a source bound to a user and a moment.

    `held`: it shows no more than so many of its newest plays and cannot be asked for a window of the past (None: it
    keeps everything)."""

    service: str
    every: timedelta
    bind: Callable[[str, datetime], PlaySource]
    held: int | None = None


def everybody(user: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RunSource:
    """A service that activities come from, by a source bound to a user and a moment.

    `login`: a person connects it; one without is there for each user whom it `serves`."""

    service: str
    bind: Callable[[str, datetime], ActivitySource]
    login: bool = True
    serves: Callable[[str], bool] = everybody


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class App:
    """Everything a tick may touch. `measure` reads a file's own start, length and sports (or raises `NoRoute`);
    `services` are all of them by name, the first that has a role holds it; `music` are the sources of plays, the most
    believed first; `catalogues` are asked for a song's facts in this order.

    All of it is the installation's: `choices` are the settings that a person may have their own of, and `as_set_up`
    makes the application of one who has (`engine/own.py`). `in_language` is a text in the language of who gets it.
    `statistics`: None where they cannot be computed."""

    store: Store
    files: Files
    sealer: Sealer
    notifier: Notifier
    routes: RouteReader
    sources: tuple[RunSource, ...]
    target: Callable[[str, datetime], ActivityTarget]
    measure: Callable[[Original], Measures]
    services: Mapping[str, Built]
    music: tuple[MusicSource, ...] = ()
    renderer: Renderer | None = None
    catalogues: tuple[SongFacts, ...] = ()
    follower: LinkFollower | None = None
    statistics: Statistics | None = None
    preferences: Preferences = Preferences()
    timing: Timing = field(default_factory=Timing)
    since: datetime | None = None
    words: Callable[[Notice], str] = sentence
    in_language: Callable[[str], str] = str
    choices: Mapping[str, Choice] = field(default_factory=dict)
    as_set_up: Callable[["App", Mapping[str, str]], "App"] = lambda app, own: app

    @property
    def song_pages(self) -> tuple[SongPages, ...]:
        """How the addresses of songs read, of every service that has any."""
        pages = (built.service.song_pages for built in self.services.values())
        return tuple(one for one in pages if one is not None)

    @property
    def messengers(self) -> Mapping[str, "Callable[[datetime], Messenger]"]:
        """By service, what binds each to a moment; none where its settings leave it out."""
        found = ((name, built) for name, built in self.services.items() if not built.lacks)
        return {name: built.messenger for name, built in found if built.messenger is not None}

    def holder(self, role: Role) -> Built:
        """The service that has this role."""
        return next(built for built in self.services.values() if role in built.service.roles)

    @property
    def source_name(self) -> str:
        return self.holder(Role.SOURCE).service.name

    @property
    def target_name(self) -> str:
        return self.holder(Role.TARGET).service.name

    @property
    def target_title(self) -> str:
        return self.holder(Role.TARGET).service.title

    @property
    def target_client(self) -> str:
        """The client id that budgets and circuits are keyed by."""
        return self.holder(Role.TARGET).client_id

    def title(self, service: str) -> str:
        """A service's name as people write it."""
        known = self.services.get(service)
        return known.service.title if known is not None else service.title()

    def source(self, service: str, user: str, now: datetime) -> ActivitySource:
        """One source of runs. Raises KeyError for a service that is none."""
        return {each.service: each for each in self.sources}[service].bind(user, now)
