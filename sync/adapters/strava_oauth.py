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
from sync.adapters.status_error import is_html
from sync.adapters.strava_fields import ASKED, OAUTH
from sync.adapters.strava_refusals import of_login
from sync.core.bundle import Bundle, InvalidGrant, without_access
from sync.core.errors import Rejected, SyncError, Unavailable
from sync.core.secret import Secret

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

    def revoke(self, bundle: Bundle) -> None:
        """Disconnect at Strava as well, by both tokens; one that met trouble is tried once more where the other one was
        taken, for then Strava is there."""
        tokens = (bundle.fields["refresh_token"], bundle.fields["access_token"])
        failed = {token: trouble for token in tokens if (trouble := self._revoked(token)) is not None}
        if len(failed) == 1:
            failed = {token: trouble for token in failed if (trouble := self._revoked(token)) is not None}
        for trouble in failed.values():
            raise trouble

    def _revoked(self, token: str) -> SyncError | None:
        """What was in the way, if anything. `POST /oauth/revoke` answers 200 and nothing, even for tokens that Strava
        does not know; a page is somebody else's answer."""
        login = (self._client_id, self._secret.value)
        try:
            answer = self._session.post(f"{OAUTH}/revoke", data={"token": token}, auth=login)
            told = Unavailable("strava: the answer is a web page", service="strava")
            return told if is_html(answer.content) else None
        except StatusError as refused:
            return Unavailable(f"strava: {refused}", service="strava")
        except OSError as error:
            return network_error(error, service="strava", write=False)

    def _token(self, form: Mapping[str, str], now: datetime) -> dict[str, Any]:
        data = {"client_id": self._client_id, "client_secret": self._secret.value, **form}
        try:
            answer = self._session.post(f"{OAUTH}/token", data=data).json()
        except StatusError as refused:
            raise of_login(refused, now) from refused
        except requests.JSONDecodeError as error:
            raise Unavailable("strava login: the answer is not JSON", service="strava") from error
        except OSError as error:
            raise network_error(error, service="strava", write=False) from error
        if not isinstance(answer, dict):
            raise Unavailable("strava login: the answer holds no token", service="strava")
        return answer


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
