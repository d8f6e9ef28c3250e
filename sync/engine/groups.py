"""The groups of a person, and who belongs to them: read from what each of them wants now, never remembered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.core.circle import Belongs, Circle, Membership, is_in
from sync.core.friends import Learns
from sync.engine.learning import between_each, group_of
from sync.ports import Store


@dataclass(frozen=True, slots=True)
class MemberView:
    """One of the others of a group. `joined`: shown otherwise to its maker alone, who has invited them; `learns`: what
    the one who looks may learn of them."""

    name: str
    joined: bool
    learns: Learns


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as one of its people sees it: what they want of it, what its others learn of them, and who is in it. That
    somebody has blocked the group, or another member, nobody is told."""

    id: str
    name: str
    maker: str
    will: Belongs
    tells: Learns
    muted: bool
    members: tuple[MemberView, ...]


def groups(store: Store, user: str) -> Sequence[GroupView]:
    """All that there are for this person, by name; also those that asked them, or that they left or blocked."""
    own = store.all(Membership, user)
    circles = store.load_each(Circle, [(one.maker, one.id) for one in own], Circle)
    there = [(circle, one) for circle, one in zip(circles, own, strict=True) if _shown(circle, one)]
    seen = [_seen(store, circle, one) for circle, one in there if circle is not None]
    return sorted(seen, key=lambda one: (one.name.casefold(), one.id))


def group(store: Store, user: str, id: str) -> GroupView | None:
    """One of them; None where there is none of this id for this person."""
    circle, own = group_of(store, user, id)
    return _seen(store, circle, own) if circle is not None and own is not None and _shown(circle, own) else None


def named(store: Store, user: str, asked: str) -> Sequence[GroupView]:
    """Those that `asked` may mean: the one of this id, or else all of this name, in capitals or not."""
    known = groups(store, user)
    exact = [one for one in known if one.id == asked]
    return exact or [one for one in known if one.name.casefold() == asked.strip().casefold()]


def names(store: Store, user: str) -> dict[str, str]:
    """The names of a person's groups by their ids."""
    own = store.all(Membership, user)
    circles = store.load_each(Circle, [(one.maker, one.id) for one in own], Circle)
    return {circle.id: circle.name for circle, one in zip(circles, own, strict=True) if circle and _shown(circle, one)}


def joined(store: Store, circle: Circle) -> list[str]:
    """Everybody who belongs to it now, its maker first."""
    everybody = circle.everybody
    members = store.load_each(Membership, [(name, circle.id) for name in everybody], Membership)
    return [name for name, member in zip(everybody, members, strict=True) if is_in(circle, member)]


def _shown(circle: Circle | None, own: Membership) -> bool:
    return circle is not None and circle.lets_in(own.user)


def _seen(store: Store, circle: Circle, own: Membership) -> GroupView:
    others = [name for name in circle.everybody if name != own.user]
    each = zip(others, between_each(store, own.user, others, circle.id), strict=True)
    members = (MemberView(name, is_in(circle, one.listener), one.may_learn) for name, one in each)
    shown = tuple(one for one in members if one.joined or own.user == circle.user)
    return GroupView(circle.id, circle.name, circle.user, own.will, own.tells, own.muted, shown)
