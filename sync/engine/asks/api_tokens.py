"""A person's API tokens: make one, find the one of a word, list them, revoke one."""

from dataclasses import replace
from datetime import datetime

from sync.core.credential import TOKEN_MARK, Word, fingerprint, read_word
from sync.core.signing_in import LONGEST_NAME, ApiToken, Scope
from sync.engine import saving
from sync.engine.asks.refusals import Refused
from sync.engine.leaving import is_marked
from sync.ports import Store, StoreBroken

MOST = 20


class NoGoodTokenName(Refused):
    """A token's name must be 1 to 60 signs that can be seen."""


class TooManyTokens(Refused):
    """A person has at most `MOST`."""


def make_token(store: Store, user: str, name: str, scope: Scope, secret: str, now: datetime) -> tuple[ApiToken, str]:
    """A new token and its word, which is never shown again. Raises `NoGoodTokenName`, `TooManyTokens`."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise NoGoodTokenName(name)
    if len(store.all(ApiToken, user)) >= MOST:
        raise TooManyTokens
    made = saving.put(store, ApiToken(user, fingerprint(secret), name.strip(), scope, now))
    if made is None:
        raise StoreBroken("a token with this secret is there already", "make another")
    return made, TOKEN_MARK + Word(user, secret).text


def token_of(store: Store, text: str) -> ApiToken | None:
    """The token of a program's word, None when there is none. Only looks: see `token_seen_today`."""
    word = read_word(text.removeprefix(TOKEN_MARK)) if text.startswith(TOKEN_MARK) else None
    known = store.load(ApiToken, word.user, word.id) if word is not None else None
    return None if known is None or is_marked(store, known.user) else known  # who is being deleted is let in no more


def token_seen_today(store: Store, known: ApiToken, now: datetime) -> ApiToken:
    """Note the day of its last request: to be called when `ApiToken.seen` is another day. Safe to repeat."""
    return saving.put(store, replace(known, seen=now.date())) or known


def tokens(store: Store, user: str) -> list[ApiToken]:
    """The newest first."""
    return sorted(store.all(ApiToken, user), key=lambda one: one.made, reverse=True)


def revoke_token(store: Store, user: str, id: str) -> bool:
    """Take one of a person's own back; whether there was one. Safe to repeat."""
    return saving.remove(store, ApiToken, user, id)
