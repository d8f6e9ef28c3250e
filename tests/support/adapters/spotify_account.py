"""One user's account at the simulated Spotify, with our real adapter, OAuth client and token keeper in front of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from sync.adapters.http import Hosts
from sync.adapters.seal import AesSealer
from sync.adapters.spotify import Spotify, SpotifyPlays
from sync.adapters.spotify_fields import ACCOUNTS, API
from sync.adapters.spotify_oauth import MARGIN, SpotifyOAuth
from sync.adapters.tokens import Bundle, TokenKeeper
from sync.core.errors import SyncError
from sync.core.secret import Secret
from sync.core.user import Connection
from sync.sim.clock import HandClock
from sync.sim.spotify import SimSpotify
from sync.stores.files import FolderFiles
from sync.stores.sqlite import SqliteStore

NOON = datetime(2026, 11, 15, 12, 0, 0, 250_000, tzinfo=UTC)
SCOPE = "user-read-recently-played"


class Scripted(SimSpotify):
    """Answers with what is in `says`, whichever endpoint is asked, before it is itself again; `asked` has been sent.

    `meanwhile` is called when a request has arrived and nothing has been done about it yet."""

    def __init__(self, clock: HandClock, client_secret: str) -> None:
        super().__init__(clock.now, client_secret=client_secret)
        self.says: list[Response] = []
        self.asked: list[Request] = []
        self.meanwhile: Callable[[Request], None] = lambda _: None

    def recent(self, request: Request) -> Response:
        self.meanwhile(request)
        return super().recent(request)

    def token(self, request: Request) -> Response:
        self.meanwhile(request)
        return super().token(request)

    def finish(self, response: Response, endpoint: str, request: Request) -> Response:
        self.asked.append(request)
        return self.says.pop(0) if self.says else response


class Account:
    """`login()` first; then `plays` is the adapter at the clock's time."""

    def __init__(self, folder: Path, *, client_secret: str, seconds: float) -> None:
        self.clock = HandClock(NOON)
        self.sim = Scripted(self.clock, client_secret)
        self.sim.start()
        self.store = SqliteStore(":memory:", sleep=lambda _: None)
        self.hosts = Hosts({API: self.sim.url, ACCOUNTS: self.sim.url})
        self.oauth = SpotifyOAuth(self.hosts, self.sim.client_id, Secret(client_secret), seconds=seconds)
        self.keeper = TokenKeeper(
            "spotify",
            self.store,
            FolderFiles(folder),
            AesSealer(bytes(range(32))),
            self.oauth.refresh,
            margin=MARGIN,
            sleep=lambda _: None,
        )
        self.spotify = Spotify(self.hosts, seconds=seconds)

    def login(self, *scopes: str) -> Bundle:
        """As `runtrack login spotify` leaves it, a consent given now."""
        granted = self.sim.tokens(*scopes)
        fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
        bundle = Bundle(fields, self.now + timedelta(seconds=float(granted["expires_in"])))
        self.keeper.save_login("me", bundle, self.now, scopes=scopes or (SCOPE,), account="synthetic-account")
        return bundle

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def plays(self) -> SpotifyPlays:
        return self.spotify.for_user("me", self.now, self.keeper)

    @property
    def connection(self) -> Connection:
        found = self.store.load(Connection, "me", "spotify")
        assert found is not None
        return found

    def stored(self) -> dict[str, str]:
        """The tokens that lie in the store, whatever their age."""
        return self.keeper.usable("me", datetime(2000, 1, 1, tzinfo=UTC)).fields


@contextmanager
def opened(folder: Path, *, client_secret: str = "", seconds: float = 2.0) -> Iterator[Account]:
    """An account whose user has logged in."""
    account = Account(folder, client_secret=client_secret, seconds=seconds)
    account.login()
    try:
        yield account
    finally:
        account.sim.stop()
        account.store.close()


def error_of(account: Account, call: Callable[[], object]) -> SyncError:
    """The error that `call` raises: Spotify's, and without any token in what it or its cause says."""
    with pytest.raises(SyncError) as raised:
        call()
    assert raised.value.service == "spotify"
    said = f"{raised.value!r} {raised.value.__cause__!r} {raised.value.__cause__}"
    assert [token for token in account.sim.issued if token in said] == []
    return raised.value
