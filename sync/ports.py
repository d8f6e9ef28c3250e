"""What the engine needs from the world, as Protocols. Adapters and stores implement them; one contract suite per port.

A source and a target are bound to one user and one moment (`app.source(user, now)`), so that no method needs a clock.
Every method may raise the errors of `core/errors.py`, and no others on purpose.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar

from sync.core.activity import Activity, Key, State
from sync.core.budget import Budget
from sync.core.diff import Listed, OnStrava
from sync.core.original import Original
from sync.core.route import Route
from sync.core.user import Backfill, Connection, Notice, User

Doc = TypeVar("Doc", User, Connection, Budget, Backfill, Notice)


class Conflict(Exception):
    """Another worker saved this row first: what was decided here is void."""


class StoreBroken(Exception):
    """The store itself refuses (disk full, read-only, corrupt, schema too new). `advice` says the way out."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason, self.advice = reason, advice


class ActivitySource(Protocol):
    """Where activities come from (Garmin Connect)."""

    def recent(self, limit: int, start: int = 0, since: date | None = None) -> list[Listed]:
        """One page of the account's list, newest first; `since` is a local calendar date. Exactly one list call."""
        ...

    def original(self, garmin_id: int) -> tuple[Original, ...]:
        """The recorded file(s), one per leg. `Missing` when there is none."""
        ...

    def keep_alive(self) -> None:
        """Refresh the login although no call needs it, so that it does not expire unused."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent to the target."""

    data: bytes
    kind: Literal["fit", "gpx", "tcx"]
    external_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an upload. `duplicate` may come with an id, or without one (then it must be looked up);
    `unknown`: the target knows no such upload (not yet, or not any more)."""

    kind: Literal["processing", "ready", "duplicate", "deleted", "error", "unknown"]
    activity_id: int | None = None
    words: str = ""


class ActivityTarget(Protocol):
    """Where activities go (Strava)."""

    def listing(self, after: datetime, before: datetime, *, page: int = 1) -> list[OnStrava]:
        """One page (200) of what the target has in that window of start times. Exactly one read."""
        ...

    def submit(self, upload: Upload) -> tuple[int, Result]:
        """Send a file: (upload id, first word on its processing). Any error but `Unclear` and `Rejected` means that
        it was certainly not carried out; `Rejected` that the target will never take it."""
        ...

    def result(self, upload_id: int) -> Result:
        """Ask what became of an upload."""
        ...


class RouteReader(Protocol):
    """Reads the route of a FIT within a time bound. Raises `core.route.NoRoute`, or `ReadingStopped`."""

    def read(self, data: bytes, seconds: float) -> Route: ...


class Sealer(Protocol):
    """Encrypts what must not lie about in clear. `about` is bound into the seal: another row's seal does not open."""

    def seal(self, clear: str, *about: str) -> str: ...

    def open(self, sealed: str, *about: str) -> str: ...


class Notifier(Protocol):
    """Tells a person. `send` returns False when the message did not go out; it never raises."""

    def send(self, title: str, body: str) -> bool: ...

    def heartbeat(self) -> None: ...


class Files(Protocol):
    """Bytes by name (original files, routes), stored compressed. Names are slash-separated and safe."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...

    def delete(self, name: str) -> None: ...

    def older_than(self, prefix: str, before: datetime) -> Iterable[str]: ...


class Store(Protocol):
    """The ledger. Every save is a compare-and-set on `version` (0 inserts) and raises `Conflict` when it loses."""

    # activities
    def add(self, activities: Sequence[Activity]) -> int:
        """Insert those that are not there yet; returns how many were. Known keys are left alone."""
        ...

    def activity(self, key: Key) -> Activity | None: ...

    def save(self, activity: Activity) -> Activity: ...

    def due(
        self,
        now: datetime,
        *,
        user: str,
        limit: int,
        backfill: bool | None = None,
        states: Iterable[State] = (),
    ) -> list[Activity]:
        """Rows whose time has come (of these states, or of any): new ones before a backfill's, then fewest tries,
        then longest waiting."""
        ...

    def known(self, user: str, garmin_ids: Iterable[int]) -> set[int]: ...

    def activities(
        self,
        user: str,
        *,
        states: Iterable[State] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
        backfill: bool | None = None,
    ) -> list[Activity]:
        """Newest first."""
        ...

    def counts(self, user: str) -> dict[State, int]: ...

    def next_due(self, user: str) -> datetime | None: ...

    # documents: users, connections, budgets, backfills, notices
    def load(self, kind: type[Doc], *key: str) -> Doc | None: ...

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]: ...

    def put(self, document: Doc) -> Doc: ...

    def remove(self, document: Doc) -> None: ...


Sleep = Callable[[float], None]
