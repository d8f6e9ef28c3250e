"""Two people of an installation as each other's friends: read from what each of them wants now, never remembered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.core.friends import Contact, Learns, Will, are_friends, may_learn
from sync.engine.learning import learns_of_each
from sync.ports import Store


@dataclass(frozen=True, slots=True)
class FriendView:
    """A contact as its owner sees it. That they are blocked there nobody is told: it looks like no answer."""

    name: str
    will: Will
    friends: bool
    tells: Learns
    learns: Learns  # what this person may learn of the other one
    muted: bool
    called: str = ""


def friends(store: Store, one: str, other: str) -> bool:
    """As both want it now."""
    return are_friends(*_both(store, one, other))


def learns(store: Store, sender: str, listener: str, group: str = "") -> Learns:
    """What a sender may learn of a listener, as that one says now: of songs to a friend, or to the group of this id."""
    return learns_of_each(store, sender, [listener], group)[0]


def contacts(store: Store, user: str) -> Sequence[FriendView]:
    """Everybody with whom this person has to do, by name."""
    own = store.all(Contact, user)
    theirs = store.load_each(Contact, [(one.other, user) for one in own], Contact)
    return [_seen(one, other) for one, other in zip(own, theirs, strict=True)]


def called(store: Store, user: str) -> dict[str, str]:
    """What this person calls others, by their names, where it is another one than that."""
    return {one.other: one.called for one in store.all(Contact, user) if one.called}


def _seen(own: Contact, other: Contact | None) -> FriendView:
    return FriendView(
        own.other, own.will, are_friends(own, other), own.tells, may_learn(other, own), own.muted, own.called
    )


def _both(store: Store, one: str, other: str) -> tuple[Contact | None, Contact | None]:
    return store.load(Contact, one, other), store.load(Contact, other, one)
