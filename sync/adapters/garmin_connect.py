"""How a person connects Garmin: e-mail, password and a code, once, or a token file made elsewhere.

Whether Garmin looks at logins from here is kept by `garmin_cooloff`; what a login is made of stands in `garmin_login`.
"""

import secrets
from datetime import datetime

from sync.adapters import garmin_cooloff as cooloff
from sync.adapters.garmin_fields import CODE, EMAIL, PASSWORD
from sync.adapters.garmin_login import CodeUnheard, GarminLogin, InHand, WrongCode, token_file
from sync.core.bundle import Bundle
from sync.core.errors import LoginNeeded, RateLimited, Rejected, Unavailable
from sync.core.secret import Secret
from sync.engine.discover import owner_of
from sync.login import PICKED_UP, Ask, Done, Given, NotConnected, Step, Wait
from sync.service import Parts

CODES = 4
"""How often an MFA code may be entered: once, and three times again."""
ONLY = "me"  # Garmin refuses an address, whoever logs in from there; and tokens in hand are nobody's yet
OTHER_WAY = "`runtrack login garmin --tokens FILE` takes a garminconnect token file made on another machine"
LATELY = "Garmin has refused a login lately, and each further attempt may prolong that"


class ConnectGarmin:
    """See `login.Login`. Between password and code the attempt stays in this process: its cookies are the
    library's."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._store = parts, parts.store
        self._attempts: dict[str, GarminLogin] = {}

    def begin(self, given: Given, now: datetime) -> Step:
        if given.get("tokens"):
            return self._tried(_of_file(given), now)
        until = cooloff.cooling_until(self._store, ONLY, now)
        if until is not None and not given.get("force"):
            return Wait(until, LATELY, OTHER_WAY, asked=False)
        email = given.get("email", "")
        fields = (PASSWORD,) if email else (EMAIL, PASSWORD)
        return Ask(fields, {"email": email}, meanwhile="Asking Garmin, which takes up to half a minute …")

    def answer(self, state: Given, given: Given, now: datetime) -> Step:
        try:
            return self._coded(state, given, now) if "attempt" in state else self._signed_in(state, given, now)
        except RateLimited as error:
            return Wait(cooloff.begin(self._store, ONLY, error, now), error.reason, OTHER_WAY)
        except Rejected as error:
            cooloff.over(self._store, ONLY)  # it looks at logins
            raise NotConnected(f"{error.reason}. Nothing was stored.") from None

    def _signed_in(self, state: Given, given: Given, now: datetime) -> Step:
        email, password = given.get("email") or state["email"], Secret(given.get("password", ""))
        if not email or not password:
            raise NotConnected("Garmin needs an e-mail and a password.")
        attempt = GarminLogin(self._parts.hosts, domain=self._parts.values["GARMIN_DOMAIN"])
        if not attempt.sign_in(email, password, now):
            return self._finished(attempt, now)
        number = secrets.token_urlsafe(16)
        self._attempts = {number: attempt}  # a second login ends the first, as it does at Garmin
        return Ask((CODE,), {"attempt": number, "left": str(CODES - 1)})

    def _coded(self, state: Given, given: Given, now: datetime) -> Step:
        attempt, left = self._attempts.pop(state["attempt"], None), int(state["left"])
        if attempt is None:
            raise NotConnected("This login is over: begin it again. Nothing was stored.")
        try:
            attempt.confirm(given.get("code", ""), now)
        except (WrongCode, CodeUnheard) as error:
            if not left:
                raise
            self._attempts[state["attempt"]] = attempt
            note = f"{error.reason}. Try again ({left} left)."
            return Ask((CODE,), {"attempt": state["attempt"], "left": str(left - 1)}, note=note)
        return self._finished(attempt, now)

    def _finished(self, attempt: GarminLogin, now: datetime) -> Step:
        bundle = attempt.bundle()
        cooloff.over(self._store, ONLY)
        return self._tried(bundle, now)

    def _tried(self, bundle: Bundle, now: datetime) -> Done:
        """The tokens after one list call. An empty account names no owner; nothing is guessed then."""
        domain = self._parts.values["GARMIN_DOMAIN"]
        hand = InHand(self._parts.hosts, bundle, domain=domain, seconds=self._parts.seconds)
        owner, warnings = None, tuple[str, ...]()
        try:
            owner = owner_of(hand.first_page(ONLY, now))
        except LoginNeeded as error:
            raise NotConnected(f"{error.reason}. Nothing was stored.") from None
        except (Unavailable, RateLimited) as error:
            warnings = (f"The tokens could not be tried ({error.reason}). They are stored all the same.",)
        account = "" if owner is None else str(owner)
        of = f" (account {account})" if account else ""
        return Done(hand.bundle, account, (), (f"Garmin is connected{of}. {PICKED_UP}",), warnings)


def _of_file(given: Given) -> Bundle:
    try:
        return token_file(given["tokens"])
    except ValueError as error:
        raise NotConnected(
            f"{given.get('tokens_from', 'this')} holds no tokens that can be used: {error}. Nothing was stored.\n"
            "What is needed is garmin_tokens.json, written by garminconnect 0.3 or newer."
        ) from None
