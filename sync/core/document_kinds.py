"""The kinds of documents that a store keeps beside runs and plays: each described once, for every store and command.

A new kind is a dataclass with a `version` and one description here; the fields of one that goes out with a person
(`in_export`) are spelled out in `archive/forms.py` as well, or a test fails. A store keeps what it does not know as it
is.
"""

from typing import Any

from sync.core.kind import Kind as Kind
from sync.core.kind import Whose as Whose
from sync.core.live.kinds import KINDS as LIVE

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
    # as those
    Kind(
        "Insights",
        "insights.kept",
        lambda one: (one.user, one.of),
        Whose.USER,
        in_export=False,
        in_delete=True,
        due=lambda one: one.due,
    ),
    Kind("Experiment", "insights.experiment", lambda one: (one.user,), Whose.USER, in_export=True, in_delete=True),
    *LIVE,
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
    Kind("Circle", "circle", lambda one: (one.user, one.id), Whose.USER, in_export=True, in_delete=True),
    Kind("Membership", "circle", lambda one: (one.user, one.id), Whose.USER, in_export=True, in_delete=True),
    Kind(
        "Playlist", "playlist", lambda one: (one.user, one.service, one.id), Whose.USER, in_export=True, in_delete=True
    ),
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
    Kind(
        "Chat", "chat", lambda one: (one.user, one.service), Whose.USER, in_export=True, in_delete=True, opens_tick=True
    ),
    # it holds no words: what it tells of goes out
    Kind(
        "Message",
        "message",
        lambda one: (one.user, one.service, one.id),
        Whose.USER,
        in_export=False,
        in_delete=True,
        due=lambda one: one.due,
        is_over=lambda one: one.due is None,
    ),
    # what was sent of it goes out
    Kind(
        "Draft",
        "draft",
        lambda one: (one.user, one.id),
        Whose.USER,
        in_export=False,
        in_delete=True,
        is_over=lambda one: True,
    ),
    # the other way round, made anew when a chat is connected
    Kind(
        "ChatOwner",
        "chat",
        lambda one: (one.service, one.chat),
        Whose.EVERYBODY,
        in_export=False,
        in_delete=False,
        due=lambda one: one.due,
        names=lambda one: one.user,
    ),
    # what goes to a group is in the person's own
    Kind(
        "GroupChat",
        "chat",
        lambda one: (one.service, one.chat),
        Whose.EVERYBODY,
        in_export=False,
        in_delete=False,
        names=lambda one: one.user,
    ),
    Kind(
        "ChatCode",
        "chat",
        lambda one: (one.id,),
        Whose.EVERYBODY,
        in_export=False,
        in_delete=False,
        due=lambda one: one.due,
        names=lambda one: one.user,
    ),
    # what became of it is in the person's own
    Kind(
        "Inbound",
        "inbound",
        lambda one: (one.service, one.id),
        Whose.EVERYBODY,
        in_export=False,
        in_delete=False,
        due=lambda one: one.due,
        names=lambda one: one.user,
    ),
    Kind("Polling", "inbound", lambda one: (one.service,), Whose.EVERYBODY, in_export=False, in_delete=False),
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
