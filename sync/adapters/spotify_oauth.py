"""Spotify's consent: Authorization Code with PKCE, code exchange, refresh (RFC 7636).

Assumptions (docs/services/spotify.md#consent-and-tokens): the redirect URI is compared exactly and must be a loopback
literal or https; the token answer names the granted scopes; a refresh may or may not bring a new refresh token; all
of them die six months after the consent.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sync.adapters.clean import text
from sync.adapters.music_http import MusicHttp
from sync.adapters.spotify import QUIET, bearer
from sync.adapters.spotify_fields import ACCOUNTS, API, NAME, ON_NOW, SCOPE
from sync.adapters.status_error import StatusError
from sync.core.backoff import capped
from sync.core.bundle import Bundle, InvalidGrant, without_access
from sync.core.errors import AppInactive, RateLimited, Rejected, SyncError, Unavailable
from sync.core.secret import Secret
from sync.service import Hosts

MARGIN = timedelta(seconds=300)
SCOPES_MOST = 1000  # signs of all the permissions that there are, with room for new ones


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code exchange gives: the tokens, what was granted, and whose they are ("" when Spotify does not say)."""

    bundle: Bundle
    scopes: tuple[str, ...]
    account: str


class SpotifyOAuth:
    """One application's client id at Spotify's authorisation server; the secret is used when there is one."""

    def __init__(self, hosts: Hosts, client_id: str, secret: Secret, *, seconds: float = 30.0) -> None:
        self._client_id, self._secret, self._hosts = client_id, secret, hosts
        self._http = MusicHttp(NAME, hosts, seconds=seconds)

    def begin(self, redirect: str, state: str, *more: str) -> tuple[str, str]:
        """(where the person says yes, the PKCE verifier). Both `state` and verifier are good for one answer. `more`:
        permissions that this person is asked for besides."""
        verifier = secrets.token_urlsafe(64)
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": redirect,
            "scope": " ".join((SCOPE, ON_NOW, *more)),
            "state": state,
            "code_challenge_method": "S256",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        }
        return self._hosts.rewrite("GET", f"{ACCOUNTS}/authorize") + "?" + urlencode(query), verifier

    def exchange(self, code: str, redirect: str, verifier: str, now: datetime) -> Grant:
        """The callback's code for tokens. `Rejected` when the code is dead or belongs to another consent."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
        try:
            answer = self._token(form, now)
        except InvalidGrant as error:
            raise Rejected("Spotify does not accept this code (used already, or too old)", service=NAME) from error
        bundle = _bundle(answer, now)
        return Grant(bundle, tuple(text(answer.get("scope"), SCOPES_MOST).split()), self._account(bundle))

    def refresh(self, bundle: Bundle, now: datetime) -> Bundle:
        """See `tokens.Refresh`. An answer without a new refresh token leaves the old one valid."""
        old = bundle.fields["refresh_token"]
        answer = self._token({"grant_type": "refresh_token", "refresh_token": old}, now)
        try:
            return _bundle({**answer, "refresh_token": answer.get("refresh_token") or old}, now)
        except Unavailable as error:
            raise without_access(error, bundle, answer) from error

    def _account(self, bundle: Bundle) -> str:
        """Whose account it is, by the id that never changes. Not knowing it stops nobody."""
        try:
            me = self._http.get(f"{API}/v1/me", headers=bearer(bundle))
        except (StatusError, SyncError):
            return ""
        return text(me.get("account_id") or me.get("id")) if isinstance(me, dict) else ""

    def _token(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        headers: dict[str, str] = {}
        if self._secret:
            pair = f"{self._client_id}:{self._secret.value}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        try:
            answer = self._http.post(f"{ACCOUNTS}/api/token", {"client_id": self._client_id, **form}, headers)
        except StatusError as refused:
            raise _meaning(refused, now) from refused
        if not isinstance(answer, dict):
            raise Unavailable("spotify login: the answer holds no token", service=NAME)
        return answer


def _meaning(refused: StatusError, now: datetime) -> SyncError | InvalidGrant:
    words = f"spotify login: HTTP {refused.status}"
    if b"invalid_client" in refused.body:
        return AppInactive("Spotify does not accept this client id and secret", service=NAME)
    if b"invalid_grant" in refused.body:
        expired = b"expired" in refused.body
        return InvalidGrant("six months after the consent it expires" if expired else "it was revoked or replaced")
    if refused.status == 429:
        told = refused.retry_after(now)
        return RateLimited(words, capped(told or now + QUIET, now), service=NAME, doubling=told is None)
    return Unavailable(words, service=NAME)


def _bundle(answer: Mapping[str, Any], now: datetime) -> Bundle:
    try:
        fields = {name: str(answer[name]) for name in ("access_token", "refresh_token")}
        if not answer["access_token"]:
            raise ValueError
        return Bundle(fields, now + timedelta(seconds=float(answer.get("expires_in") or 3600)))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unavailable("spotify login: the answer holds no token", service=NAME) from error
