"""The store's port: the ledger of runs, the plays, and the documents that `core/document_kinds.py` describes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self, TypeVar

from sync.core.activity import Activity, Key, State
from sync.core.music import Play
from sync.core.run_list import EVERYTHING, Cursor, RunPage, Wanted


class Document(Protocol):
    """A frozen dataclass of a described kind. `version`: how often it was saved."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def version(self) -> int: ...


Doc = TypeVar("Doc", bound=Document)
As = TypeVar("As")


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

    def routes_due(self, now: datetime, *, user: str, limit: int) -> list[Activity]:
        """Rows whose file is to be read for its route, longest waiting first."""
        ...

    def known(self, user: str, source: str, ids: Iterable[str]) -> set[str]:
        """Those of a source's ids that have rows."""
        ...

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

    def page(self, user: str, wanted: Wanted = EVERYTHING, *, after: Cursor | None = None, limit: int = 50) -> RunPage:
        """A page of the user's list of runs, behind the cursor that the page before ended with. Each run stands on one
        page, once, however many began at the same moment."""
        ...

    def every_run(self, user: str) -> Iterator[Activity]:
        """All of them, each once, in an order of the store's own, read piece by piece as they are taken."""
        ...

    def on_target(self, user: str, target_id: int) -> list[Activity]:
        """The rows that have, or had, this activity on the target, by key."""
        ...

    def counts(self, user: str) -> dict[State, int]: ...

    def next_due(self, user: str) -> datetime | None: ...

    def waiting_since(self, user: str, now: datetime) -> datetime | None:
        """Since when the run that has waited longest does: since its first failure in a row, or, where it is on its
        way to the target, since it is due. A backfill's waits only when it fails. None when nothing waits."""
        ...

    # plays
    def add_plays(self, plays: Sequence[Play]) -> list[Play]:
        """Insert those that are not there yet, and return them. Unique by user, ms, source and song key."""
        ...

    def plays(self, user: str, since: datetime, until: datetime, *, source: str = "") -> list[Play]:
        """By `played_at`, oldest first, both ends included."""
        ...

    def every_play(self, user: str) -> Iterator[Play]:
        """All of them, oldest first, read piece by piece as they are taken."""
        ...

    def newest_play(self, user: str, source: str) -> Play | None: ...

    def remove_plays(self, user: str, source: str, until: datetime | None = None) -> int:
        """Forget the plays of one source, all or those before a moment; returns how many there were."""
        ...

    # documents: what `core/document_kinds.py` describes; those of an unknown kind are left as they are
    def load(self, kind: type[Doc], *key: str) -> Doc | None: ...

    def load_each(self, kind: type[Document], keys: Sequence[tuple[str, ...]], shape: type[As]) -> list[As | None]:
        """As `load` for each of these keys, in their order, all in one read: for a page of a list. `shape`: the kind
        itself, or a class with those of its fields that are needed, which is sooner read."""
        ...

    def all(self, kind: type[Doc], *prefix: str) -> list[Doc]: ...

    def waiting(self, kind: type[Doc], now: datetime, limit: int) -> list[Doc]:
        """Documents whose `due` has come, longest waiting first."""
        ...

    def open_ones(self, kind: type[Doc], user: str, by: datetime | None = None) -> list[Doc]:
        """Those of a user's documents of a kind that have a `due`, longest waiting first: all, also those whose time is
        to come, or what is due `by` a moment. A tick asks each time, of what it read at its beginning."""
        ...

    def put(self, document: Doc) -> Doc: ...

    def remove(self, document: Doc) -> None: ...

    def erase_runs(self, user: str) -> int:
        """Forget all runs of a user; returns how many there were. Safe to repeat."""
        ...

    def erase(self, user: str) -> dict[str, int]:
        """Forget everything of a user but the `User` itself, also what only a newer version knows; returns how many
        rows there were by what they were. Safe to repeat, and to be killed anywhere."""
        ...

    # users, and their ticks
    def users(self) -> list[str]:
        """Every user's id."""
        ...

    def user_parts(self) -> list[Callable[[], Iterator[str]]]:
        """Every user's id in parts that can be read at the same time, as they are taken."""
        ...

    def begin(self, user: str, now: datetime, budgets: Iterable[tuple[str, str]] = ()) -> Self:
        """A tick of this user begins: a store that is far away may read at once what the tick will ask for, with these
        budgets (service, client id)."""
        ...

    def end(self) -> None:
        """The tick is over: from now on every answer is fresh."""
        ...

    def another(self) -> "Store":
        """One on the same rows, for a tick in another thread."""
        ...

    def close(self) -> None: ...
