"""Tokens as a refresh gives them: both, none for good, or a new refresh token alone."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sync.core.errors import Unavailable


class InvalidGrant(Exception):
    """The service says that this refresh token is dead."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """One user's tokens for one service, in clear: in memory only. `fields` is what the service's library wants."""

    fields: dict[str, str] = field(repr=False)
    expires_at: datetime
    version: int = 0


class OnlyRefreshToken(Unavailable):
    """The answer brings a new refresh token, which has ended the old one, and no usable access token. `bundle` is the
    old one with it: it is kept, and the next try begins with it."""

    def __init__(self, reason: str, bundle: Bundle, *, service: str = "") -> None:
        super().__init__(reason, service=service)
        self.bundle = bundle


def without_access(error: Unavailable, old: Bundle, answer: object, field: str = "refresh_token") -> Unavailable:
    """What to raise for an answer without a usable access token. `field`: the refresh token's name in the bundle."""
    new = answer.get("refresh_token") if isinstance(answer, dict) else None
    if not isinstance(new, str) or not new.strip() or new.strip() == old.fields[field]:
        return error
    kept = replace(old, fields=old.fields | {field: new.strip()})
    return OnlyRefreshToken(error.reason, kept, service=error.service)
