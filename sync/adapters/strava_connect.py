"""How a person connects Strava: consent on its page with an application of one's own, then a code for tokens."""

import secrets
from datetime import datetime

from sync.adapters.strava_fields import APPLICATION, SCOPES
from sync.adapters.strava_oauth import StravaOAuth
from sync.core.errors import AppInactive, Rejected
from sync.login import PICKED_UP, Done, Given, NotConnected, Open, granted

PASTED = "What you granted is not in what you pasted. If a box was left out, the first upload will say so."


class ConnectStrava:
    """See `login.Login`. `redirect` is given by whoever renders it."""

    def __init__(self, oauth: StravaOAuth) -> None:
        self._oauth = oauth

    def begin(self, given: Given, now: datetime) -> Open:
        state = secrets.token_urlsafe(16)  # 128 bits
        return Open(self._oauth.consent_url(given["redirect"], state), {"state": state})

    def answer(self, state: Given, given: Given, now: datetime) -> Done:
        code, scopes = granted("Strava", state["state"], given)
        missing = [scope for scope in SCOPES if scopes is not None and scope not in scopes]
        if missing:
            boxes = " and ".join(f"“{SCOPES[scope]}” ({scope})" for scope in missing)
            raise NotConnected(
                f"Strava did not grant everything. Nothing was stored; start again and leave {boxes} ticked."
            )
        try:
            grant = self._oauth.exchange(code, now)
        except Rejected as error:
            raise NotConnected(f"{error.reason}. Nothing was stored; start again.") from None
        except AppInactive as error:
            raise NotConnected(f"{error.reason}. Nothing was stored; look at {APPLICATION}.") from None
        said = f"Strava is connected (athlete {grant.athlete or 'unknown'}). {PICKED_UP}"
        return Done(grant.bundle, grant.athlete, scopes or (), (said,), () if scopes is not None else (PASTED,))
