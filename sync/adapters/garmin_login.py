"""One login at Garmin with a person's e-mail and password, by garminconnect's own login. Only commands use this.

What of the library is used how, and why (0.3.20; docs/services/garmin.md):

* Two of its five flows. A refused login with all of them costs 21 sign-in requests, and every further one may
  prolong a block. The flows without a browser's TLS fingerprint are answered with blocks, and the portal flow costs
  ten slow requests for what the mobile flow has been told already; without them it is at most 9.
* `Client.login`, which `Garmin.login` calls: around it `Garmin.login` takes tokens from the variable GARMINTOKENS
  instead of the password, and loses in its own error texts whether Garmin blocks us or refuses the password.
* Its fallback to a browser cookie is switched off: `dumps` does not hold the cookie, so it cannot be kept.
* The flow's outcome is in the exceptions' texts only; `_sign_in_refusal` and `_code_refusal` read them.
"""

import logging
import re
from datetime import datetime
from typing import Any

from garminconnect import Garmin as Library
from garminconnect import GarminConnectAuthenticationError, GarminConnectTooManyRequestsError

from sync.adapters.garmin import BLOCKED, Garmin, bundle_of, poster
from sync.adapters.garmin_fields import MARGIN
from sync.adapters.garmin_library import complete
from sync.adapters.http import Hosts, HttpSession
from sync.adapters.json_text import parsed
from sync.adapters.tokens import Bundle, InvalidGrant, OnlyRefreshToken
from sync.core.backoff import COOLING_LOGIN
from sync.core.diff import Listed
from sync.core.errors import LoginNeeded, RateLimited, Rejected, SyncError, Unavailable
from sync.core.secret import Secret

LEFT_OUT = {"mobile+requests", "portal+cffi", "portal+requests"}
WITHOUT_CURL = {"mobile+cffi", "widget+cffi", "portal+cffi", "portal+requests"}
"""The flows that are left out, with curl_cffi and on a machine where it cannot be loaded."""
PRIVATE_NAMES = (
    "_api_session",
    "_connect",
    "_connectapi",
    "_do_mobile_login",
    "_di_token_url",
    "_establish_session",
    "_exchange_service_ticket",
    "_http_post",
    "_mobile_login_requests",
    "_sso",
    "_token_expires_soon",
)
FIRST_PAGE = 5
PATIENCE = 30.0  # seconds, with one of a login's requests
NOTHING_LASTING = "Garmin accepted the login, but gave no token that lasts"


class WrongCode(Rejected):
    """The MFA code was not the right one; the login still waits for it."""


class CodeUnheard(Unavailable):
    """Garmin could not be asked about the code; the login still waits for it."""


class _NoTokens(GarminConnectAuthenticationError):
    """The ticket could not be traded for tokens. Of this class because only such errors end the library's chain."""


class GarminLogin:
    """One login. `sign_in` once, `confirm` when a code is asked for, then `bundle`.

    All raise `RateLimited` (Garmin blocks logins from here), `Unavailable` (no or no useful answer) and `Rejected`
    (what was given is not accepted); no error holds the password, the code or a token."""

    def __init__(self, hosts: Hosts, *, domain: str = "com") -> None:
        logging.getLogger("garminconnect").setLevel(logging.CRITICAL)  # it logs what we say ourselves
        self._client: Any = Library(is_cn=domain == "cn", retry_attempts=0).client
        self._pending: Any = None
        self._desk: list[int] = []
        self._aim(hosts)
        self._client.skip_strategies = LEFT_OUT if complete().HAS_CFFI else WITHOUT_CURL

    def sign_in(self, email: str, password: Secret, now: datetime) -> bool:
        """Send e-mail and password, once. True: Garmin wants a code. Takes 2 to 30 s: the library waits like a
        person would."""
        try:
            status, self._pending = self._client.login(email, password.value, return_on_mfa=True)
        except Exception as error:
            raise self._sign_in_refusal(error, now) from None
        return bool(status == "needs_mfa")

    def confirm(self, code: str, now: datetime) -> None:
        """The MFA code. After `WrongCode` and `CodeUnheard` it may be given again, without a new login."""
        try:
            self._client.resume_login(self._pending, code)
        except Exception as error:
            raise self._code_refusal(error, now) from None

    def bundle(self) -> Bundle:
        """The tokens of a finished login."""
        try:
            return bundle_of(self._client.dumps())
        except ValueError:
            raise Rejected(NOTHING_LASTING, service="garmin") from None

    # -- inside -----------------------------------------------------------------------------------

    def _aim(self, hosts: Hosts) -> None:
        client, send = self._client, poster(self._client, Hosts({}), PATIENCE)
        for name in ("_sso", "_connect", "_connectapi", "_di_token_url"):
            setattr(client, name, hosts.rewrite("POST", getattr(client, name)))
        client._api_session = HttpSession(Hosts({}), PATIENCE, lambda _: None)
        client._mobile_login_requests = lambda email, password: client._do_mobile_login(
            HttpSession(Hosts({}), PATIENCE, lambda _: None), email, password
        )
        client._token_expires_soon = lambda: False  # they are minutes old at most, whatever this machine's clock says

        def post(url: str, **kwargs: Any) -> Any:
            answer = send(url, **kwargs)
            self._desk.append(int(answer.status_code))
            return answer

        def exchange(ticket: str, sess: Any = None, service_url: str | None = None) -> None:
            self._desk.clear()
            try:
                client._exchange_service_ticket(ticket, service_url=service_url)
            except Exception:
                raise _NoTokens from None

        client._http_post, client._establish_session = post, exchange

    def _sign_in_refusal(self, error: Exception, now: datetime) -> SyncError:
        """What a failed `Client.login` means."""
        words = str(error)
        match error:
            case _NoTokens():
                return self._desk_refusal(now)
            case GarminConnectTooManyRequestsError():
                return _blocked("too many requests from this address, or a blocked one", now)
            case GarminConnectAuthenticationError() if "locked" in words.lower():
                return Rejected("Garmin has locked this account; its website says how to unlock it", service="garmin")
            case GarminConnectAuthenticationError():
                return Rejected("Garmin does not accept this e-mail and password", service="garmin")
        last = words.removeprefix("All login strategies exhausted: ").partition(": ")[2] or words
        if "curl: (" in words or "ConnectionPool(" in words:
            return Unavailable("Garmin's sign-in could not be reached", service="garmin")
        if re.search(r"(HTTP|returned) 5\d\d|server error", words):
            return Unavailable(f"Garmin's sign-in is out of order ({last[:120]})", service="garmin")
        return _blocked(last[:120], now)

    def _code_refusal(self, error: Exception, now: datetime) -> SyncError:
        """What a failed `Client.resume_login` means. It names every address it tried with what came back."""
        if isinstance(error, _NoTokens):
            return self._desk_refusal(now)
        words = str(error)
        tried = re.findall(r"verifyCode: (connection error|HTTP \d+|429 in JSON body|\w+)", words)
        judged = [said for said in tried if not said.startswith(("connection", "HTTP", "429"))]
        asked_again = re.match(r"Widget MFA failed: .*\bMFA\b", words)
        if isinstance(error, GarminConnectAuthenticationError) and (judged or asked_again):
            return WrongCode("Garmin does not accept this code", service="garmin")
        if "curl: (" in words or any(said.startswith(("connection", "HTTP 5")) for said in tried):
            return CodeUnheard("Garmin could not be asked about this code", service="garmin")
        return _blocked("it does not look at the code", now)

    def _desk_refusal(self, now: datetime) -> SyncError:
        """What it means that the token server gave no tokens for a good login."""
        if any(status in BLOCKED for status in self._desk):
            return _blocked("its token service refuses this address", now)
        if not self._desk or self._desk[-1] >= 500:
            return Unavailable("Garmin accepted the login, but its token service does not answer", service="garmin")
        return Rejected(NOTHING_LASTING, service="garmin")


class InHand:
    """Tokens that are not stored yet, in the keeper's place: tried with one list call, refreshed in memory."""

    def __init__(self, hosts: Hosts, bundle: Bundle, *, domain: str = "com", seconds: float = 30.0) -> None:
        self.bundle = bundle
        self._garmin = Garmin(hosts, domain=domain, seconds=seconds)

    def first_page(self, user: str, now: datetime) -> list[Listed]:
        """The newest activities that these tokens show; `bundle` is then what is to be stored. `LoginNeeded` when
        Garmin does not accept them; `Unavailable` and `RateLimited` say nothing about them."""
        return list(self._garmin.for_user(user, now, self).recent(FIRST_PAGE).items)

    def usable(self, user: str, now: datetime) -> Bundle:
        return self.bundle if self.bundle.expires_at - now > MARGIN else self.renewed(user, now)

    def renewed(self, user: str, now: datetime, refused: Bundle | None = None) -> Bundle:
        try:
            self.bundle = self._garmin.refresh(self.bundle, now)
        except OnlyRefreshToken as error:
            self.bundle = error.bundle
            raise
        except InvalidGrant as error:
            raise LoginNeeded(f"Garmin does not accept these tokens ({error})", service="garmin") from None
        return self.bundle


def token_file(text: str) -> Bundle:
    """The bundle in garminconnect's own token file. Raises ValueError saying what it is instead."""
    try:
        found = parsed(text)
    except ValueError:
        raise ValueError("it is not JSON") from None
    if isinstance(found, dict) and found.keys() & {"oauth_token", "oauth_token_secret", "access_token"}:
        raise ValueError("it is a token file of garth or of another old program, which Garmin no longer takes")
    return bundle_of(text)


def _blocked(why: str, now: datetime) -> RateLimited:
    reason = f"Garmin refuses logins from here for now ({why})"
    return RateLimited(reason, now + COOLING_LOGIN, service="garmin", doubling=True)
