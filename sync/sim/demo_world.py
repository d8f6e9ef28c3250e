"""The world of the demo: a pretend athlete's Garmin, folder, Strava and music, before Runtrack is started."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.sim.athlete import SimActivity, fit_bytes, from_fit_folder, run
from sync.sim.clock import FastClock
from sync.sim.garmin import SimGarmin
from sync.sim.lastfm import SimLastfm
from sync.sim.song_pages import SimSongPages
from sync.sim.songbook import playlist
from sync.sim.songfacts import SimCatalogues
from sync.sim.spotify import SimSpotify
from sync.sim.strava import SimStrava
from sync.sim.strava_activity import SimStravaActivity
from sync.sim.strava_limits import Limits
from sync.sim.year_of_runs import year_of_runs

SPEED = 30.0
SEED = 7
LACKING = 9  # the latest runs, which the athlete's last tool never uploaded (but for the last but one)
DESCRIPTION = "Easy along the river.\nNew shoes!"
PRESENT = timedelta(0)
EARLIER = timedelta(seconds=75)  # the music is on before the watch is started
APPEARS_AFTER = timedelta(minutes=5)  # of the demo's clock
WIDE = Limits(quarter=4000, day=40_000, read_quarter=2000, read_day=20_000)
"""As of an application that Strava has looked at and given more: the soundtracks of a year in one quarter hour."""
SILENT, ALWAYS_SINCE = 1 / 8, timedelta(days=21)
"""So many of the runs that are older than this went without music."""
SOON = 8.0  # seconds of whoever watches, however fast the demo's clock is by then


@dataclass(frozen=True)
class MusicLogin:
    """What a login at a music service leaves: the fields of its tokens, how long they last, and of which account."""

    service: str
    fields: dict[str, str]
    lasts: timedelta
    scopes: tuple[str, ...]
    account: str


@dataclass(frozen=True)
class DemoWorld:
    """The services on loopback. `appears` is the activity that becomes visible while one watches, `dropped` the one
    that is put into the folder meanwhile; `described` the Strava id of a run that has a description of the athlete's
    own already. `runs`: the athlete's folder with all that they have, instead of a Garmin account; `in_it`: as
    activities."""

    clock: FastClock
    garmin: SimGarmin
    strava: SimStrava
    spotify: SimSpotify
    lastfm: SimLastfm
    catalogues: SimCatalogues
    pages: SimSongPages
    appears: SimActivity | None
    described: int | None
    dropped: SimActivity | None = None
    runs: Path | None = None
    in_it: tuple[SimActivity, ...] = ()

    @property
    def told(self) -> str:
        """The services in words, with how much is there."""
        recorded, uploaded = len(self.garmin.activities), len(self.strava.alive())
        if self.runs is not None:
            return f"a folder of {len(self.in_it)} FIT files, a simulated Strava ({uploaded}), Spotify and Last.fm"
        return f"a simulated Garmin ({recorded} activities), Strava ({uploaded}), Spotify and Last.fm, beside a folder"

    @property
    def calls(self) -> str:
        """How often each was called, in words."""
        return (
            f"{self.garmin.count()} calls to Garmin, {self.strava.count()} to Strava, "
            f"{self.spotify.count()} to Spotify, {self.lastfm.count()} to Last.fm"
        )

    @property
    def recorded(self) -> list[SimActivity]:
        """All that the athlete has, some of it not listed yet."""
        return [*self.in_account, *self.in_it]

    @property
    def in_account(self) -> list[SimActivity]:
        """What the athlete's account has; nothing where the folder is all."""
        return self.garmin.activities

    @property
    def appears_id(self) -> int | None:
        return self.appears.garmin_id if self.appears else None

    def listed(self) -> set[str]:
        """The ids of what the source lists by now."""
        now = self.clock.now()
        listed = (each for each in self.garmin.activities if each.listed_at is None or each.listed_at <= now)
        return {str(each.garmin_id) for each in listed}

    def file_to_drop(self) -> bytes | None:
        """The file that is put into the folder, when its time has come."""
        one = self.dropped
        if one is None or one.recording is None or one.listed_at is None or one.listed_at > self.clock.now():
            return None
        return fit_bytes(one.recording)

    def come_home(self) -> None:
        """One more run: it began when the one that appeared was over, and is listed in a moment."""
        if self.appears is None:
            return
        began = self.appears.end + timedelta(minutes=1)
        number = max(each.garmin_id for each in self.garmin.activities) + 2  # the one between is in the folder
        listed = max(self.clock.after(SOON), began + timedelta(minutes=20))
        once_more = run(number, began, title="One more while you watch", km=3.6, elapsed=1140, listed_at=listed)
        self.garmin.add(once_more)
        for heard in playlist(number, once_more.start - EARLIER, once_more.end):
            self.spotify.heard(heard)
            self.lastfm.heard(heard)

    def shown(self, id: int) -> SimStravaActivity:
        """What the target shows of an activity."""
        return self.strava.find(id)

    def doubled(self) -> int:
        """How many activities stand there twice."""
        return len(self.strava.doubled())

    @property
    def source_login(self) -> tuple[str, str]:
        """The tokens of the source as a token file has them, and whose account it is."""
        return self.garmin.tokens(), str(self.garmin.owner_id)

    @property
    def music_logins(self) -> Iterator[MusicLogin]:
        granted = self.spotify.tokens()
        fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
        lasts = timedelta(seconds=float(granted["expires_in"]))
        yield MusicLogin("spotify", fields, lasts, (granted["scope"],), "synthetic")
        yield MusicLogin("lastfm", {"name": self.lastfm.user}, timedelta(days=36500), (), self.lastfm.user)

    def stop(self) -> None:
        for service in (self.garmin, self.strava, self.spotify, self.lastfm, self.catalogues, self.pages):
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
        } | self.pages.settings


def pretend_athlete(behind: timedelta = PRESENT) -> DemoWorld:
    """A year of history: most of it on Strava, some runs missing, some that cannot be uploaded, one still to come.
    `behind`: so long ago the clock begins, which then stops being fast when it has caught up."""
    clock = _clock(behind)
    now = clock.now()
    year = year_of_runs(SEED, now - timedelta(hours=2))
    runs = [activity for activity in year if activity.recording is not None and "running" in activity.type_key]
    lacking = {activity.garmin_id for activity in runs[-LACKING:]} | {runs[40].garmin_id, runs[90].garmin_id}
    lacking.discard(runs[-2].garmin_id)
    spoiled = {runs[-3].garmin_id: "404", runs[-6].garmin_id: "bad crc"}
    garmin, strava = SimGarmin(clock.now), SimStrava(clock.now, limits=WIDE)
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
    start = _free(now, garmin.activities)
    dropped = run(fresh.garmin_id + 1, start, title="", km=5.1, every=5, listed_at=now + APPEARS_AFTER)
    return replace(_served(clock, garmin, strava, fresh, described.id, [dropped]), dropped=dropped)


def _free(now: datetime, taken: list[SimActivity]) -> datetime:
    """An hour of the last days in which the athlete did nothing else."""
    hours = (now - timedelta(hours=number) for number in range(4, 200))
    busy = [(each.start - timedelta(hours=2), each.end + timedelta(hours=2)) for each in taken]
    return next(hour for hour in hours if not any(begin <= hour <= end for begin, end in busy))


def _clock(behind: timedelta) -> FastClock:
    return FastClock(datetime.now(UTC).replace(microsecond=0) - behind, SPEED, catches_up=behind > PRESENT)


def folder_athlete(folder: Path, behind: timedelta = PRESENT) -> DemoWorld:
    """The folder is all that the athlete has; Strava is empty. `behind`: as for the pretend athlete."""
    clock = _clock(behind)
    in_it = from_fit_folder(folder, clock.now())
    strava = SimStrava(clock.now, limits=WIDE)
    made = _served(clock, SimGarmin(clock.now), strava, None, None, in_it)
    return replace(made, runs=folder, in_it=tuple(in_it))


def _served(
    clock: FastClock,
    garmin: SimGarmin,
    strava: SimStrava,
    appears: SimActivity | None,
    described: int | None,
    beside: list[SimActivity],
) -> DemoWorld:
    """The athlete seldom runs without music: Last.fm knows of all of it, Spotify of the last fifty songs."""
    spotify, lastfm, catalogues = SimSpotify(clock.now), SimLastfm(clock.now), SimCatalogues(clock.now)
    pages = SimSongPages(clock.now)
    old = clock.now() - ALWAYS_SINCE
    for activity in (*garmin.activities, *beside):
        if activity.start < old and random.Random(activity.garmin_id).random() < SILENT:
            continue
        for heard in playlist(activity.garmin_id, activity.start - EARLIER, activity.end):
            spotify.heard(heard)
            lastfm.heard(heard)
    for service in (garmin, strava, spotify, lastfm, catalogues, pages):
        service.start()
    return DemoWorld(clock, garmin, strava, spotify, lastfm, catalogues, pages, appears, described)
