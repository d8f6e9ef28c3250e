"""What describes a kind of documents: `document_kinds.py` lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from importlib import import_module
from typing import Any


def _never(_: Any) -> None:
    return None


def _stays(_: Any) -> bool:
    return False


def _nobody(_: Any) -> str:
    return ""


class Whose(Enum):
    USER = auto()
    CLIENT = auto()  # of an application's client id, for all its users
    EVERYBODY = auto()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Kind:
    """`name`: what it is called in every store, for ever: its class in `sync/core/<file>.py`, which is imported by
    whoever has to do with one. `key`: what is unique within the kind; that of a user's begins with the user. `due`:
    when it is looked for by `Store.waiting`. `opens_tick`: a user has few, and each tick reads them all. `is_over`:
    may be forgotten by itself some time after it was last saved. `in_export`, `in_delete`: whether it goes out with a
    person's data, and goes with the person; `names`: whom a document of everybody names, with whom it goes as well."""

    name: str
    file: str
    key: Callable[[Any], tuple[str, ...]]
    whose: Whose
    in_export: bool
    in_delete: bool
    due: Callable[[Any], datetime | None] = _never
    opens_tick: bool = False
    is_over: Callable[[Any], bool] = _stays
    names: Callable[[Any], str] = _nobody

    @property
    def waits(self) -> bool:
        """Whether one may have a time at which it is due."""
        return self.due is not _never

    @property
    def may_name(self) -> bool:
        """Whether one that is everybody's may name a person."""
        return self.names is not _nobody

    @property
    def of(self) -> type[Any]:
        """Its class: a dataclass. Importing all of them costs an idle tick more than what it has to do."""
        found: type[Any] = getattr(import_module(f"sync.core.{self.file}"), self.name)
        return found
