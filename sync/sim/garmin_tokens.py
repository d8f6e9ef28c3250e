"""The simulated token server of Garmin (diauth.garmin.com): hands out, rotates and judges tokens.

Token shapes follow RFC 7519 (JWT, with a signature nobody can check) and RFC 6749 (refresh grant and its
errors); the JSON of `tokens` is garminconnect's own token file. Answers of the real server are not published:
the words are those that users report ("Invalid refresh token") or the RFC's.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import SimService, answer

CLIENTS = (
    "GARMIN_CONNECT_MOBILE_ANDROID_DI_2025Q2",
    "GARMIN_CONNECT_MOBILE_ANDROID_DI_2024Q4",
    "GARMIN_CONNECT_MOBILE_ANDROID_DI",
    "GARMIN_CONNECT_MOBILE_IOS_DI",
)
TICKET_GRANT = "https://connectapi.garmin.com/di-oauth2-service/oauth/grant/service_ticket"


@dataclass
class _Refresh:
    """A refresh token that was handed out."""

    client: str
    until: datetime
    used: datetime | None = None


class GarminTokens(SimService):
    """The token half of the simulated Garmin, for one account.

    Knobs: `rotate` (each refresh ends the refresh token it used), `grace_seconds` (how long a used one
    still works), `access_seconds` and `refresh_days` (lifetimes of tokens to come), `token_dead` (every
    refresh is refused). `issued` are all tokens ever handed out. The `exp` inside a token follows the simulator's
    clock; garminconnect compares it with the machine's.
    """

    def __init__(self, now: Now, owner_id: int) -> None:
        super().__init__(now)
        self.owner_id = owner_id
        self.rotate = True
        self.grace_seconds: float = 0
        self.access_seconds = 65481
        self.refresh_days: float = 30
        self.token_dead = False
        self.issued: list[str] = []
        self._access: dict[str, datetime] = {}
        self._refresh: dict[str, _Refresh] = {}
        self._tickets: dict[str, str] = {}  # a login's ticket, good once, with the service it was bought for
        self._made = 0

    def tokens(self) -> str:
        """New valid tokens, as after a login: the JSON that garminconnect's `client.loads` reads."""
        with self.lock:
            given = self._issue(CLIENTS[0])
        return json.dumps(
            {
                "di_token": given["access_token"],
                "di_refresh_token": given["refresh_token"],
                "di_client_id": CLIENTS[0],
            }
        )

    def expire_access(self) -> None:
        """Every access token ends now; the `exp` inside stays as it was, as after a sign-out elsewhere."""
        with self.lock:
            self._access.clear()

    def revoke_all(self) -> None:
        """Every token handed out so far ends now; `tokens` gives new ones."""
        with self.lock:
            self._access.clear()
            self._refresh.clear()

    def accepts(self, access: str) -> bool:
        """Does this access token open the API now?"""
        until = self._access.get(access)
        return until is not None and self.now() < until

    def on_refresh(self, request: Request) -> Response:
        """POST /di-oauth2-service/oauth/token: the refresh grant, and the ticket grant that ends a login."""
        form = request.form
        client = form.get("client_id", "")
        told = request.authorization
        if told is None or told.username != client or client not in CLIENTS:
            return answer({"error": "invalid_client", "error_description": "Bad client credentials"}, 401)
        if form.get("grant_type") == "refresh_token":
            given = self._exchange(form.get("refresh_token", ""), client)
            if given is None:
                return answer({"error": "invalid_grant", "error_description": "Invalid refresh token"}, 400)
            return answer(given)
        if form.get("grant_type") == TICKET_GRANT:
            service = self._tickets.pop(form.get("service_ticket", ""), None)
            if service is None or service != form.get("service_url"):
                return answer({"error": "invalid_grant", "error_description": "Invalid service ticket"}, 400)
            return answer(self._issue(client))
        return answer({"error": "unsupported_grant_type", "error_description": "Unsupported grant type"}, 400)

    def _exchange(self, token: str, client: str) -> dict[str, object] | None:
        """New tokens for a refresh token; None when it is unknown, expired, another client's or used up."""
        known, now = self._refresh.get(token), self.now()
        if self.token_dead or known is None or known.client != client or now >= known.until:
            return None
        if known.used is not None and now - known.used >= timedelta(seconds=self.grace_seconds):
            return None
        if not self.rotate:
            return self._issue(client, keep=token)
        known.used = known.used or now
        return self._issue(client)

    def _issue(self, client: str, keep: str | None = None) -> dict[str, object]:
        """A new access token with a new refresh token (or the one to keep), as the server's JSON."""
        self._made += 1
        now, serial = self.now(), f"{self.owner_id} {self._made}"
        until = now + timedelta(seconds=self.access_seconds)
        scope = ["CONNECT_READ", "CONNECT_WRITE", "GARMINPAY_READ", "GCOFFER_READ", "INSIGHTS_READ"]
        claims = {
            "scope": scope,
            "iss": "https://diauth.garmin.com",
            "client_type": "UNDEFINED",
            "client_id": client,
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
            "garmin_guid": _noise(f"{self.owner_id}", 32),
            "user_name": f"athlete-{self.owner_id}",
            "jti": _noise(f"jti {serial}", 32),
        }
        head = _part({"kid": "di-oauth-signer-sim-2025-q2", "alg": "RS256", "typ": "JWT"})
        access = f"{head}.{_part(claims)}.{_noise(f'signature {serial}', 342)}"
        refresh = keep or _part({"refreshTokenValue": _noise(f"refresh {serial}", 64), "number": self._made})
        self.issued += [access, refresh]
        self._access[access] = until
        if keep is None:
            self._refresh[refresh] = _Refresh(client, now + timedelta(days=self.refresh_days))
        left = (self._refresh[refresh].until - now).total_seconds()
        return {
            "scope": " ".join(scope),
            "jti": claims["jti"],
            "token_type": "Bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": self.access_seconds,
            "refresh_token_expires_in": int(left) - 1,
        }


def _part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()


def _noise(seed: str, length: int) -> str:
    """Letters that look random and are the same for the same seed."""
    raw = b"".join(hashlib.sha256(f"{seed} {i}".encode()).digest() for i in range(length // 40 + 1))
    return base64.urlsafe_b64encode(raw).decode()[:length]
