"""The kinds of documents that a store keeps beside runs and plays: each described once, for every store and command.

A new kind is a dataclass with a `version` and one description here; the fields of one that goes out with a person
(`in_export`) are spelled out in `archive/forms.py` as well, or a test fails. A store keeps what it does not know as it
is.
"""

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
    person's data, and goes with the person."""

    name: str
    file: str
    key: Callable[[Any], tuple[str, ...]]
    whose: Whose
    in_export: bool
    in_delete: bool
    due: Callable[[Any], datetime | None] = _never
    opens_tick: bool = False
    is_over: Callable[[Any], bool] = _stays

    @property
    def waits(self) -> bool:
        """Whether one may have a time at which it is due."""
        return self.due is not _never

    @property
    def of(self) -> type[Any]:
        """Its class: a dataclass. Importing all of them costs an idle tick more than what it has to do."""
        found: type[Any] = getattr(import_module(f"sync.core.{self.file}"), self.name)
        return found


KINDS = (
    Kind("User", "user", lambda one: (one.id,), Whose.USER, in_export=True, in_delete=True, opens_tick=True),
    # sealed for this installation: of no use elsewhere
    Kind(
        "Connection",
        "user",
        lambda one: (one.user, one.service),
        Whose.USER,
        in_export=False,
        in_delete=True,
        opens_tick=True,
    ),
    Kind(
        "OwnSettings",
        "own_settings",
        lambda one: (one.user,),
        Whose.USER,
        in_export=True,
        in_delete=True,
        opens_tick=True,
    ),
    # sealed, as logins are
    Kind(
        "OwnSecrets",
        "own_settings",
        lambda one: (one.user,),
        Whose.USER,
        in_export=False,
        in_delete=True,
        opens_tick=True,
    ),
    Kind("Budget", "budget", lambda one: (one.service, one.client_id), Whose.CLIENT, in_export=False, in_delete=False),
    Kind("Backfill", "user", lambda one: (one.user,), Whose.USER, in_export=True, in_delete=True, opens_tick=True),
    Kind(
        "Notice",
        "notice",
        lambda one: (one.user, one.problem),
        Whose.USER,
        in_export=True,
        in_delete=True,
        opens_tick=True,
        is_over=lambda one: one.closed_at is not None and not one.pending,
    ),
    Kind(
        "Gap",
        "music",
        lambda one: (one.user, one.source, one.after.isoformat()),
        Whose.USER,
        in_export=True,
        in_delete=True,
    ),
    # made anew from the routes, which go out
    Kind(
        "Digest",
        "digest",
        lambda one: (one.user, one.source, one.id, str(one.leg)),
        Whose.USER,
        in_export=False,
        in_delete=True,
    ),
    # as those
    Kind(
        "SongFigures",
        "song_figures",
        lambda one: (one.user, one.source, one.id, str(one.leg)),
        Whose.USER,
        in_export=False,
        in_delete=True,
    ),
    # made anew from the folder, which is the person's own
    Kind("FolderIndex", "folder", lambda one: (one.user,), Whose.USER, in_export=False, in_delete=True),
    Kind("PrivacyZones", "privacy", lambda one: (one.user,), Whose.USER, in_export=True, in_delete=True),
    # what lets in here, and links to pages here: of no use elsewhere
    Kind("Session", "signing_in", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    Kind("ApiToken", "signing_in", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    Kind("SignInLink", "signing_in", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    Kind(
        "LoginAttempt",
        "login_attempt",
        lambda one: (one.user, one.service),
        Whose.USER,
        in_export=False,
        in_delete=True,
    ),
    Kind("SharedRun", "shared_run", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    # lets in here alone
    Kind("Invitation", "invitation", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    Kind("Contact", "friends", lambda one: (one.user, one.other), Whose.USER, in_export=True, in_delete=True),
    Kind(
        "Share",
        "song_share",
        lambda one: (one.user, one.id),
        Whose.USER,
        in_export=True,
        in_delete=True,
        due=lambda one: one.due,
        is_over=lambda one: one.due is None,
    ),
    Kind(
        "Sending",
        "song_share",
        lambda one: (one.user, one.id),
        Whose.USER,
        in_export=True,
        in_delete=True,
        due=lambda one: one.due,
        is_over=lambda one: one.due is None,
    ),
    # of somebody who is not known yet; `due` when it is to be forgotten
    Kind(
        "OAuthState",
        "signing_in",
        lambda one: (one.id,),
        Whose.EVERYBODY,
        in_export=False,
        in_delete=False,
        due=lambda one: one.ends,
    ),
    Kind(
        "Facts",
        "song_facts",
        lambda one: (one.id,),
        Whose.EVERYBODY,
        in_export=False,
        in_delete=False,
        due=lambda one: one.due,
    ),
)
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(of: type[Any]) -> Kind:
    """The description of a document's class. Raises KeyError for a class that is no document."""
    kind = _BY_NAME[of.__name__]
    if of.__module__ != f"sync.core.{kind.file}":
        raise KeyError(of)
    return kind


def kind_named(name: str) -> Kind | None:
    """By the name in the store; None for one of another version, which this code leaves alone."""
    return _BY_NAME.get(name)


def key_of(document: Any) -> tuple[str, ...]:
    """The key of a document within its kind."""
    return kind_of(type(document)).key(document)
