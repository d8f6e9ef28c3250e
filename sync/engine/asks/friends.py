"""What a person wants of another one: friendship, silence, nothing; and what the other one may learn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sync.core.friends import Contact, Learns, Will
from sync.core.invitation import LONGEST_CALLED
from sync.core.message import About
from sync.engine import outbox, saving
from sync.engine.asks.refusals import Refused
from sync.engine.leaving import has_turns
from sync.ports import Store, StoreBroken

MOST_CONTACTS, ASKED_A_DAY = 500, 10


class NoContact(Refused):
    """This person has nothing to do with the other one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NobodyToAsk(Refused):
    """There is nobody of this name who could be asked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class TooManyAsked(Refused):
    """A person asks at most `ASKED_A_DAY` others a day, and has at most `MOST_CONTACTS`."""


def ask(store: Store, user: str, other: str, now: datetime, *, tells: Learns = Learns.NOTHING) -> Contact:
    """Want somebody as a friend, or accept who has asked: the same. `tells`: what the other one may learn from now on.
    The other one's document is made first, so that an own one always has somebody who can answer. Raises `NobodyToAsk`,
    `TooManyAsked`."""
    if other == user or not has_turns(store, other):
        raise NobodyToAsk(other)
    known = store.load(Contact, user, other)
    if known is None or known.will is Will.BLOCKED:
        own = store.all(Contact, user)
        asked = [one for one in own if one.will is Will.WANTED and one.since > now - timedelta(days=1)]
        if len(own) >= MOST_CONTACTS or len(asked) >= ASKED_A_DAY:
            raise TooManyAsked
    if store.load(Contact, other, user) is None:
        saving.put(store, Contact(other, user, Will.OFFERED, now))  # None: they have decided at this moment
    made = changed(store, user, other, now, lambda one: replace(one.turned(Will.WANTED, now), tells=tells))
    outbox.tell(store, other, About.ASKED, user, now)
    _heard_of(store, user, other, now)
    return made


def block(store: Store, user: str, other: str, now: datetime) -> Contact:
    """Nothing comes from there any more, and nothing is learned there; also of somebody who was never a contact."""
    own = changed(store, user, other, now, lambda one: one.turned(Will.BLOCKED, now))
    _heard_of(store, user, other, now)
    return own


def agree(store: Store, user: str, other: str, tells: Learns, now: datetime) -> Contact:
    """Say what the other one may learn: of everything, also of what was played before. Raises `NoContact`."""
    known = store.load(Contact, user, other)
    if known is None or known.will is not Will.WANTED:
        raise NoContact(other)
    own = changed(store, user, other, now, lambda one: replace(one, tells=tells) if one.will is Will.WANTED else one)
    _heard_of(store, user, other, now)
    return own


def mute(store: Store, user: str, other: str, now: datetime, *, muted: bool = True) -> Contact:
    """Songs come, and no message. Raises `NoContact`."""
    if store.load(Contact, user, other) is None:
        raise NoContact(other)
    return changed(store, user, other, now, lambda one: replace(one, muted=muted))


def call(store: Store, user: str, other: str, called: str, now: datetime) -> Contact:
    """Call somebody by another name than their own, "" for that. Raises `NoContact`."""
    if store.load(Contact, user, other) is None:
        raise NoContact(other)
    return changed(store, user, other, now, lambda one: replace(one, called=shown_name(called)))


def shown_name(text: str) -> str:
    """A name as somebody has typed it: in one line, of signs that can be seen."""
    return " ".join(word for word in text.split() if word.isprintable())[:LONGEST_CALLED]


def end(store: Store, user: str, other: str, now: datetime) -> None:
    """Be friends no longer; the other one may ask again. Raises `NoContact`."""
    if not saving.remove(store, Contact, user, other):
        raise NoContact(other)
    _heard_of(store, user, other, now)


def _heard_of(store: Store, user: str, other: str, now: datetime) -> None:
    """What messages say that were sent: that `other` asked, and what they learn of songs that they sent."""
    outbox.wake_all(store, user, About.ASKED, other, now)
    outbox.listener_changed(store, user, other, now)


def changed(store: Store, user: str, other: str, now: datetime, change: Callable[[Contact], Contact]) -> Contact:
    """A person's document as `change` makes it: few tries are enough, for no tick touches it."""
    for _ in range(saving.TRIES):
        known = store.load(Contact, user, other)
        before = known or Contact(user, other, Will.OFFERED, now)
        after = change(before)
        if known is not None and after == known:
            return known
        if (saved := saving.put(store, after)) is not None:
            return saved
    raise StoreBroken("this contact keeps being changed by another program", "try again")
