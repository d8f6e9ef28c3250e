"""Let the songs that are written in a chat of several people go to a group, and no longer.

Whoever is in such a chat learns the group's name by that, which is why a member alone can choose it, and no other
member's choice is undone by somebody who does not belong to the group.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.core.chat import GroupChat
from sync.core.circle import Circle, Membership, is_in
from sync.engine import saving
from sync.engine.asks.group_refusals import NotJoined
from sync.engine.asks.memberships import there
from sync.engine.asks.refusals import Refused
from sync.engine.learning import group_of
from sync.ports import Conflict, Store, StoreBroken


class BoundToAnother(Refused):
    """Songs of this chat go to a group to which this person does not belong: only its members change that."""


def bound(store: Store, service: str, chat: str) -> Circle | None:
    """The group to which songs go that are written there: as long as who has chosen it belongs to it."""
    known = store.load(GroupChat, service, chat)
    if known is None:
        return None
    circle, member = group_of(store, known.user, known.group)
    return circle if is_in(circle, member) else None


def belongs(store: Store, user: str, circle: Circle) -> bool:
    """Whether this person is in the group of a chat."""
    return is_in(circle, store.load(Membership, user, circle.id))


def may_bind(store: Store, user: str, service: str, chat: str) -> None:
    """Raises `BoundToAnother`."""
    circle = bound(store, service, chat)
    if circle is not None and not belongs(store, user, circle):
        raise BoundToAnother


def bind(store: Store, user: str, service: str, chat: str, group: str, now: datetime) -> Circle:
    """Songs go to this group from now on. Safe to repeat. Raises `NoSuchGroup`, `NotJoined`, `BoundToAnother`."""
    circle, own = there(store, user, group)
    if not is_in(circle, own):
        raise NotJoined
    may_bind(store, user, service, chat)
    wanted = GroupChat(service, chat, user, group, now)
    if saving.put(store, wanted) is None:
        _changed(store, service, chat, lambda one: replace(wanted, version=one.version))
    return circle


def unbind(store: Store, user: str, service: str, chat: str) -> None:
    """Songs go to no group from there any more. Safe to repeat. Raises `BoundToAnother`."""
    may_bind(store, user, service, chat)
    forget(store, service, chat)


def forget(store: Store, service: str, chat: str) -> None:
    """The chat is gone, or we are not in it any more."""
    saving.remove(store, GroupChat, service, chat)


def moved(store: Store, service: str, chat: str, to: str) -> None:
    """The chat has another id. The new one first: killed in between, both are known. Safe to repeat."""
    known = store.load(GroupChat, service, chat)
    if known is not None:
        saving.put(store, replace(known, chat=to, version=0))  # None: it is known
        forget(store, service, chat)


def _changed(store: Store, service: str, chat: str, change: Callable[[GroupChat], GroupChat]) -> None:
    try:
        saving.changed(store, GroupChat, (service, chat), change)
    except Conflict:  # nothing of it is kept, and who wished it hears so
        raise StoreBroken("this chat keeps being changed by another program", "try again") from None
