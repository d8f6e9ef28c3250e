"""The world of the demo: a pretend athlete's Garmin, Strava and music, as they are before Runtrack is started."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.sim.athlete import SimActivity, from_fit_folder, run
from sync.sim.clock import FastClock
from sync.sim.garmin import SimGarmin
from sync.sim.lastfm import SimLastfm
from sync.sim.songbook import playlist
from sync.sim.songfacts import SimCatalogues
from sync.sim.spotify import SimSpotify
from sync.sim.strava import SimStrava
from sync.sim.year_of_runs import year_of_runs

SPEED = 30.0
SEED = 7
LACKING = 9  # the latest runs, which the athlete's last tool never uploaded (but for the last but one)
DESCRIPTION = "Easy along the river.\nNew shoes!"
EARLIER = timedelta(seconds=75)  # the music is on before the watch is started
APPEARS_AFTER = timedelta(minutes=5)  # of the demo's clock


@dataclass(frozen=True)
class DemoWorld:
    """The services on loopback. `appears` is the activity that becomes visible while one watches; `described` the
    Strava id of a run that has a description of the athlete's own already."""

    clock: FastClock
    garmin: SimGarmin
    strava: SimStrava
    spotify: SimSpotify
    lastfm: SimLastfm
    catalogues: SimCatalogues
    appears: SimActivity | None
    described: int | None

    def stop(self) -> None:
        for service in (self.garmin, self.strava, self.spotify, self.lastfm, self.catalogues):
            service.stop()

    @property
    def environ(self) -> dict[str, str]:
        """The settings that lead the product here."""
        return {
            "STRAVA_CLIENT_ID": self.strava.client_id,
            "STRAVA_CLIENT_SECRET": self.strava.client_secret,
            "STRAVA_REFRESH_TOKEN": str(self.strava.tokens()["refresh_token"]),
            "GARMIN_API_URL": self.garmin.url,
            "GARMIN_AUTH_URL": self.garmin.url,
            "GARMIN_SSO_URL": self.garmin.url,
            "STRAVA_API_URL": self.strava.url + "/api/v3",
            "STRAVA_OAUTH_URL": self.strava.url + "/oauth",
            "SPOTIFY_CLIENT_ID": self.spotify.client_id,
            "SPOTIFY_API_URL": self.spotify.url,
            "SPOTIFY_ACCOUNTS_URL": self.spotify.url,
            "LASTFM_API_KEY": self.lastfm.api_key,
            "LASTFM_API_URL": self.lastfm.url,
            "MUSICBRAINZ_API_URL": self.catalogues.url,
            "RECCOBEATS_API_URL": self.catalogues.url,
            "DEEZER_API_URL": self.catalogues.url,
        }


def pretend_athlete() -> DemoWorld:
    """A year of history: most of it on Strava, some runs missing, some that cannot be uploaded, one still to come."""
    clock = FastClock(datetime.now(UTC).replace(microsecond=0), SPEED)
    now = clock.now()
    year = year_of_runs(SEED, now - timedelta(hours=2))
    runs = [activity for activity in year if activity.recording is not None and "running" in activity.type_key]
    lacking = {activity.garmin_id for activity in runs[-LACKING:]} | {runs[40].garmin_id, runs[90].garmin_id}
    lacking.discard(runs[-2].garmin_id)
    spoiled = {runs[-3].garmin_id: "404", runs[-6].garmin_id: "bad crc"}
    garmin, strava = SimGarmin(clock.now), SimStrava(clock.now)
    for activity in year:
        garmin.add(replace(activity, original=spoiled.get(activity.garmin_id, activity.original)))
        if activity.garmin_id not in lacking and activity.recording is not None:
            strava.add(
                activity.start,
                activity.elapsed,
                activity.distance,
                name=activity.title,
                external_id=f"garmin_ping_{activity.garmin_id}",
                offset=activity.offset,
            )
    strava.hide_start(strava.alive()[0].id)
    fresh = run(
        max(a.garmin_id for a in year) + 1,
        now - timedelta(minutes=50),
        title="Run while you watch",
        km=7.4,
        listed_at=now + APPEARS_AFTER,
    )
    garmin.add(fresh)
    described = strava.alive()[-1]
    strava.describe(described.id, DESCRIPTION)
    return _served(clock, garmin, strava, fresh, described.id)


def folder_athlete(folder: Path) -> DemoWorld:
    """The folder's FIT files are the athlete's Garmin account; Strava is empty."""
    clock = FastClock(datetime.now(UTC).replace(microsecond=0), SPEED)
    garmin = SimGarmin(clock.now, from_fit_folder(folder, clock.now()))
    return _served(clock, garmin, SimStrava(clock.now), None, None)


def _served(
    clock: FastClock, garmin: SimGarmin, strava: SimStrava, appears: SimActivity | None, described: int | None
) -> DemoWorld:
    """The athlete never runs without music: Last.fm knows of all of it, Spotify of the last fifty songs."""
    spotify, lastfm, catalogues = SimSpotify(clock.now), SimLastfm(clock.now), SimCatalogues(clock.now)
    for activity in garmin.activities:
        for heard in playlist(activity.garmin_id, activity.start - EARLIER, activity.end):
            spotify.heard(heard)
            lastfm.heard(heard)
    for service in (garmin, strava, spotify, lastfm, catalogues):
        service.start()
    return DemoWorld(clock, garmin, strava, spotify, lastfm, catalogues, appears, described)
