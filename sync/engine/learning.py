"""What somebody may learn of other people's listening, and to whom songs come: read from what all of them want now."""

from collections.abc import Sequence

from sync.core.circle import Between, Circle, Membership
from sync.core.friends import Contact, Learns
from sync.ports import Store


def learns_of_each(store: Store, who: str, names: Sequence[str], group: str = "") -> list[Learns]:
    """What `who` may learn of each of them now, of songs that went to a friend, or to the group of this id."""
    return [one.may_learn for one in between_each(store, who, names, group)]


def between_each(store: Store, who: str, names: Sequence[str], group: str = "") -> list[Between]:
    """How it is between `who` and each of the others, in a few reads however many there are."""
    own = store.load_each(Contact, [(who, name) for name in names], Contact)
    theirs = store.load_each(Contact, [(name, who) for name in names], Contact)
    circle, member = group_of(store, who, group) if group else (None, None)
    keys = [(name, group) for name in names]
    members = store.load_each(Membership, keys, Membership) if circle is not None else [None] * len(names)
    return [
        Between(circle, listener, member, of_listener, of_other)
        for listener, of_listener, of_other in zip(members, theirs, own, strict=True)
    ]


def group_of(store: Store, user: str, group: str) -> tuple[Circle | None, Membership | None]:
    """A group as this person knows it, with what they want of it. It lies with its maker, whom their own document
    names: nobody else's group can pass for it."""
    member = store.load(Membership, user, group)
    return (store.load(Circle, member.maker, group) if member is not None else None), member
