"""The world of the demo: a pretend athlete's Garmin and Strava, as they are before Runtrack is started."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.sim.athlete import SimActivity, from_fit_folder, run, year_of_runs
from sync.sim.clock import FastClock
from sync.sim.garmin import SimGarmin
from sync.sim.strava import SimStrava

SPEED = 30.0
SEED = 7
LACKING = 8  # the latest runs, which the athlete's last tool never uploaded
APPEARS_AFTER = timedelta(minutes=5)  # of the demo's clock


@dataclass(frozen=True)
class DemoWorld:
    """Both services on loopback. `appears` is the activity that becomes visible while one watches."""

    clock: FastClock
    garmin: SimGarmin
    strava: SimStrava
    appears: SimActivity | None

    def stop(self) -> None:
        self.garmin.stop()
        self.strava.stop()

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
        }


def pretend_athlete() -> DemoWorld:
    """A year of history: most of it on Strava, some runs missing, some that cannot be uploaded, one still to come."""
    clock = FastClock(datetime.now(UTC).replace(microsecond=0), SPEED)
    now = clock.now()
    year = year_of_runs(SEED, now - timedelta(hours=2))
    runs = [activity for activity in year if activity.recording is not None and "running" in activity.type_key]
    lacking = {activity.garmin_id for activity in runs[-LACKING:]} | {runs[40].garmin_id, runs[90].garmin_id}
    spoiled = {runs[-3].garmin_id: "404", runs[-6].garmin_id: "bad crc"}
    garmin, strava = SimGarmin(clock.now), SimStrava(clock.now)
    for activity in year:
        garmin.add(replace(activity, original=spoiled.get(activity.garmin_id, activity.original)))
        if activity.garmin_id not in lacking and activity.recording is not None:
            strava.add(
                activity.start, activity.elapsed, activity.distance,
                name=activity.title, external_id=f"garmin_ping_{activity.garmin_id}", offset=activity.offset,
            )  # fmt: skip
    strava.hide_start(strava.alive()[0].id)
    fresh = run(max(a.garmin_id for a in year) + 1, now - timedelta(minutes=50), title="Run while you watch", km=7.4,
                listed_at=now + APPEARS_AFTER)  # fmt: skip
    garmin.add(fresh)
    return _served(clock, garmin, strava, fresh)


def folder_athlete(folder: Path) -> DemoWorld:
    """The folder's FIT files are the athlete's Garmin account; Strava is empty."""
    clock = FastClock(datetime.now(UTC).replace(microsecond=0), SPEED)
    garmin = SimGarmin(clock.now, from_fit_folder(folder, clock.now()))
    return _served(clock, garmin, SimStrava(clock.now), None)


def _served(clock: FastClock, garmin: SimGarmin, strava: SimStrava, appears: SimActivity | None) -> DemoWorld:
    garmin.start()
    strava.start()
    return DemoWorld(clock, garmin, strava, appears)
