"""The browsers in which a person is signed in: begin a session, find the one of a word, list them, end them.

The secrets come from whoever asks (`secrets.token_urlsafe(32)`); only their fingerprints are kept.
"""

from dataclasses import replace
from datetime import datetime

from sync.core.agent_words import agent_words
from sync.core.credential import Word, fingerprint, read_word
from sync.core.signing_in import Session
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.engine.leaving import is_marked
from sync.ports import Store, StoreBroken

MOST = 50
"""Sessions of one person: a script that signs in again and again ends its own oldest."""


class NotSignedIn(Refused):
    """The word lets nobody in: unknown, used, ended, or no such word. Which of these is not told."""


def begin_session(store: Store, user: str, secret: str, agent: str, now: datetime) -> Session:
    """A new one, whose word is `Word(user, secret)`; those of the person that are over are forgotten. `agent`: what the
    browser says of itself. Raises `StoreBroken`."""
    known = sessions(store, user, now)
    for one in store.all(Session, user):
        if one not in known[: MOST - 1]:
            store.remove(one)
    made = saving.put(store, Session(user, fingerprint(secret), now, now.date(), agent_words(agent)))
    if made is None:
        raise StoreBroken("a session with this secret is there already", "sign in again")
    return made


def session_of(store: Store, text: str, now: datetime) -> Session | None:
    """The session of a browser's word, None when it is none that holds. Only looks: see `seen_today`."""
    word = read_word(text)
    known = store.load(Session, word.user, word.id) if word is not None else None
    if known is None or not known.holds(now) or is_marked(store, known.user):  # who is being deleted stays out
        return None
    return known


def seen_today(store: Store, known: Session, now: datetime) -> Session:
    """Note the day of its last request: to be called when `Session.seen` is another day. Safe to repeat."""
    return saving.put(store, replace(known, seen=now.date())) or known


def sessions(store: Store, user: str, now: datetime) -> list[Session]:
    """Those that hold, the last seen first."""
    return sorted((one for one in store.all(Session, user) if one.holds(now)), key=_newest, reverse=True)


def end_session(store: Store, user: str, id: str) -> bool:
    """End one of a person's own; whether there was one. Safe to repeat."""
    return saving.remove(store, Session, user, id)


def end_sessions(store: Store, user: str, *, but: str = "") -> int:
    """End all of a person's, but for one (`but`, an id); returns how many. Safe to repeat."""
    ended = [one for one in store.all(Session, user) if one.id != but]
    for one in ended:
        store.remove(one)
    return len(ended)


def word_of(user: str, secret: str) -> str:
    """What the browser keeps."""
    return Word(user, secret).text


def _newest(one: Session) -> tuple[object, datetime]:
    return one.seen, one.made
