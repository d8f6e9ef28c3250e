"""The runner's world around an installation on AWS: simulated services, and a machine at home that has logged in."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sync.sim.athlete import SimActivity, run
from tests.aws.cloud import ACCOUNT, REGION, Cloud
from tests.support.music import MusicWorld
from tests.support.world import MINUTE

GIVEN_BY_TERRAFORM = {
    "STRAVA_CLIENT_ID",
    "STRAVA_CLIENT_SECRET",
    "SPOTIFY_CLIENT_ID",
    "LASTFM_API_KEY",
    "RUNTRACK_DATABASE",
    "RUNTRACK_KEY_FILE",
}
STRAVA_SECRET, SPOTIFY_ID, LASTFM_KEY = "5ec2e7" * 6 + "5ec2", "ab" * 16, "c0ffee15" * 4


class AwsWorld(MusicWorld):
    """See the module. Its clock is set to the machine's before each tick, for a function asks the machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            folder, start=datetime.now(UTC), strava={"client_secret": STRAVA_SECRET, "processing_seconds": 0.0}
        )
        self.spotify.client_id = SPOTIFY_ID

    @property
    def variables(self) -> dict[str, Any]:
        """Terraform's, for an installation that uses these services."""
        return {
            "strava_client_id": self.strava.client_id,
            "strava_client_secret": STRAVA_SECRET,
            "spotify_client_id": SPOTIFY_ID,
            "lastfm_api_key": LASTFM_KEY,
            "settings": {name: text for name, text in self.environ.items() if name not in GIVEN_BY_TERRAFORM},
        }

    def log_in_to_everything(self) -> None:
        """As `runtrack login` of each service would have left the machine at home (Garmin and Strava are)."""
        self.connect("spotify", "lastfm", "listenbrainz")

    def tell_the_time(self) -> None:
        self.clock.set(datetime.now(UTC))

    def ran(self, garmin_id: int, ago: timedelta, title: str, km: float = 5.0) -> SimActivity:
        """A run that has just reached Garmin, and the songs that Spotify knows of it."""
        self.tell_the_time()
        start = (self.now - ago).replace(microsecond=0)
        done = run(garmin_id, start, title=title, km=km)
        self.garmin.add(done)
        self.plays(start - MINUTE, timedelta(seconds=done.elapsed) + 2 * MINUTE, seed=garmin_id)
        return done

    def command(self, cloud: Cloud, environment: str, *words: str, **settings: str) -> str:
        """A command at home, on the installation on AWS (`make aws-env`); returns what it printed."""
        prefix = "" if environment == "production" else f"{environment}-"
        told = {
            "RUNTRACK_ENVIRONMENT": environment,
            "RUNTRACK_TABLE_PREFIX": prefix,
            "RUNTRACK_BUCKET": f"{prefix}runtrack-{ACCOUNT}-{REGION}",
            "RUNTRACK_PARAMETERS": f"/runtrack/{environment}",
        }
        environ = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
        done = subprocess.run(
            [sys.executable, "-m", "sync.entrypoints", *words],
            env={**environ, **self.environ, **cloud.environ(), **told, **settings},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def push(self, cloud: Cloud, environment: str, *more: str) -> str:
        """`runtrack push-credentials` on the machine at home; returns what it said."""
        self.tell_the_time()
        environ = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
        done = subprocess.run(
            [sys.executable, "-m", "sync.entrypoints", "push-credentials", "--environment", environment, *more],
            env={**environ, **self.environ, **cloud.environ()},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
