"""For the tests of this program: a person who listens to music as well, with answers that may be altered."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.sim.http import SimService
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.song_pages import SimSongPages
from sync.sim.songfacts import SimCatalogues
from sync.sim.spotify import SimSpotify
from tests.live.person import Doctored, Person
from tests.live.simulated_music import Music
from tests.support.world import START

MUSIC = ("spotify", "lastfm", "listenbrainz", "catalogues", "links")


class DoctoredSpotify(Doctored, SimSpotify): ...


class DoctoredLastfm(Doctored, SimLastfm): ...


class DoctoredListenBrainz(Doctored, SimListenBrainz): ...


class DoctoredCatalogues(Doctored, SimCatalogues): ...


class DoctoredPages(Doctored, SimSongPages): ...


class DoctoredMusic(Music):
    spotify: DoctoredSpotify
    lastfm: DoctoredLastfm
    listenbrainz: DoctoredListenBrainz
    catalogues: DoctoredCatalogues
    pages: DoctoredPages
    kinds = DoctoredSpotify, DoctoredLastfm, DoctoredListenBrainz, DoctoredCatalogues, DoctoredPages


class Listening(Person):
    """Has music services only, unless a test says otherwise."""

    services: tuple[str, ...] = MUSIC

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.music = DoctoredMusic(self.clock.now)
        for service in self.music.services:
            assert isinstance(service, Doctored)
            service.doctors = {}
        self.music.fill(START)
        self.song, self.links = self.music.listener.song, self.music.listener.links
        self.spotify, self.lastfm = self.music.spotify, self.music.lastfm
        self.listenbrainz, self.catalogues = self.music.listenbrainz, self.music.catalogues
        self.kept_spotify = folder / "kept" / "spotify.json"
        self.spotify_token, self.scopes_token = self.music.refresh_token(), ""

    @property
    def everywhere(self) -> tuple[SimService, ...]:
        return (self.garmin, self.strava, *self.music.services)

    @property
    def environ(self) -> dict[str, str]:
        return (
            super().environ
            | self.music.environ
            | {
                "SPOTIFY_REFRESH_TOKEN_ITS": self.spotify_token,
                "SPOTIFY_REFRESH_TOKEN_SCOPES_ITS": self.scopes_token,
                "LASTFM_USER": self.lastfm.user,
                "LISTENBRAINZ_USER": self.listenbrainz.user,
                "LISTENBRAINZ_TOKEN": self.listenbrainz.token,
            }
        )

    def runs(self, *arguments: str, **changes: str) -> int:
        return super().runs("--spotify-tokens", str(self.kept_spotify), "--no-upload", *arguments, **changes)

    def verdicts(self) -> dict[str, str]:
        """Check -> its verdict, of what was said last."""
        first = (line.splitlines()[0] for line in self.said)
        return {
            line[14:]: line[:14].strip() for line in first if line[:14].strip() in ("ok", "differs", "could not run")
        }

    def secrets(self) -> list[str]:
        own = [self.spotify_token, self.scopes_token, self.lastfm.api_key, self.listenbrainz.token]
        return super().secrets() + [secret for secret in own + self.spotify.issued if secret]


@contextmanager
def listening(folder: Path) -> Iterator[Listening]:
    """All services running; at the end, nothing secret has been said."""
    made = Listening(folder)
    for service in made.everywhere:
        service.start()
    try:
        yield made
        assert [secret for secret in made.secrets() if secret in made.text] == []
    finally:
        for service in made.everywhere:
            service.stop()
