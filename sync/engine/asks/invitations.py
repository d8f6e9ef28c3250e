"""Invite somebody to be a friend, by a code; take that back; and join by one."""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.friends import Contact, Learns, Will
from sync.core.invitation import LONGEST_CALLED, LONGEST_CODE, MARK, Invitation, code_of, id_of, mark_of
from sync.engine import saving
from sync.engine.asks.friends import ask, changed
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
    made = 0
    for one in store.all(Invitation, user):
        if now >= one.ends:
            store.remove(one)
        else:
            made += 1
    if made >= MOST:
        raise TooManyInvitations
    code = code_of(user, secret)
    shown = " ".join(word for word in called.split() if word.isprintable())[:LONGEST_CALLED]
    if saving.put(store, Invitation(user, id_of(code), now, tells, called=shown)) is None:
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


def opened(app: App, code: str, now: datetime) -> Invitation:
    """The invitation of a code, as somebody sees it who has it. Raises `NoInvitation`."""
    found = invitation_of(app, code)
    if found is None or not found.holds(now):
        raise NoInvitation
    return found


def join(app: App, user: str, code: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Contact:
    """Be a friend of who made the code, who has agreed by making it; `tells`: what that one may learn. Taken first and
    done last, so that a join that was killed is gone on with by the same person alone. Raises `NoInvitation`."""
    found = invitation_of(app, code)
    if found is None or not found.holds_for(user, now):
        raise NoInvitation
    store, maker = app.store, found.user
    known = store.load(Contact, maker, user)
    if known is not None and known.will is Will.BLOCKED:
        raise NoInvitation
    taken = saving.put(store, replace(found, used_by=user))
    if taken is None:
        raise NoInvitation  # somebody else has joined by it at this moment

    def agreed(one: Contact) -> Contact:
        return one if one.will is not Will.OFFERED else replace(one.turned(Will.WANTED, now), tells=found.tells)

    changed(store, maker, user, now, agreed)
    own = ask(store, user, maker, now, tells=tells)
    saving.put(store, replace(taken, done=True))  # None: a second join of the same person has just ended
    return own


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
