"""The people of an installation: add one, let one go. Each has runs, plays, logins and settings of their own."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sync.app import App
from sync.core.document_kinds import KINDS, Whose
from sync.core.user import Connection, User
from sync.core.user_name import wrong_name
from sync.engine import discover, saving
from sync.engine.asks.refusals import Refused
from sync.engine.forgotten_friend import forget
from sync.ports import Store

EVER = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


class NoGoodName(Refused):
    """The name cannot be one; `why` says what is wrong with it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why


class ThereAlready(Refused):
    """There is such a person."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoSuchPerson(Refused):
    """There is no such person; `known` are those that there are."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.known = name, known


class StillHas(Refused):
    """Something of this person is kept: it has to go first."""

    def __init__(self, name: str, left: "Left") -> None:
        super().__init__(name)
        self.name, self.left = name, left


@dataclass(frozen=True, slots=True)
class Left:
    """What is kept of a person besides the name: runs, and logins by service."""

    runs: int
    logins: tuple[str, ...]
    plays: bool

    def __bool__(self) -> bool:
        return bool(self.runs or self.logins or self.plays)


def left_of(store: Store, name: str) -> Left:
    """What is kept of a person."""
    logins = tuple(link.service for link in store.all(Connection, name))
    return Left(sum(store.counts(name).values()), logins, bool(store.plays(name, *EVER)))


def known(store: Store, name: str) -> User:
    """The row of a person. Raises `NoSuchPerson`."""
    person = store.load(User, name)
    if person is None:
        raise NoSuchPerson(name, tuple(store.users()))
    return person


def add_user(app: App, name: str, now: datetime, *, since: datetime | None = None) -> User:
    """A new person, whose runs count from `since` on, else as the settings say. Raises `NoGoodName`, `ThereAlready`."""
    if why := wrong_name(name):
        raise NoGoodName(name, why)
    fresh = discover.new_user(app, name, now)
    made = saving.put(app.store, fresh if since is None else replace(fresh, since=since))
    if made is None:
        raise ThereAlready(name)
    return made


def removable(store: Store, name: str) -> User:
    """The row of a person of whom nothing is kept. Raises `NoSuchPerson`, `StillHas`."""
    person = known(store, name)
    if left := left_of(store, name):
        raise StillHas(name, left)
    return person


def remove_user(app: App, name: str, now: datetime) -> None:
    """Let a person go of whom nothing is kept. Raises `NoSuchPerson`, `StillHas`."""
    person = removable(app.store, name)
    forget(app.store, name, now)
    of_user = [kind.of for kind in KINDS if kind.whose is Whose.USER and kind.in_delete and kind.of is not User]
    for kind in of_user:
        for document in app.store.all(kind, name):
            app.store.remove(document)
    app.store.remove(person)
