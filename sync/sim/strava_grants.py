"""Strava's tokens: codes that work once, access tokens of six hours, refresh tokens that may rotate.

Source: Strava API v3, authentication. What is not documented is played the harsher way: a new access token
ends the one before, and a revocation ends everything the athlete ever granted to the app.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

ACCESS_SECONDS = 21_600
SAME_TOKEN_SECONDS = 3_600  # a refresh with more than this left returns the same access token
CODE_SECONDS = 600  # "short-lived"; the exact time is not documented


@dataclass
class Grant:
    """One consent of the athlete. Times are Unix seconds."""

    scopes: frozenset[str]
    access_token: str
    expires_at: int
    refresh_token: str
    retired: dict[str, float] = field(default_factory=dict)  # old refresh token -> works until


class Grants:
    """All consents given to one app. `salt` keeps the tokens of two simulators apart; `issued` are all codes and
    tokens ever handed out."""

    def __init__(self, salt: str) -> None:
        self._salt = salt
        self._serial = 0
        self.issued: list[str] = []
        self._grants: list[Grant] = []
        self._codes: dict[str, tuple[frozenset[str], float]] = {}

    def code(self, now: datetime, scopes: frozenset[str]) -> str:
        """A new authorisation code."""
        code = self._token("code")
        self._codes[code] = (scopes, now.timestamp() + CODE_SECONDS)
        return code

    def exchange(self, code: str, now: datetime) -> Grant | None:
        """The grant for a code; None for one that is unknown, used or too old."""
        scopes, until = self._codes.pop(code, (frozenset[str](), 0.0))
        return self.issue(now, scopes) if now.timestamp() < until else None

    def issue(self, now: datetime, scopes: frozenset[str]) -> Grant:
        grant = Grant(scopes, self._token("access"), self._expiry(now), self._token("refresh"))
        self._grants.append(grant)
        return grant

    def refresh(self, token: str, now: datetime, *, rotate: bool, grace_seconds: float) -> Grant | None:
        """The grant of a refresh token, with a new access token when the old one has an hour or less left."""
        for grant in self._grants:
            if token == grant.refresh_token or now.timestamp() < grant.retired.get(token, 0.0):
                if grant.expires_at - now.timestamp() <= SAME_TOKEN_SECONDS:
                    grant.access_token, grant.expires_at = self._token("access"), self._expiry(now)
                    if rotate:
                        grant.retired[grant.refresh_token] = now.timestamp() + grace_seconds
                        grant.refresh_token = self._token("refresh")
                return grant
        return None

    def holder(self, access_token: str, now: datetime) -> Grant | None:
        """Who comes with this access token; None when it is unknown or has expired."""
        for grant in self._grants:
            if grant.access_token == access_token and now.timestamp() < grant.expires_at:
                return grant
        return None

    def knows(self, token: str) -> bool:
        return any(token in (grant.access_token, grant.refresh_token) for grant in self._grants)

    def expire_access(self, now: datetime) -> None:
        for grant in self._grants:
            grant.expires_at = min(grant.expires_at, int(now.timestamp()))

    def __len__(self) -> int:
        return len(self._grants)

    def revoke_all(self) -> None:
        self._grants.clear()
        self._codes.clear()

    def _expiry(self, now: datetime) -> int:
        return int(now.timestamp()) + ACCESS_SECONDS

    def _token(self, kind: str) -> str:
        self._serial += 1
        self.issued.append(hashlib.sha256(f"{self._salt} {kind} {self._serial}".encode()).hexdigest()[:40])
        return self.issued[-1]
