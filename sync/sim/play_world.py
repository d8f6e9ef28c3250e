"""The world of `make play`: services on loopback for who tries Runtrack by hand, and what can happen there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sync.sim.athlete import run
from sync.sim.garmin import SimGarmin
from sync.sim.http import SimService
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.song_pages import SimSongPages
from sync.sim.songbook import playlist
from sync.sim.songfacts import SimCatalogues
from sync.sim.spotify import SimSpotify
from sync.sim.strava import SimStrava

MFA_CODE = "246810"
HALF_AN_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
WITHOUT_BROWSER = "export BROWSER='curl -sL -o /dev/null %s'"


class PlayWorld:
    """The services of one start, and the runs and songs of an athlete who has just come home.

    `words`: what a word makes happen, and how that is told; `names`: of the services, for people."""

    names = "Garmin, Strava, Spotify, Last.fm, ListenBrainz, song catalogues and pages of songs"

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self.garmin, self.strava = SimGarmin(_now), SimStrava(_now)
        self.spotify, self.lastfm = SimSpotify(_now), SimLastfm(_now)
        self.listenbrainz, self.catalogues = SimListenBrainz(_now), SimCatalogues(_now)
        self.pages = SimSongPages(_now)
        self.garmin.forbid_sso, self.garmin.mfa_code = False, MFA_CODE
        strava, garmin = self.strava.inject, self.garmin.inject
        self.words: dict[str, tuple[str, Callable[[], None]]] = {
            "": ("a new run, with music, appears on Garmin", self.run),
            "lost": ("the answer to Strava's next upload is lost", partial(strava, "upload", "reset after the effect")),
            "away": ("Strava answers its next ten listings with 500", partial(strava, "list", "500", 10)),
            "blocked": ("Garmin answers its next list with 429", partial(garmin, "list", "429")),
            "revoked": ("the athlete disconnects Runtrack on Strava's site", self.strava.revoke_all),
            "strava": ("show what is on Strava", self._show),
        }
        for days in (5, 3, 1):
            self.run(_now() - days * DAY)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (self.garmin, self.strava, self.spotify, self.lastfm, self.listenbrainz, self.catalogues, self.pages)

    def start(self, first_port: int) -> None:
        """Serve on this port and the next ones (0: on free ones). Raises `OSError` for a port in use."""
        try:
            for number, service in enumerate(self.services):
                service.start(first_port and first_port + number)
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        for service in self.services:
            service.stop()

    @property
    def environ(self) -> dict[str, str]:
        """The settings that lead the product to these services."""
        return {
            "STRAVA_CLIENT_ID": self.strava.client_id,
            "STRAVA_CLIENT_SECRET": self.strava.client_secret,
            "SPOTIFY_CLIENT_ID": self.spotify.client_id,
            "LASTFM_API_KEY": self.lastfm.api_key,
            "GARMIN_API_URL": self.garmin.url,
            "GARMIN_AUTH_URL": self.garmin.url,
            "GARMIN_SSO_URL": self.garmin.url,
            "STRAVA_API_URL": f"{self.strava.url}/api/v3",
            "STRAVA_OAUTH_URL": f"{self.strava.url}/oauth",
            "SPOTIFY_API_URL": self.spotify.url,
            "SPOTIFY_ACCOUNTS_URL": self.spotify.url,
            "LASTFM_API_URL": self.lastfm.url,
            "LISTENBRAINZ_API_URL": self.listenbrainz.url,
            "MUSICBRAINZ_API_URL": self.catalogues.url,
            "RECCOBEATS_API_URL": self.catalogues.url,
            "DEEZER_API_URL": self.catalogues.url,
        } | self.pages.settings

    @property
    def logins(self) -> tuple[tuple[str, str], ...]:
        """What is given to `runtrack login` for each of them, and a word on it."""
        return (
            ("garmin", f"any e-mail, password: {self.garmin.password}, code: {MFA_CODE}"),
            ("strava", f"the browser agrees by itself; without one: {WITHOUT_BROWSER}"),
            ("spotify", ""),
            (f"lastfm {self.lastfm.user}", ""),
            (f"listenbrainz {self.listenbrainz.user}", ""),
        )

    def run(self, ended: datetime | None = None) -> None:
        """Half an hour of running with music, which has just ended (or then)."""
        began = (ended or _now()) - HALF_AN_HOUR
        number = 20_000_000_001 + len(self.garmin.activities)
        activity = run(number, began, title=f"Run of {began:%d %b %H:%M}")
        self.garmin.add(activity)
        for heard in playlist(number, activity.start, activity.end):
            for service in (self.spotify, self.lastfm, self.listenbrainz):
                service.heard(heard)

    def _show(self) -> None:
        for there in self.strava.alive():
            self._say(f"{there.id}  {there.name}\n{there.description or '(no description)'}\n")


def _now() -> datetime:
    return datetime.now(UTC)
