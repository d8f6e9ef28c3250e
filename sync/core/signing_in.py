"""What lets somebody in at the web: sessions of browsers, tokens of programs, links and consents that lead there.

Each is kept by the fingerprint of its secret (`core/credential.py`) and ends by itself.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

IDLE, LONGEST = timedelta(days=30), timedelta(days=180)
"""A session ends when its browser has stayed away so long, and at the latest so long after the sign-in."""
LINK_HOLDS = timedelta(minutes=15)
CONSENT_HOLDS = timedelta(minutes=10)
MOST_CONSENTS = 1000
"""Consents that wait at a time: whoever begins more fills nobody's disk."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of a person. `seen`: the day (UTC) of its last request, written once a day; `agent`: what it is, in
    words."""

    user: str
    id: str
    made: datetime
    seen: date
    agent: str = ""
    version: int = 0

    def holds(self, now: datetime) -> bool:
        return now - self.made < LONGEST and now.date() - self.seen < IDLE


class Scope(StrEnum):
    """What a token may do."""

    READ = "read"
    WRITE = "write"  # also reads


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program's way in, with a name that its owner gave it."""

    user: str
    id: str
    name: str
    scope: Scope
    made: datetime
    seen: date | None = None
    version: int = 0

    def may(self, scope: Scope) -> bool:
        return self.scope is Scope.WRITE or scope is Scope.READ


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link from the command line that lets one browser in, once."""

    user: str
    id: str
    made: datetime
    used: bool = False
    version: int = 0

    @property
    def ends(self) -> datetime:
        return self.made + LINK_HOLDS

    def holds(self, now: datetime) -> bool:
        return not self.used and self.made <= now < self.ends


@dataclass(frozen=True, slots=True)
class OAuthState:
    """A consent that is under way at a service: `id` is the fingerprint of the `state` that went there, `browser` that
    of the secret in the browser which has to bring it back. `purpose`: what the consent is for. Nobody is named."""

    id: str
    browser: str
    purpose: str
    made: datetime
    used: bool = False
    version: int = 0

    @property
    def ends(self) -> datetime:
        return self.made + CONSENT_HOLDS

    def holds(self, now: datetime) -> bool:
        return not self.used and self.made <= now < self.ends
