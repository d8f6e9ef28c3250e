"""Strava's OAuth endpoints: consent, code exchange, refresh, revoke (Strava API v3, "Authentication").

Assumptions (docs/services/strava.md#consent-and-tokens): the client secret is mandatory (no PKCE); a refresh token
may rotate and its predecessor is then dead; the granted scopes are only in the callback's query. The OAuth base URL
is a setting of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import requests

from sync.adapters.bounds import REFRESH_SECONDS
from sync.adapters.clean import text
from sync.adapters.http import Hosts, HttpSession, StatusError, refuse
from sync.adapters.network_trouble import network_error
from sync.adapters.strava_answers import ASKED, OAUTH
from sync.core.backoff import capped
from sync.core.bundle import Bundle, InvalidGrant, without_access
from sync.core.errors import AppInactive, RateLimited, Rejected, SyncError, Unavailable
from sync.core.user import Secret

MARGIN = timedelta(seconds=600)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code exchange gives: the tokens, and whose they are ("" when Strava does not say)."""

    bundle: Bundle
    athlete: str


class StravaOAuth:
    """One application's client id and secret at Strava's authorisation server."""

    def __init__(self, hosts: Hosts, client_id: str, secret: Secret, *, seconds: float = 30.0) -> None:
        self._client_id, self._secret, self._hosts = client_id, secret, hosts
        self._session = HttpSession(hosts, seconds, refuse, least=REFRESH_SECONDS)

    def consent_url(self, redirect: str, state: str) -> str:
        """Where the person says yes. `state` comes back in the callback and must be the same."""
        query = {
            "client_id": self._client_id,
            "redirect_uri": redirect,
            "response_type": "code",
            "approval_prompt": "auto",
            "scope": ",".join(ASKED),
            "state": state,
        }
        return self._hosts.rewrite("GET", f"{OAUTH}/authorize") + "?" + urlencode(query)

    def exchange(self, code: str, now: datetime) -> Grant:
        """The callback's code for tokens. The code is single use and short-lived: `Rejected` when it is dead."""
        try:
            answer = self._token({"grant_type": "authorization_code", "code": code}, now)
        except InvalidGrant as error:
            raise Rejected("Strava does not accept this code (used already, or too old)", service="strava") from error
        athlete = answer.get("athlete")
        return Grant(_bundle(answer), text(athlete.get("id")) if isinstance(athlete, dict) else "")

    def refresh(self, bundle: Bundle, now: datetime) -> Bundle:
        """See `tokens.Refresh`. An answer without a new refresh token leaves the old one valid."""
        form = {"grant_type": "refresh_token", "refresh_token": bundle.fields["refresh_token"]}
        answer = self._token(form, now)
        try:
            return _bundle({"refresh_token": bundle.fields["refresh_token"], **_without_nulls(answer)})
        except Unavailable as error:
            raise without_access(error, bundle, answer) from error

    def revoke(self, token: str) -> None:
        """Disconnect at Strava as well. `POST /oauth/revoke` answers 200 even for tokens it does not know."""
        try:
            self._session.post(f"{OAUTH}/revoke", data={"token": token}, auth=(self._client_id, self._secret.value))
        except StatusError as refused:
            raise Unavailable(f"strava: {refused}", service="strava") from refused
        except OSError as error:
            raise network_error(error, service="strava", write=False) from error

    def _token(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        data = {"client_id": self._client_id, "client_secret": self._secret.value, **form}
        try:
            answer = self._session.post(f"{OAUTH}/token", data=data).json()
        except StatusError as refused:
            raise _meaning(refused, now) from refused
        except requests.JSONDecodeError as error:
            raise Unavailable("strava login: the answer is not JSON", service="strava") from error
        except OSError as error:
            raise network_error(error, service="strava", write=False) from error
        if not isinstance(answer, dict):
            raise Unavailable("strava login: the answer holds no token", service="strava")
        return answer


def _meaning(refused: StatusError, now: datetime) -> SyncError | InvalidGrant:
    words, body = f"strava login: {refused}", refused.body
    if b"Application" in body and (refused.status in (400, 401) or b"nactive" in body):
        return AppInactive(
            "Strava does not accept this client id and secret, or has deactivated the application", service="strava"
        )
    if refused.status == 400:
        return InvalidGrant("its token was revoked or replaced")
    if refused.status == 429:
        return RateLimited(
            words, capped(refused.retry_after(now) or now + timedelta(minutes=15), now), service="strava"
        )
    return Unavailable(words, service="strava")


def _bundle(answer: Mapping[str, Any]) -> Bundle:
    try:
        fields = {"access_token": str(answer["access_token"]), "refresh_token": str(answer["refresh_token"])}
        if not answer["access_token"]:
            raise ValueError
        return Bundle(fields, datetime.fromtimestamp(float(answer["expires_at"]), UTC))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unavailable("strava login: the answer holds no token", service="strava") from error


def _without_nulls(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if value is not None}
