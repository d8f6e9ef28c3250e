"""What a person wants of a group into which they were invited: belong to it, say what its others learn, leave."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.core.circle import Belongs, Circle, Membership, is_in
from sync.core.friends import Learns
from sync.engine import outbox, saving
from sync.engine.asks.group_refusals import MOST, MakerStays, NoSuchGroup, NotJoined, TooManyGroups
from sync.engine.learning import group_of
from sync.ports import Conflict, Store, StoreBroken


def join(store: Store, user: str, id: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Membership:
    """Belong to a group into which one was invited, or which one has left or blocked. `tells`: what its others learn,
    as far as it is not said already. Raises `NoSuchGroup`, `TooManyGroups`."""
    there(store, user, id)
    room(store, user, besides=id)

    def turned(one: Membership) -> Membership:
        return one if one.will is Belongs.JOINED else replace(one.turned(Belongs.JOINED, now), tells=tells)

    return _decided(store, user, id, now, turned)


def tell(store: Store, user: str, id: str, tells: Learns, now: datetime) -> Membership:
    """Say what the others of the group may learn: of everything, also of what was played before. Raises `NoSuchGroup`,
    `NotJoined`."""

    def told(one: Membership) -> Membership:
        if one.will is not Belongs.JOINED:
            raise NotJoined
        return replace(one, tells=tells)

    there(store, user, id)
    return _decided(store, user, id, now, told)


def mute(store: Store, user: str, id: str, *, muted: bool = True) -> Membership:
    """Songs come from there, and no message. Raises `NoSuchGroup`."""
    there(store, user, id)
    return _said(store, user, id, lambda one: replace(one, muted=muted))


def leave(store: Store, user: str, id: str, now: datetime, *, block: bool = False) -> Membership:
    """Belong to it no longer, and be asked no more when it is blocked; by its name one may join it again. Also of a
    group that is closed, or that lets one in no longer. Raises `NoSuchGroup`, `MakerStays`."""
    own = store.load(Membership, user, id)
    if own is None:
        raise NoSuchGroup(id)
    if own.maker == user and store.load(Circle, user, id) is not None:
        raise MakerStays
    will = Belongs.BLOCKED if block else Belongs.LEFT
    return _decided(store, user, id, now, lambda one: one.turned(will, now))


def there(store: Store, user: str, id: str) -> tuple[Circle, Membership]:
    """A group whose list has this person on it, and what they want of it. Raises `NoSuchGroup`."""
    circle, own = group_of(store, user, id)
    if circle is None or own is None or not circle.lets_in(user):
        raise NoSuchGroup(id)
    return circle, own


def room(store: Store, user: str, besides: str) -> None:
    """Refuse one group more than there may be. Raises `TooManyGroups`."""
    own = [one for one in store.all(Membership, user) if one.id != besides]
    circles = store.load_each(Circle, [(one.maker, one.id) for one in own], Circle)
    for circle, one in zip(circles, own, strict=True):
        if circle is None:
            store.remove(one)  # of a group that is closed
    if sum(is_in(circle, one) for circle, one in zip(circles, own, strict=True)) >= MOST:
        raise TooManyGroups


def _decided(store: Store, user: str, id: str, now: datetime, change: Callable[[Membership], Membership]) -> Membership:
    """Said, and what messages show of it with it."""
    said = _said(store, user, id, change)
    outbox.member_changed(store, user, id, now)
    return said


def _said(store: Store, user: str, id: str, change: Callable[[Membership], Membership]) -> Membership:
    try:
        saved = saving.changed(store, Membership, (user, id), change)
    except Conflict:  # nothing of it is kept, and who said it hears so
        raise StoreBroken("this group keeps being changed by another program", "try again") from None
    if saved is None:
        raise NoSuchGroup(id)
    return saved
