"""`make play`: simulated services on fixed ports, to log in to and to run Runtrack against by hand."""

import argparse
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TextIO

from sync.sim.athlete import SimActivity, run
from sync.sim.garmin import SimGarmin
from sync.sim.http import SimService
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.songbook import playlist
from sync.sim.songfacts import SimCatalogues
from sync.sim.spotify import SimSpotify
from sync.sim.strava import SimStrava

FIRST_PORT = 9500
FOLDER = Path("build/play")
MFA_CODE = "246810"
HALF_AN_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
WITHOUT_BROWSER = "export BROWSER='curl -sL -o /dev/null %s'"
NOTE = """\
Simulated Garmin, Strava, Spotify, Last.fm, ListenBrainz and song catalogues, at http://127.0.0.1:{first} to {last}.
All of it is new with each start, also the database in {folder}. In another terminal:

  . {exports}
  .venv/bin/runtrack login garmin                 any e-mail, password: {password}, code: {code}
  .venv/bin/runtrack login strava                 the browser agrees by itself; without one: {curl}
  .venv/bin/runtrack login spotify
  .venv/bin/runtrack login lastfm {lastfm}
  .venv/bin/runtrack login listenbrainz {listenbrainz}
  .venv/bin/runtrack run                          then status, list, why, soundtrack … as ever

Here, a line each; Ctrl-C ends it:
{words}"""


class Playground:
    """The services of one start, the runs and songs of an athlete who has just come home, and what a line does."""

    def __init__(self, folder: Path, say: Callable[[str], object] = print) -> None:
        self.folder, self._say = folder, say
        self.garmin, self.strava = SimGarmin(_now), SimStrava(_now)
        self.spotify, self.lastfm = SimSpotify(_now), SimLastfm(_now)
        self.listenbrainz, self.catalogues = SimListenBrainz(_now), SimCatalogues(_now)
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
        return (self.garmin, self.strava, self.spotify, self.lastfm, self.listenbrainz, self.catalogues)

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
        """The settings that lead the product here, and nowhere near a real database or key."""
        here = self.folder.absolute()
        return {
            "STRAVA_CLIENT_ID": self.strava.client_id,
            "STRAVA_CLIENT_SECRET": self.strava.client_secret,
            "SPOTIFY_CLIENT_ID": self.spotify.client_id,
            "LASTFM_API_KEY": self.lastfm.api_key,
            "RUNTRACK_DATABASE": str(here / "data" / "runtrack.sqlite"),
            "RUNTRACK_KEY_FILE": str(here / "config" / "sealing.key"),
            "RUNTRACK_LOG_FORMAT": "text",
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
            "RUNTRACK_BUCKET": "",
            "RUNTRACK_NOTIFY_URLS": "",
            "RUNTRACK_HEARTBEAT_URL": "",  # whatever .env says
        }

    def note(self) -> str:
        """Writes the settings into the folder; what to do with them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        exports = self.folder / "settings.sh"
        exports.write_text("".join(f"export {name}='{text}'\n" for name, text in self.environ.items()))
        ports = [int(service.url.rpartition(":")[2]) for service in self.services]
        return NOTE.format(
            first=ports[0],
            last=ports[-1],
            folder=self.folder,
            exports=exports,
            password=self.garmin.password,
            code=MFA_CODE,
            curl=WITHOUT_BROWSER,
            lastfm=self.lastfm.user,
            listenbrainz=self.listenbrainz.user,
            words="\n".join(f"  {word or 'Enter':<9}{told}" for word, (told, _) in self.words.items()),
        )

    def obey(self, lines: TextIO) -> None:
        """Do what each line says, until there are no more."""
        for line in lines:
            word = line.strip()
            if word not in self.words:
                self._say(f"{word!r} is none of the words above")
                continue
            told, act = self.words[word]
            act()
            self._say(f"done: {told}")

    def run(self, ended: datetime | None = None) -> None:
        """Half an hour of running with music, which has just ended (or then)."""
        began = (ended or _now()) - HALF_AN_HOUR
        number = 20_000_000_001 + len(self.garmin.activities)
        activity: SimActivity = run(number, began, title=f"Run of {began:%d %b %H:%M}")
        self.garmin.add(activity)
        for heard in playlist(number, activity.start, activity.end):
            for service in (self.spotify, self.lastfm, self.listenbrainz):
                service.heard(heard)

    def _show(self) -> None:
        for there in self.strava.alive():
            self._say(f"{there.id}  {there.name}\n{there.description or '(no description)'}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM. Exit code 2 for a port in use."""
    parser = argparse.ArgumentParser(prog="make play", description=__doc__)
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first of six ports; 0: free ones")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the database and the settings go")
    chosen = parser.parse_args(arguments)
    over, world = threading.Event(), Playground(chosen.folder)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        world.start(chosen.port)
    except OSError as error:
        print(
            f"A port from {chosen.port} on is in use ({error.strerror}): make play ARGS='--port 9600'", file=sys.stderr
        )
        return 2
    print(world.note(), flush=True)
    threading.Thread(target=world.obey, args=(sys.stdin,), daemon=True).start()
    over.wait()
    world.stop()
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
