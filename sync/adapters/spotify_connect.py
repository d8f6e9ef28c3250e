"""How a person connects Spotify: consent on its page with an application of one's own, and PKCE."""

import secrets
from datetime import datetime

from sync.adapters.spotify_fields import DASHBOARD, MAKES_PLAYLISTS, OF_PLAYLISTS, SCOPE
from sync.adapters.spotify_oauth import SpotifyOAuth
from sync.core.errors import AppInactive, SyncError
from sync.login import Done, Given, NotConnected, Open, granted

NO_NAME = (
    "Spotify would not say whose account this is. If you are not among the application's users, or its owner has no "
    "Premium, no play will come: `runtrack status` tells within 5 minutes."
)
REMINDED = "Spotify forgets every consent after six months: Runtrack reminds you 30, 7 and 1 days before."


class ConnectSpotify:
    """See `login.Login`. State and verifier are good for one answer."""

    def __init__(self, oauth: SpotifyOAuth) -> None:
        self._oauth = oauth

    def begin(self, given: Given, now: datetime) -> Open:
        state = secrets.token_urlsafe(16)  # 128 bits
        more = OF_PLAYLISTS if given.get(MAKES_PLAYLISTS.name) else ()
        url, verifier = self._oauth.begin(given["redirect"], state, *more)
        return Open(url, {"state": state, "verifier": verifier, "redirect": given["redirect"]})

    def answer(self, state: Given, given: Given, now: datetime) -> Done:
        code, _ = granted("Spotify", state["state"], given)
        try:
            grant = self._oauth.exchange(code, state["redirect"], state["verifier"], now)
        except AppInactive as error:
            raise NotConnected(f"{error.reason}. Nothing was stored; look at {DASHBOARD}.") from None
        except SyncError as error:
            raise NotConnected(f"{error.reason}. Nothing was stored; start again.") from None
        if SCOPE not in grant.scopes:
            words = f"Spotify did not grant {SCOPE}, without which no play can be seen."
            raise NotConnected(f"{words} Nothing was stored; start again and agree to what its page asks for.")
        said = f"Spotify is connected (account {grant.account or 'unknown'}). Its plays are captured from now on."
        warnings = () if grant.account else (NO_NAME,)
        return Done(grant.bundle, grant.account, grant.scopes, (said, REMINDED), warnings)
