"""The simulated Spotify's accounts: consent with PKCE, codes that work once, tokens that end six months after consent.

Source: docs/services/spotify.md#consent-and-tokens; RFC 7636 for the challenge. Where the real wording is not known,
any will do.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import SimService, answer

SCOPE, ON_NOW = "user-read-recently-played", "user-read-currently-playing"
ACCESS, CODE_LIVES = timedelta(seconds=3600), timedelta(minutes=10)
CONSENT_LIVES = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Code:
    """An authorisation code that has not been traded yet."""

    challenge: str
    redirect: str
    scopes: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What stands behind a refresh token."""

    scopes: tuple[str, ...]
    given_at: datetime


class SpotifyOAuth(SimService):
    """Knobs of the accounts: `grants` (the scopes that the person agrees to; None: what is asked for), `denies` (the
    person says no), `rotates` (a refresh brings a new refresh token and kills the old one)."""

    def __init__(self, now: Now, *, client_id: str = "spotify-client", client_secret: str = "") -> None:
        super().__init__(now)
        self.client_id, self.client_secret = client_id, client_secret
        self.redirects: set[str] = {"http://127.0.0.1:9322/callback"}
        self.any_port = True
        self.grants: tuple[str, ...] | None = None
        self.denies = self.rotates = False
        self.issued: list[str] = []  # every token that was ever handed out
        self._codes: dict[str, Code] = {}
        self._consents: dict[str, Consent] = {}
        self._access: dict[str, tuple[datetime, tuple[str, ...]]] = {}

    # -- what a test or the demo does -------------------------------------------------------------

    def tokens(self, *scopes: str) -> dict[str, Any]:
        """A token answer as after a consent a moment ago."""
        with self.lock:
            return self._issue(Consent(scopes or (SCOPE,), self.now()))

    def revoke(self) -> None:
        """The user removes the application from the account: no token of it works any more."""
        with self.lock:
            self._consents.clear()
            self._access.clear()

    def expire_access(self) -> None:
        """Every access token dies early; the refresh tokens live."""
        with self.lock:
            self._access.clear()

    # -- endpoints --------------------------------------------------------------------------------

    def authorize(self, request: Request) -> Response:
        """What happens when the person presses Agree (or Cancel) on the page."""
        asked = request.args
        redirect = asked.get("redirect_uri", "")
        if asked.get("client_id") != self.client_id:
            return Response("INVALID_CLIENT: Invalid client", status=400)
        if not self._knows(redirect):
            return Response("INVALID_CLIENT: Invalid redirect URI", status=400)
        if asked.get("response_type") != "code":
            return Response("response_type must be code", status=400)
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return Response("code_challenge_method must be S256", status=400)
        back = {"state": asked.get("state", "")}
        if self.denies:
            return _to(redirect, {"error": "access_denied", **back})
        code = secrets.token_urlsafe(24)
        scopes = tuple(asked.get("scope", "").split()) if self.grants is None else self.grants
        self._codes[code] = Code(asked.get("code_challenge", ""), redirect, scopes, self.now())
        return _to(redirect, {"code": code, **back})

    def token(self, request: Request) -> Response:
        form = request.form
        if not self._is_client(request):
            return answer({"error": "invalid_client", "error_description": "Invalid client"}, 400)
        if form.get("grant_type") == "authorization_code":
            return self._traded(form.get("code", ""), form.get("redirect_uri", ""), form.get("code_verifier", ""))
        if form.get("grant_type") == "refresh_token":
            return self._refreshed(form.get("refresh_token", ""))
        return answer({"error": "unsupported_grant_type", "error_description": "grant_type parameter is missing"}, 400)

    def _traded(self, code: str, redirect: str, verifier: str) -> Response:
        known = self._codes.pop(code, None)
        if known is None or self.now() - known.made_at > CODE_LIVES:
            return _dead("Invalid authorization code")
        if redirect != known.redirect:
            return _dead("Invalid redirect URI")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if known.challenge != digest:
            return _dead("code_verifier was incorrect")
        return answer(self._issue(Consent(known.scopes, self.now())))

    def _refreshed(self, token: str) -> Response:
        consent = self._consents.get(token)
        if consent is None:
            return _dead("Refresh token revoked")
        if self.now() - consent.given_at > CONSENT_LIVES:
            return _dead("Refresh token expired")
        if self.rotates:
            del self._consents[token]
            return answer(self._issue(consent))
        fresh = self._issue(consent)
        del self._consents[fresh.pop("refresh_token")]
        return answer(fresh)

    # -- inside -----------------------------------------------------------------------------------

    def _issue(self, consent: Consent) -> dict[str, Any]:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._access[access] = (self.now() + ACCESS, consent.scopes)
        self.issued += [access, refresh]
        self._consents[refresh] = replace(consent)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "scope": " ".join(consent.scopes),
            "expires_in": int(ACCESS.total_seconds()),
            "refresh_token": refresh,
        }

    def _knows(self, redirect: str) -> bool:
        """A loopback address may have any port; `localhost` is refused (since November 2025)."""
        if redirect in self.redirects:
            return True
        return self.any_port and re.fullmatch(r"http://127\.0\.0\.1:\d{1,5}/callback", redirect) is not None

    def _is_client(self, request: Request) -> bool:
        basic = request.authorization
        if basic is not None and basic.type == "basic":
            return (basic.username, basic.password) == (self.client_id, self.client_secret)
        return request.form.get("client_id") == self.client_id


def _dead(words: str) -> Response:
    return answer({"error": "invalid_grant", "error_description": words}, 400)


def _to(redirect: str, query: dict[str, str]) -> Response:
    return Response(status=302, headers={"Location": f"{redirect}?{urlencode(query)}"})
