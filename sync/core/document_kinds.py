"""The kinds of documents that a store keeps beside runs and plays: each described once, for every store and command.

A new kind is a dataclass with a `version` and one description here. A store keeps what it does not know as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sync.core.budget import Budget
from sync.core.music import Gap
from sync.core.song_facts import Facts
from sync.core.user import Backfill, Connection, Notice, User


def _never(_: Any) -> None:
    return None


def _stays(_: Any) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """`name`: what it is called in every store, for ever. `key`: what is unique within the kind; that of a user's
    begins with the user. `due`: when it is looked for by `Store.waiting`. `opens_tick`: a user has few, and each tick
    reads them all. `is_over`: may be forgotten by itself some time after it was last saved. `in_export`, `in_delete`:
    whether it goes out with a person's data, and goes with the person."""

    of: type[Any]
    key: Callable[[Any], tuple[str, ...]]
    whose: Literal["user", "client", "everybody"]
    in_export: bool
    in_delete: bool
    due: Callable[[Any], datetime | None] = _never
    opens_tick: bool = False
    is_over: Callable[[Any], bool] = _stays

    @property
    def name(self) -> str:
        return self.of.__name__


KINDS = (
    Kind(User, lambda one: (one.id,), "user", in_export=True, in_delete=True, opens_tick=True),
    # sealed for this installation: of no use elsewhere
    Kind(
        Connection,
        lambda one: (one.user, one.service),
        "user",
        in_export=False,
        in_delete=True,
        opens_tick=True,
    ),
    Kind(Budget, lambda one: (one.service, one.client_id), "client", in_export=False, in_delete=False),
    Kind(Backfill, lambda one: (one.user,), "user", in_export=True, in_delete=True, opens_tick=True),
    Kind(
        Notice,
        lambda one: (one.user, one.problem),
        "user",
        in_export=True,
        in_delete=True,
        opens_tick=True,
        is_over=lambda one: one.closed_at is not None and not one.pending,
    ),
    Kind(
        Gap,
        lambda one: (one.user, one.source, one.after.isoformat()),
        "user",
        in_export=True,
        in_delete=True,
    ),
    Kind(Facts, lambda one: (one.id,), "everybody", in_export=False, in_delete=False, due=lambda one: one.due),
)
_BY_TYPE = {kind.of: kind for kind in KINDS}
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(of: type[Any]) -> Kind:
    """The description of a document's class. Raises KeyError for a class that is no document."""
    return _BY_TYPE[of]


def kind_named(name: str) -> Kind | None:
    """By the name in the store; None for one of another version, which this code leaves alone."""
    return _BY_NAME.get(name)


def key_of(document: Any) -> tuple[str, ...]:
    """The key of a document within its kind."""
    return _BY_TYPE[type(document)].key(document)
