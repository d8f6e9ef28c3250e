"""The simulators' side of the music: one listener at every service, and a song that each catalogue knows."""

from datetime import datetime, timedelta

from sync.core.music import Song
from sync.sim.clock import Now
from sync.sim.http import SimService
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import IMPORTER, SimListenBrainz
from sync.sim.song_pages import SimSongPages, apple_knows, slug, video_of
from sync.sim.songbook import SONGS, playlist
from sync.sim.songfacts import SimCatalogues, deezer_knows, musicbrainz_knows, reccobeats_knows
from sync.sim.spotify import SimSpotify
from tests.live.real_services import Listener

CONTACT = "runner@example.org"
KNOW = (musicbrainz_knows, reccobeats_knows, deezer_knows, apple_knows)
ONE = next(song for song in SONGS if all(knows(song) for knows in KNOW))
Kinds = tuple[type[SimSpotify], type[SimLastfm], type[SimListenBrainz], type[SimCatalogues], type[SimSongPages]]


class Music:
    """The five simulators, not started yet."""

    kinds: Kinds = (SimSpotify, SimLastfm, SimListenBrainz, SimCatalogues, SimSongPages)

    def __init__(self, now: Now) -> None:
        spotify, lastfm, listenbrainz, catalogues, pages = self.kinds
        self.spotify, self.lastfm = spotify(now), lastfm(now)
        self.listenbrainz, self.catalogues = listenbrainz(now), catalogues(now)
        self.pages = pages(now)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (self.spotify, self.lastfm, self.listenbrainz, self.catalogues, self.pages)

    @property
    def environ(self) -> dict[str, str]:
        """The settings that lead a `LiveAccounts` here."""
        return {
            "SPOTIFY_CLIENT_ID": self.spotify.client_id,
            "SPOTIFY_CLIENT_SECRET": self.spotify.client_secret,
            "SPOTIFY_API_URL": self.spotify.url,
            "SPOTIFY_ACCOUNTS_URL": self.spotify.url,
            "LASTFM_API_KEY": self.lastfm.api_key,
            "LASTFM_API_URL": self.lastfm.url,
            "LISTENBRAINZ_API_URL": self.listenbrainz.url,
            "MUSICBRAINZ_CONTACT": CONTACT,
            "MUSICBRAINZ_API_URL": self.catalogues.url,
            "RECCOBEATS_API_URL": self.catalogues.url,
            "DEEZER_API_URL": self.catalogues.url,
        } | self.pages.settings

    @property
    def listener(self) -> Listener:
        song = Song(ONE.title, ONE.artist, isrc=ONE.isrc, uri=ONE.uri, mbid=ONE.mbid)
        at_soundcloud = f"{slug(ONE.artist)}/{slug(ONE.title)}"
        links = {"spotify": ONE.spotify_id, "youtube": video_of(ONE), "soundcloud": at_soundcloud}
        return Listener(self.lastfm.user, self.listenbrainz.user, self.listenbrainz.token, song, links)

    def refresh_token(self, *scopes: str) -> str:
        return str(self.spotify.tokens(*scopes)["refresh_token"])

    def fill(self, now: datetime) -> None:
        """Four hours of songs, more than Spotify holds. ListenBrainz hears of them by a phone and by its importer."""
        for number, heard in enumerate(playlist("live", now - timedelta(hours=5), now - timedelta(hours=1))):
            self.spotify.heard(heard)
            self.lastfm.heard(heard)
            self.listenbrainz.heard(heard, client=IMPORTER if number % 2 else "Pano Scrobbler")

    def forget(self) -> None:
        """Nothing was ever heard."""
        self.spotify._played.clear()
        self.lastfm._scrobbles.clear()
        self.listenbrainz._listens.clear()
