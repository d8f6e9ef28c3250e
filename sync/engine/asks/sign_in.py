"""Ways to a session: a link from the command line that works once, and a consent at a service.

A link or a consent is used by compare-and-set: of two browsers that bring the same one, one is let in.
"""

from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.credential import fingerprint, read_word
from sync.core.signing_in import MOST_CONSENTS, OAuthState, Session, SignInLink
from sync.core.user import Connection
from sync.engine import saving
from sync.engine.asks.refusals import NobodyThere, Refused
from sync.engine.asks.sessions import NotSignedIn, begin_session
from sync.engine.people import people
from sync.ports import Store, StoreBroken

SIGN_IN = "sign in"


class TooManyConsents(Refused):
    """More consents wait than anybody needs: a flood. It is over in minutes."""


class NobodyKnown(Refused):
    """The account at the service is nobody's here: who is not invited is not let in. `account`: its number there."""

    def __init__(self, account: str) -> None:
        super().__init__(account)
        self.account = account


def make_link(app: App, user: str, secret: str, now: datetime) -> SignInLink:
    """A link for this person, whose word is `Word(user, secret)`; older ones end. Raises `NobodyThere`."""
    if user not in people(app):
        raise NobodyThere(user)
    for one in app.store.all(SignInLink, user):
        app.store.remove(one)
    made = saving.put(app.store, SignInLink(user, fingerprint(secret), now))
    if made is None:
        raise StoreBroken("a link with this secret is there already", "ask for another")
    return made


def use_link(store: Store, text: str, secret: str, agent: str, now: datetime) -> Session:
    """The session that a link's word opens; `secret` is the session's. Raises `NotSignedIn`."""
    word = read_word(text)
    known = store.load(SignInLink, word.user, word.id) if word is not None else None
    if known is None or not known.holds(now) or saving.put(store, replace(known, used=True)) is None:
        raise NotSignedIn
    return begin_session(store, known.user, secret, agent, now)


def begin_consent(store: Store, state: str, browser: str, now: datetime, purpose: str = SIGN_IN) -> OAuthState:
    """A consent begins: `state` goes to the service, `browser` is a secret that this browser alone keeps. Those that
    are over are forgotten. Raises `TooManyConsents`."""
    for old in store.waiting(OAuthState, now, MOST_CONSENTS):
        store.remove(old)
    if len(store.all(OAuthState)) >= MOST_CONSENTS:
        raise TooManyConsents
    made = saving.put(store, OAuthState(fingerprint(state), fingerprint(browser), purpose, now))
    if made is None:
        raise StoreBroken("this consent is under way already", "begin again")
    return made


def take_consent(store: Store, state: str, browser: str, now: datetime, purpose: str = SIGN_IN) -> None:
    """The consent came back, in this browser: once. Raises `NotSignedIn`."""
    known = store.load(OAuthState, fingerprint(state))
    if known is None or not known.holds(now) or (known.browser, known.purpose) != (fingerprint(browser), purpose):
        raise NotSignedIn
    if saving.put(store, replace(known, used=True)) is None:
        raise NotSignedIn


def can_sign_in(app: App, now: datetime) -> bool:
    """Whether there is a way in for anybody: a browser that is signed in, a link that holds, a connected account."""
    store = app.store
    if any(one.holds(now) for one in store.all(Session)) or any(one.holds(now) for one in store.all(SignInLink)):
        return True
    return any(link.sealed and link.account and link.service == app.target_name for link in store.all(Connection))


def person_of(app: App, service: str, account: str) -> str:
    """Whose account at a service this is: whoever has connected it here. Raises `NobodyKnown`."""
    if account:
        for user in people(app):
            link = app.store.load(Connection, user, service)
            if link is not None and link.sealed and link.account == account:
                return user
    raise NobodyKnown(account)
