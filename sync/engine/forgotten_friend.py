"""What others keep of a person who is deleted: their name goes from it, and what they had sent is taken back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sync.core.circle import Circle, Membership
from sync.core.document_kinds import KINDS
from sync.core.friends import Contact
from sync.core.invitation import Invitation
from sync.core.message import About, Message, id_of
from sync.core.song_share import Sending, Share, ShareState
from sync.engine import saving
from sync.ports import Conflict, Doc, Store


def forget(store: Store, user: str, now: datetime) -> None:
    """Everybody's documents are looked through: a friendship that one of two has ended is in no document of theirs.
    Safe to repeat, and to be killed anywhere."""
    for contact in store.all(Contact):
        if contact.other == user:
            store.remove(contact)
    for member in store.all(Membership):
        if member.maker == user:
            store.remove(member)  # the group goes with its maker
    for circle in store.all(Circle):
        if user in circle.people:
            _left(store, Circle, (circle.user, circle.id), lambda one: _off(one, user))
    for invitation in store.all(Invitation):
        if invitation.used_by == user:
            store.remove(invitation)
    for sending in store.all(Sending):
        if user in sending.to and sending.user != user:
            _left(store, Sending, (sending.user, sending.id), lambda one: _without(one, user))
        elif sending.user == user:
            for name in sending.to:
                _left(store, Share, (name, sending.id), lambda share: _without_sender(share, user, now))
    for message in store.all(Message):
        if message.id == id_of(About.ASKED, user):
            store.remove(message)
    for kind in KINDS:
        for one in store.all(kind.of) if kind.may_name else ():
            if kind.names(one) == user:
                store.remove(one)


def _left(store: Store, of: type[Doc], key: tuple[str, str], change: Callable[[Doc], Doc]) -> None:
    with suppress(Conflict):  # it stays as somebody keeps changing it
        saving.changed(store, of, key, change)


def _off(circle: Circle, user: str) -> Circle:
    return replace(circle, people=tuple(name for name in circle.people if name != user))


def _without(sending: Sending, user: str) -> Sending:
    return replace(sending, to=tuple("" if name == user else name for name in sending.to))


def _without_sender(share: Share, user: str, now: datetime) -> Share:
    if share.sender != user:
        return share
    ended = share.over(ShareState.WITHDRAWN, now) if share.is_open else share
    return replace(ended, sender="", note="")
