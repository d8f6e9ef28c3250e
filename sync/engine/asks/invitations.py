"""Invite somebody to be a friend, or into a group, by a code; take that back; and join by one."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.circle import MOST_PEOPLE, Belongs, Circle, Membership
from sync.core.friends import Contact, Learns, Will
from sync.core.invitation import LONGEST_CODE, MARK, Invitation, code_of, id_of, mark_of
from sync.engine import saving
from sync.engine.asks.friends import ask, changed, shown_name
from sync.engine.asks.group_refusals import NoSuchGroup
from sync.engine.asks.groups import let_in, own_group
from sync.engine.asks.memberships import join as join_again
from sync.engine.asks.memberships import room
from sync.engine.asks.refusals import Refused
from sync.engine.leaving import is_marked
from sync.engine.people import people
from sync.ports import Store, StoreBroken

MOST = 20


class NoInvitation(Refused):
    """No invitation of this code that one could join by: it tells nobody whether there ever was one."""


class TooManyInvitations(Refused):
    """A person makes at most `MOST` in the seven days for which one holds, those by which somebody has joined as well:
    each can bring a person here."""


class NoSuchInvitation(Refused):
    """A person has made no invitation of this id that somebody could still join by."""


def invite(
    store: Store, user: str, secret: str, now: datetime, *, tells: Learns = Learns.NOTHING, called: str = ""
) -> str:
    """A code for one person, which holds for seven days. `secret`: 128 random bits (`secrets.token_urlsafe(16)`);
    `tells`: what who joins may learn; `called`: see `Invitation`. Those that are over are forgotten. Raises
    `TooManyInvitations`."""
    return _made(store, Invitation(user, "", now, tells, called=shown_name(called)), secret)


def invite_into(store: Store, user: str, group: str, secret: str, now: datetime, *, called: str = "") -> str:
    """The same into a group of one's own, for somebody who need not be a friend. Raises `NoSuchGroup`, `NotTheMaker`,
    `TooManyInvitations`."""
    own_group(store, user, group)
    return _made(store, Invitation(user, "", now, called=shown_name(called), group=group), secret)


def _made(store: Store, wanted: Invitation, secret: str) -> str:
    user, now, made = wanted.user, wanted.made, 0
    for one in store.all(Invitation, user):
        if now >= one.ends:
            store.remove(one)
        else:
            made += 1
    if made >= MOST:
        raise TooManyInvitations
    code = code_of(user, secret)
    if saving.put(store, replace(wanted, id=id_of(code))) is None:
        raise StoreBroken("an invitation with this secret is there already", "try again")
    return code


def invitations(store: Store, user: str, now: datetime) -> list[Invitation]:
    """A person's own by which somebody may still join, the newest first."""
    return sorted(
        (one for one in store.all(Invitation, user) if one.holds(now)), key=lambda one: one.made, reverse=True
    )


def take_invitation_back(store: Store, user: str, id: str, now: datetime) -> None:
    """Nobody joins by it any more: it counts as made. Raises `NoSuchInvitation`."""
    known = store.load(Invitation, user, id)
    if known is None or not known.holds(now) or saving.put(store, replace(known, done=True)) is None:
        raise NoSuchInvitation


def opened(app: App, code: str, now: datetime) -> tuple[Invitation, str]:
    """The invitation of a code, as somebody sees it who has it, and the name of the group into which it leads ("": it
    makes friends). Raises `NoInvitation`, also for one of a group that is closed."""
    found = invitation_of(app, code)
    if found is None or not found.holds(now):
        raise NoInvitation
    name = leads_to(app, code)
    if found.group and not name:
        raise NoInvitation
    return found, name


def leads_to(app: App, code: str) -> str:
    """The name of the group into which a code leads or led, "" for none."""
    found = invitation_of(app, code)
    circle = app.store.load(Circle, found.user, found.group) if found is not None and found.group else None
    return circle.name if circle is not None else ""


def join(app: App, user: str, code: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Contact:
    """Be a friend of who made the code, who has agreed by making it; `tells`: what that one may learn. Taken first and
    done last, so that a join that was killed is gone on with by the same person alone. Raises `NoInvitation`."""
    found = _holding(app, user, code, now)
    if found.group:
        raise NoInvitation
    store, maker = app.store, found.user
    taken = _taken(store, found, user)

    def agreed(one: Contact) -> Contact:
        return one if one.will is not Will.OFFERED else replace(one.turned(Will.WANTED, now), tells=found.tells)

    changed(store, maker, user, now, agreed)
    own = ask(store, user, maker, now, tells=tells)
    if found.called and not own.called:
        own = changed(store, user, maker, now, lambda one: replace(one, called=found.called))
    saving.put(store, replace(taken, done=True))  # None: a second join of the same person has just ended
    return own


def join_group(app: App, user: str, code: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Membership:
    """Belong to the group of the code; `tells`: what its others may learn. As `join`, in the same order; who has left
    or blocked the group joins it again. Raises `NoInvitation`, `GroupFull`, `TooManyGroups`."""
    found = _holding(app, user, code, now)
    store = app.store
    if not found.group or store.load(Circle, found.user, found.group) is None:
        raise NoInvitation
    room(store, user, besides=found.group)
    taken = _taken(store, found, user)
    try:
        let_in(store, found.user, found.group, user)
    except NoSuchGroup:  # closed at this moment
        raise NoInvitation from None
    saving.put(store, Membership(user, found.group, found.user, Belongs.ASKED, now))  # None: they said something before
    own = join_again(store, user, found.group, now, tells=tells)
    saving.put(store, replace(taken, done=True))  # None: as above
    return own


def join_by(app: App, user: str, code: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Contact | None:
    """As `join` or `join_group`, whatever the code is of, and raising what they do. The friend; None of a group."""
    if not leads_into(app, user, code, now):
        return join(app, user, code, now, tells=tells)
    join_group(app, user, code, now, tells=tells)
    return None


def has_room(store: Store, invitation: Invitation) -> bool:
    """Whether the group into which it leads, if it does, is there and takes one more."""
    if not invitation.group:
        return True
    circle = store.load(Circle, invitation.user, invitation.group)
    return circle is not None and len(circle.everybody) < MOST_PEOPLE


def leads_into(app: App, user: str, code: str, now: datetime) -> str:
    """The id of the group into which a code leads this person, "" for one that makes friends. Raises `NoInvitation`."""
    return _holding(app, user, code, now).group


def _holding(app: App, user: str, code: str, now: datetime) -> Invitation:
    found = invitation_of(app, code)
    if found is None or not found.holds_for(user, now):
        raise NoInvitation
    known = app.store.load(Contact, found.user, user)
    if known is not None and known.will is Will.BLOCKED:
        raise NoInvitation
    return found


def _taken(store: Store, found: Invitation, user: str) -> Invitation:
    taken = saving.put(store, replace(found, used_by=user))
    if taken is None:
        raise NoInvitation  # somebody else has joined by it at this moment
    return taken


def invitation_of(app: App, code: str) -> Invitation | None:
    """Whatever has become of it; None where there is none of this code, or its maker is being deleted."""
    if not MARK < len(code) <= LONGEST_CODE or not code.isascii():
        return None
    for name in people(app):
        if mark_of(name) == code[:MARK]:
            found = app.store.load(Invitation, name, id_of(code))
            if found is not None and not is_marked(app.store, name):
                return found
    return None
