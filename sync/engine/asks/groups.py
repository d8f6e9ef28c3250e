"""What a person wants of a group of their own: make it, name it, invite people, take them off it, close it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from unicodedata import normalize

from sync.core.circle import LONGEST_NAME, MOST_PEOPLE, Belongs, Circle, Membership
from sync.core.friends import Learns
from sync.engine import outbox, saving
from sync.engine.asks.group_refusals import (
    GroupFull,
    MakerStays,
    NoGroupName,
    NoSuchGroup,
    NotAmongFriends,
    NotInGroup,
    NotTheMaker,
    SeveralGroups,
)
from sync.engine.asks.memberships import room, there
from sync.engine.friendship import friends
from sync.engine.groups import GroupView, named
from sync.engine.leaving import has_turns
from sync.ports import Conflict, Store, StoreBroken


def meant(store: Store, user: str, asked: str) -> GroupView:
    """The group that a person means by its name or id. Raises `NoSuchGroup`, `SeveralGroups`."""
    found = named(store, user, asked)
    if not found:
        raise NoSuchGroup(asked)
    if len(found) > 1:
        raise SeveralGroups(asked, tuple(one.id for one in found))
    return found[0]


def make(store: Store, user: str, id: str, name: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Circle:
    """A new group, to which its maker belongs. `id`: random (`secrets.token_hex(10)`), the same for the same wish. Its
    maker's own document comes first: killed in between, there is no group, and that document goes with the next one.
    Raises `NoGroupName`, `TooManyGroups`."""
    name = _good(name)
    known = store.load(Circle, user, id)
    if known is not None:
        return known
    _unlike_others(store, user, id, name)
    room(store, user, besides=id)
    own_will = Membership(user, id, user, Belongs.JOINED, now, tells)
    saving.put(store, own_will)  # None: it was said by a try before
    made = saving.put(store, Circle(user, id, name, now)) or store.load(Circle, user, id)
    if made is None:
        raise StoreBroken("this group keeps being changed by another program", "try again")
    saving.put(store, own_will)  # None, but where another group of theirs was made at this moment
    return made


def rename(store: Store, user: str, id: str, name: str) -> Circle:
    """Call a group of one's own by another name. Everybody in it sees it where its name is shown from now on; a message
    that stands there says it when it is changed the next time, so that nobody is reached by that. Safe to repeat.
    Raises `NoSuchGroup`, `NotTheMaker`, `NoGroupName`."""
    name = _good(name)
    own_group(store, user, id)
    _unlike_others(store, user, id, name)
    return _list_changed(store, user, id, lambda one: one if one.name == name else replace(one, name=name))


def invite(store: Store, user: str, id: str, other: str, now: datetime) -> Circle:
    """Ask a friend into a group of one's own; asked twice, it is asked once, and who has blocked the group is not asked
    at all. Raises `NoSuchGroup`, `NotTheMaker`, `NotAmongFriends`, `GroupFull`."""
    own_group(store, user, id)
    if not friends(store, user, other) or not has_turns(store, other):
        raise NotAmongFriends(other)
    circle = let_in(store, user, id, other)
    saving.put(store, Membership(other, id, user, Belongs.ASKED, now))  # None: they have said something already
    return circle


def let_in(store: Store, maker: str, id: str, name: str) -> Circle:
    """Put somebody on a group's list. Raises `NoSuchGroup`, `GroupFull`."""

    def with_one_more(circle: Circle) -> Circle:
        if circle.lets_in(name):
            return circle
        if len(circle.everybody) >= MOST_PEOPLE:
            raise GroupFull
        return replace(circle, people=(*circle.people, name))

    return _list_changed(store, maker, id, with_one_more)


def remove(store: Store, user: str, id: str, other: str, now: datetime) -> Circle:
    """Take somebody off a group of one's own. What they had said of it goes first, so that who is invited anew has to
    say it anew; who has blocked the group stays so. Killed in between, they belong to it no longer all the same.
    Raises `NoSuchGroup`, `NotTheMaker`, `MakerStays`, `NotInGroup`."""
    circle = own_group(store, user, id)
    if other == user:
        raise MakerStays
    if not circle.lets_in(other):
        raise NotInGroup(other)
    said = store.load(Membership, other, id)
    if said is not None and said.maker == user and said.will is not Belongs.BLOCKED:
        store.remove(said)
    left = _list_changed(store, user, id, lambda one: replace(one, people=_without(one.people, other)))
    outbox.member_changed(store, other, id, now)
    return left


def close(store: Store, user: str, id: str, now: datetime) -> None:
    """The group is over at once, for it goes first; then what its people had said of it. Safe to repeat: killed, the
    rest is of a group that is nowhere. Raises `NoSuchGroup`, `NotTheMaker`."""
    circle = own_group(store, user, id)
    saving.remove(store, Circle, user, id)
    for said in store.load_each(Membership, [(name, id) for name in circle.everybody], Membership):
        if said is not None and said.maker == user:
            store.remove(said)
    for name in circle.everybody:
        outbox.member_changed(store, name, id, now)


def own_group(store: Store, user: str, id: str) -> Circle:
    """A group that this person made. Raises `NoSuchGroup`, `NotTheMaker`."""
    circle, _ = there(store, user, id)
    if circle.user != user:
        raise NotTheMaker(circle.user)
    return circle


def _good(name: str) -> str:
    """A name as it is kept. Raises `NoGroupName`."""
    name = normalize("NFC", name).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NoGroupName
    return name


def _unlike_others(store: Store, user: str, id: str, name: str) -> None:
    """Raises `NoGroupName`."""
    if any(one.name.casefold() == name.casefold() for one in store.all(Circle, user) if one.id != id):
        raise NoGroupName


def _list_changed(store: Store, maker: str, id: str, change: Callable[[Circle], Circle]) -> Circle:
    try:
        saved = saving.changed(store, Circle, (maker, id), change)
    except Conflict:  # as above
        raise StoreBroken("this group keeps being changed by another program", "try again") from None
    if saved is None:
        raise NoSuchGroup(id)
    return saved


def _without(people: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(one for one in people if one != name)
