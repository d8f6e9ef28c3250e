"""The OAuth half of the simulated Strava: consent, tokens, revocation.

Source: Strava API v3, authentication. These endpoints carry no rate headers and are not counted.
"""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import answer
from sync.sim.strava_grants import Grant, Grants
from sync.sim.strava_site import StravaSite
from sync.sim.strava_words import bad_request, inactive, wrong_client_secret

SCOPES = frozenset(
    (
        "read",
        "read_all",
        "profile:read_all",
        "profile:write",
        "activity:read",
        "activity:read_all",
        "activity:write",
    )
)
USUAL_SCOPES = frozenset(("read", "activity:read_all", "activity:write"))


class StravaOAuth(StravaSite):
    """The app's registration at Strava and the tokens given to it.

    Knobs, to be set at any time:

    * `inactive`: the app's owner has no subscription: every API and token call is 403.
    * `rotate`: a refresh that mints a new access token brings a new refresh token; the old one dies after
      `grace_seconds`.
    * `granted_scopes`: the boxes the athlete leaves ticked; None grants whatever is asked for.
    * `deny`: the athlete presses Cancel.
    * `callback_domain`: where `redirect_uri` may lead besides localhost and 127.0.0.1.
    """

    def __init__(
        self,
        now: Now,
        *,
        client_id: str,
        client_secret: str,
        athlete_id: int,
        duplicate_check: bool = True,
        processing_seconds: float = 2.0,
    ) -> None:
        super().__init__(
            now,
            athlete_id=athlete_id,
            duplicate_check=duplicate_check,
            processing_seconds=processing_seconds,
        )
        self.client_id = client_id
        self.client_secret = client_secret
        self.inactive = False
        self.rotate = False
        self.grace_seconds = 0.0
        self.granted_scopes: frozenset[str] | None = None
        self.deny = False
        self.callback_domain = "localhost"
        self.grants = Grants(f"{client_id} {athlete_id}")

    # -- what a test or the demo does -------------------------------------------------------------

    def tokens(self, scopes: frozenset[str] = USUAL_SCOPES) -> dict[str, Any]:
        """A new consent's refresh_token, access_token and expires_at (Unix seconds), valid at once."""
        with self.lock:
            grant = self.grants.issue(self.now(), scopes)
        return {
            "refresh_token": grant.refresh_token,
            "access_token": grant.access_token,
            "expires_at": grant.expires_at,
        }

    def expire_access(self) -> None:
        """Every access token is expired from now on; the refresh tokens stay good."""
        with self.lock:
            self.grants.expire_access(self.now())

    def connected(self) -> int:
        """How many consents are still good for something."""
        with self.lock:
            return len(self.grants)

    def revoke_all(self) -> None:
        """The athlete disconnects the app on the site: every token is dead."""
        with self.lock:
            self.grants.revoke_all()

    # -- endpoints --------------------------------------------------------------------------------

    def authorize(self, request: Request) -> Response:
        """The consent page, answered at once: back to redirect_uri with code, scope and state, or error."""
        asked = [scope for scope in re.split(r"[ ,]+", request.args.get("scope", "")) if scope]
        target = request.args.get("redirect_uri", "")
        if request.args.get("client_id") != self.client_id:
            return bad_request("Application", "client_id")
        if not self._may_return_to(target):
            return bad_request("Application", "redirect_uri")
        if request.args.get("response_type") != "code":
            return bad_request("Authorize", "response_type")
        if not asked or not set(asked) <= SCOPES:
            return bad_request("Authorize", "scope")
        state = request.args.get("state", "")
        granted = [scope for scope in asked if self.granted_scopes is None or scope in self.granted_scopes]
        if self.deny:
            values = {"state": state, "error": "access_denied"}
        else:
            code = self.grants.code(self.now(), frozenset(granted))
            values = {"state": state, "code": code, "scope": ",".join(granted)}
        return redirect(f"{target}{'&' if '?' in target else '?'}{urlencode(values)}")

    def token(self, request: Request) -> Response:
        """A code or a refresh token for an access token of six hours."""
        given = request.values
        if given.get("client_id") != self.client_id:
            return bad_request("Application", "client_id")
        if given.get("client_secret") != self.client_secret:
            return wrong_client_secret()
        if self.inactive:
            return inactive()
        now = self.now()
        if given.get("grant_type") == "authorization_code":
            grant = self.grants.exchange(given.get("code", ""), now)
            if grant is None:
                return bad_request("AuthorizationCode", "code")
            return answer(_told(grant, now) | {"athlete": self.athlete_shown()})
        if given.get("grant_type") == "refresh_token":
            grant = self.grants.refresh(
                given.get("refresh_token", ""), now, rotate=self.rotate, grace_seconds=self.grace_seconds
            )
            return answer(_told(grant, now)) if grant else bad_request("RefreshToken", "refresh_token")
        return bad_request("Application", "grant_type")

    def revoke(self, request: Request) -> Response:
        """200 and nothing else, also for an unknown token; 401 without the app's own credentials."""
        basic = request.authorization
        if basic is None or (basic.username, basic.password) != (self.client_id, self.client_secret):
            return wrong_client_secret()
        if self.grants.knows(request.values.get("token", "")):
            self.grants.revoke_all()
        return Response(b"", 200)

    def athlete_shown(self) -> dict[str, Any]:
        """The athlete as GET /athlete and the code exchange answer them; an invented person."""
        return {
            "id": self.athlete_id,
            "username": None,
            "resource_state": 2,
            "firstname": "Robin",
            "lastname": "Example",
            "city": None,
            "country": None,
            "sex": None,
            "premium": True,
            "summit": True,
        }

    def _may_return_to(self, target: str) -> bool:
        try:
            parts = urlsplit(target)
            host = parts.hostname or ""
        except ValueError:
            return False
        allowed = host in ("localhost", "127.0.0.1", self.callback_domain)
        return parts.scheme in ("http", "https") and (allowed or host.endswith("." + self.callback_domain))


def _told(grant: Grant, now: datetime) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "access_token": grant.access_token,
        "expires_at": grant.expires_at,
        "expires_in": grant.expires_at - int(now.timestamp()),
        "refresh_token": grant.refresh_token,
    }
