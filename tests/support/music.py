"""A world with music: Spotify, Last.fm, ListenBrainz and the catalogues are simulated as well, and somebody listens.

with MusicWorld(tmp_path) as world:
    world.connect("spotify")
    world.plays(world.now - HOUR, 50 * MINUTE)
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sync.adapters.spotify_fields import OF_PLAYLISTS, ON_NOW
from sync.adapters.tokens import Bundle
from sync.core.user import Connection
from sync.sim.http import SimService
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.songbook import Heard, playlist
from sync.sim.songfacts import SimCatalogues
from sync.sim.spotify import SimSpotify
from sync.wiring import ME
from tests.support.world import World

TOKEN = "5eed1e55-cafe-4bad-9ace-0ddba11f00d5"  # unlike anything else, so that it is seen wherever it leaks
FOREVER = datetime(2999, 1, 1, tzinfo=UTC)


class MusicWorld(World):
    """See the module and `World`."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **how)
        self.spotify = SimSpotify(self.clock.now)
        self.lastfm = SimLastfm(self.clock.now, api_key="c0ffee15" * 4)
        self.listenbrainz, self.catalogues = SimListenBrainz(self.clock.now, token=TOKEN), SimCatalogues(self.clock.now)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (*super().services, self.spotify, self.lastfm, self.listenbrainz, self.catalogues)

    @property
    def bases(self) -> dict[str, str]:
        catalogues = self.catalogues.url
        return super().bases | {
            "https://api.spotify.com": self.spotify.url,
            "https://accounts.spotify.com": self.spotify.url,
            "https://ws.audioscrobbler.com": self.lastfm.url,
            "https://api.listenbrainz.org": self.listenbrainz.url,
            "https://musicbrainz.org": catalogues,
            "https://api.reccobeats.com": catalogues,
            "https://api.deezer.com": catalogues,
        }

    @property
    def environ(self) -> dict[str, str]:
        return {
            "SPOTIFY_CLIENT_ID": self.spotify.client_id,
            "LASTFM_API_KEY": self.lastfm.api_key,
            "SPOTIFY_API_URL": self.spotify.url,
            "SPOTIFY_ACCOUNTS_URL": self.spotify.url,
            "LASTFM_API_URL": self.lastfm.url,
            "LISTENBRAINZ_API_URL": self.listenbrainz.url,
            "MUSICBRAINZ_CONTACT": "runner@example.org",
            "MUSICBRAINZ_API_URL": self.catalogues.url,
            "RECCOBEATS_API_URL": self.catalogues.url,
            "DEEZER_API_URL": self.catalogues.url,
        } | super().environ

    def connect(self, *services: str, playlists: bool = False, on_now: bool = False, user: str = ME) -> None:
        """As `runtrack login` would have left it; `on_now`: it may tell what plays now."""
        for service in services:
            if service == "spotify":
                more = (*((ON_NOW,) if on_now else ()), *(OF_PLAYLISTS if playlists else ()))
                scopes = ("user-read-recently-played", *more)
                granted = self.spotify.tokens(*scopes)
                fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
                bundle = Bundle(fields, self.now + timedelta(seconds=float(granted["expires_in"])))
                self._keep(service, bundle, scopes, "synthetic", user)
            else:
                name = (self.lastfm if service == "lastfm" else self.listenbrainz).user
                token = {"token": self.listenbrainz.token} if service == "listenbrainz" else {}
                self._keep(service, Bundle({"name": name} | token, FOREVER), (), name)

    def _keep(self, service: str, bundle: Bundle, scopes: tuple[str, ...], account: str, user: str = ME) -> None:
        self.wired.keepers[service].save_login(user, bundle, self.now, scopes=scopes, account=account)

    def plays(self, start: datetime, length: timedelta, *services: str, seed: object = 1) -> list[Heard]:
        """Songs one after the other for this long; each service hears of them (default: Spotify)."""
        heard = playlist(seed, start, start + length)
        for service in services or ("spotify",):
            for one in heard:
                getattr(self, service).heard(one)
        return heard

    def connection(self, service: str) -> Connection:
        found = self.store.load(Connection, ME, service)
        assert found is not None, f"{service} is not connected"
        return found
