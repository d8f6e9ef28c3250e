"""The simulators' side of each question: a pretend athlete whose account is asked exactly what the real one is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sync.core.original import FileKind
from sync.ports import Upload
from sync.sim.athlete import fit_bytes, run, triathlon
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.strava import SimStrava
from tests.live.given import GarminTokens, RefreshToken
from tests.live.real_services import LiveAccounts
from tests.live.simulated_music import Music

DAY = timedelta(days=1)


def environ(garmin: SimGarmin, strava: SimStrava) -> dict[str, str]:
    """The settings that lead a `LiveAccounts` to these simulators."""
    return {
        "STRAVA_CLIENT_ID": strava.client_id,
        "STRAVA_CLIENT_SECRET": strava.client_secret,
        "GARMIN_API_URL": garmin.url,
        "GARMIN_AUTH_URL": garmin.url,
        "GARMIN_SSO_URL": garmin.url,
        "STRAVA_API_URL": strava.url + "/api/v3",
        "STRAVA_OAUTH_URL": strava.url + "/oauth",
    }


def fill(garmin: SimGarmin, strava: SimStrava, now: datetime) -> None:
    """A few days of an athlete: runs outdoors and on a treadmill, a manual entry, a multisport day."""
    made = (
        run(910000001, now - 6 * DAY, title="Lyon Running"),
        triathlon(910000002, now - 5 * DAY),
        run(910000011, now - 4 * DAY, type_key="treadmill_running"),
        run(910000012, now - 3 * DAY, manual=True),
        run(910000013, now - 2 * DAY, type_key="trail_running"),
        run(910000014, now - DAY, title="Morning Run", km=3.0),
    )
    garmin.add(*made)
    for activity in made[:3]:
        strava.add(activity.start, activity.elapsed, activity.distance, name=activity.title, offset=activity.offset)


@contextmanager
def simulated(folder: Path, now: datetime, *, sport: bool = True, music: bool = True) -> Iterator[LiveAccounts]:
    """A accounts to simulators in which everything of interest has happened, an upload included. `sport`: Garmin and
    Strava are there; `music`: the music services are."""
    clock = HandClock(now)
    garmin, strava, played = SimGarmin(clock.now), SimStrava(clock.now, processing_seconds=0), Music(clock.now)
    fill(garmin, strava, now)
    played.fill(now)
    services = (*((garmin, strava) if sport else ()), *(played.services if music else ()))
    for service in services:
        service.start()
    try:
        there = (environ(garmin, strava) if sport else {}) | (played.environ if music else {})
        accounts = LiveAccounts(there, folder, clock.now, lambda _: None, lambda _: None)
        try:
            if sport:
                _enter_sport(accounts, garmin, strava, folder)
            if music:
                spotify = RefreshToken(played.refresh_token(), folder / "spotify.json")
                accounts.enter_spotify(spotify, spotify)
                accounts.enter_names(played.listener)
            yield accounts
        finally:
            accounts.close()
    finally:
        for service in services:
            service.stop()


def _enter_sport(accounts: LiveAccounts, garmin: SimGarmin, strava: SimStrava, folder: Path) -> None:
    """Both logins, and an upload that lies there already."""
    accounts.enter_garmin(GarminTokens(garmin.tokens(), None))
    accounts.enter_strava(RefreshToken(str(strava.tokens()["refresh_token"]), folder / "strava.json"))
    recording = garmin.activities[0].recording
    assert recording is not None
    accounts.target.submit(Upload(fit_bytes(recording), FileKind.FIT, "garmin-910000014", "Morning Run"))
