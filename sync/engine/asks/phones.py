"""A person's phones that may say where they run: make one, find the one of an address, list them, revoke one."""

from datetime import datetime

from sync.core.credential import Word, fingerprint, read_word
from sync.core.live.phones.apps import APPS
from sync.core.live.phones.phone import LivePhone
from sync.core.signing_in import LONGEST_NAME
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.engine.leaving import is_marked
from sync.ports import Store, StoreBroken

MOST = 10


class NoGoodPhone(Refused):
    """Its name must be 1 to 60 signs that can be seen."""


class TooManyPhones(Refused):
    """A person has at most `MOST`."""


def make_phone(store: Store, user: str, app: str, name: str, secret: str, now: datetime) -> tuple[LivePhone, str]:
    """A new phone, and the secret part of its address, which is never shown again. `name` "": the app's. Raises
    `NoGoodPhone`, `TooManyPhones`."""
    if app not in APPS:
        raise NoGoodPhone(app)
    called = name.strip() or APPS[app].title
    if len(called) > LONGEST_NAME or not called.isprintable():
        raise NoGoodPhone(name)
    if len(store.all(LivePhone, user)) >= MOST:
        raise TooManyPhones
    made = saving.put(store, LivePhone(user, fingerprint(secret), app, called, now))
    if made is None:
        raise StoreBroken("a phone with this secret is there already", "make another")
    return made, Word(user, secret).text


def phone_of(store: Store, app: str, text: str) -> LivePhone | None:
    """The phone of an address's secret part, None when there is none: unknown, revoked, of another app, or of somebody
    who is being deleted."""
    word = read_word(text)
    known = store.load(LivePhone, word.user, word.id) if word is not None else None
    return None if known is None or known.app != app or is_marked(store, known.user) else known


def phones(store: Store, user: str) -> list[LivePhone]:
    """The newest first."""
    return sorted(store.all(LivePhone, user), key=lambda one: one.made, reverse=True)


def revoke_phone(store: Store, user: str, id: str) -> bool:
    """Take one of a person's own back, at once; whether there was one. Safe to repeat."""
    return saving.remove(store, LivePhone, user, id)
