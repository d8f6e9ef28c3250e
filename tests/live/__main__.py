"""`make test-live`: with your own tokens, are the real services what the simulators play? Never in CI.

Reads only, at most three calls to Garmin, four to Strava, two to Spotify and to Last.fm, four to ListenBrainz, four
to the catalogues of songs, nine to pages of songs, and token refreshes only where nothing works without; then, if you
type the word, one upload that you delete afterwards. A music service whose variables are missing is left out, and
that is said. Exit code: 0 everything is as assumed, 1 something differs, 2 something could not be looked at (tokens
missing, no answer). No token is ever printed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sync.config import SettingsError
from sync.core.errors import SyncError
from sync.core.music import Song
from sync.ports import Sleep
from tests.live import (
    checks_catalogues,
    checks_garmin,
    checks_links,
    checks_scrobbles,
    checks_spotify,
    checks_strava,
    upload,
)
from tests.live.checks import Check, Outcome, Verdict, exit_code, run, summary, told
from tests.live.given import GarminTokens, RefreshToken, Unusable, refresh_token
from tests.live.real_services import Listener, LiveAccounts, Say
from tests.live.simulated import simulated

SPOTIFY_TOKEN, SPOTIFY_SCOPES = "SPOTIFY_REFRESH_TOKEN_ITS", "SPOTIFY_REFRESH_TOKEN_SCOPES_ITS"
ALWAYS = ("garmin", "strava")
NEEDED = {
    "garmin": {"GARMIN_TOKENS": "path of a garminconnect token file (or its JSON)"},
    "strava": {
        "STRAVA_CLIENT_ID": "your Strava API application's client id",
        "STRAVA_CLIENT_SECRET": "its client secret",
        "STRAVA_REFRESH_TOKEN": "from `make get-token`",
    },
    "spotify": {
        "SPOTIFY_CLIENT_ID": "your own Spotify application's client id (and SPOTIFY_CLIENT_SECRET, if it has one)",
        SPOTIFY_TOKEN: "a refresh token of that application with user-read-recently-played",
    },
    "lastfm": {
        "LASTFM_API_KEY": "your Last.fm API key",
        "LASTFM_USER": "the user name whose plays are looked at",
    },
    "listenbrainz": {
        "LISTENBRAINZ_USER": "the user name whose listens are looked at (LISTENBRAINZ_TOKEN, if you like: the token)",
    },
    "catalogues": {
        "MUSICBRAINZ_CONTACT": "your e-mail address or web page, which MusicBrainz wants to know",
    },
    "links": {},
}
"""What each service's checks need. Garmin and Strava are always looked at; the others with their variables, of which
pages of songs need none."""
CHECKS: Mapping[str, Sequence[Check]] = {
    "garmin": checks_garmin.CHECKS,
    "strava": checks_strava.CHECKS,
    "spotify": checks_spotify.CHECKS,
    "lastfm": checks_scrobbles.LASTFM,
    "listenbrainz": checks_scrobbles.LISTENBRAINZ,
    "catalogues": checks_catalogues.CHECKS,
    "links": checks_links.CHECKS,
}


@dataclass(frozen=True)
class Place:
    """What comes from outside: the environment, the clock, waiting, the person, a song that every catalogue knows."""

    environ: Mapping[str, str]
    now: Callable[[], datetime]
    sleep: Sleep
    ask: Callable[[str], str]
    say: Say
    song: Song = checks_catalogues.KNOWN
    links: Mapping[str, str] = field(default_factory=lambda: checks_links.KNOWN_LINKS)


def main(arguments: Sequence[str], place: Place) -> int:
    """The checks, the summary, then the upload if it is wanted."""
    options = _options(arguments)
    services = options.only or [name for name in NEEDED if name in ALWAYS or not _missing(name, place.environ)]
    try:
        _refuse_without(services, place.environ)
        file = upload.read(options.fit) if options.fit else upload.made(place.now())
        with _accounts(place, services) as (real, simulated):
            outcomes = []
            for service in services:
                outcomes += _looked_at(service, real, simulated, place, options)
            for service in NEEDED if not options.only else ():
                if service not in services:
                    place.say(f"left out      {service}: {', '.join(_missing(service, place.environ))} not set")
            place.say(f"\n{summary(outcomes)}")
            if "strava" in services and not options.no_upload and _answers(outcomes):
                outcomes += _uploaded(real, file, place)
    except (Unusable, SettingsError) as error:
        place.say(str(error))
        return 2
    return exit_code(outcomes)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    from platformdirs import user_config_path

    parser = argparse.ArgumentParser(prog="python -m tests.live", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", choices=list(NEEDED), action="append", help="look at this service (may be repeated)")
    parser.add_argument("--no-upload", action="store_true", help="do not even ask about the upload")
    parser.add_argument("--fit", type=Path, help="the FIT file to upload instead of a made-up one")
    for service in ("strava", "spotify"):
        parser.add_argument(
            f"--{service}-tokens",
            type=Path,
            default=user_config_path("runtrack") / f"live-{service}.json",
            help=f"where {service.title()}'s answers to a token refresh are kept (%(default)s)",
        )
    return parser.parse_args(arguments)


def _refuse_without(services: Sequence[str], environ: Mapping[str, str]) -> None:
    if environ.get("CI"):
        raise Unusable("this talks to the real services with somebody's own tokens: it does not run in CI")
    missing = [f"  {name}: {NEEDED[service][name]}" for service in services for name in _missing(service, environ)]
    if missing:
        raise Unusable(
            "\n".join(
                [
                    "These variables of the environment are missing:",
                    *missing,
                    "Only one of the services: --only garmin, --only strava and so on",
                ]
            )
        )


def _missing(service: str, environ: Mapping[str, str]) -> list[str]:
    return [name for name in NEEDED[service] if not environ.get(name, "").strip()]


@contextmanager
def _accounts(place: Place, services: Sequence[str]) -> Iterator[tuple[LiveAccounts, LiveAccounts]]:
    """The real services and the simulators, both on throw-away databases."""
    with tempfile.TemporaryDirectory(prefix="runtrack-live-") as name:
        folder = Path(name)
        sport, music = bool(set(services) & set(ALWAYS)), bool(set(services) - set(ALWAYS))
        with simulated(folder / "simulated", place.now(), sport=sport, music=music) as pretend:
            real = LiveAccounts(dict(place.environ), folder / "real", place.now, place.sleep, place.say)
            try:
                yield real, pretend
            finally:
                real.close()


def _looked_at(
    service: str, real: LiveAccounts, simulated: LiveAccounts, place: Place, options: argparse.Namespace
) -> list[Outcome]:
    """All checks of one service; when the tokens do not open it, none of them makes a call."""
    closed = ""
    try:
        _entered(service, real, place, options)
    except SyncError as error:
        closed = error.reason
    outcomes = []
    more = checks_scrobbles.LISTENBRAINZ_TOKEN if service == "listenbrainz" and real.listener.token else ()
    for check in (*CHECKS[service], *more):
        shut = Outcome(check.name, Verdict.COULD_NOT_RUN, (closed,))
        outcome = shut if closed else run(check, real, simulated)
        place.say(told(outcome, check.assumed))
        outcomes.append(outcome)
    return outcomes


def _entered(service: str, real: LiveAccounts, place: Place, options: argparse.Namespace) -> None:
    """Raises `SyncError` when what was given does not open the service."""
    environ = place.environ
    if service == "garmin":
        real.enter_garmin(GarminTokens.read(environ["GARMIN_TOKENS"]))
    elif service == "strava":
        real.enter_strava(RefreshToken(environ["STRAVA_REFRESH_TOKEN"].strip(), options.strava_tokens))
    elif service == "spotify":
        kept: Path = options.spotify_tokens
        token, other = refresh_token(environ, SPOTIFY_TOKEN), refresh_token(environ, SPOTIFY_SCOPES)
        beside = kept.with_name(f"{kept.stem}-scopes{kept.suffix}")
        plays = RefreshToken(token, kept)
        real.enter_spotify(plays, RefreshToken(other, beside) if other not in ("", token) else plays)
    else:
        lastfm, listenbrainz, token = (
            environ.get(name, "").strip() for name in ("LASTFM_USER", "LISTENBRAINZ_USER", "LISTENBRAINZ_TOKEN")
        )
        real.enter_names(Listener(lastfm, listenbrainz, token, place.song, place.links))


def _answers(outcomes: Sequence[Outcome]) -> bool:
    """Whether Strava is open to us at all."""
    return any(o.name.startswith("Strava") and o.verdict is not Verdict.COULD_NOT_RUN for o in outcomes)


def _uploaded(real: LiveAccounts, file: upload.File, place: Place) -> list[Outcome]:
    if not upload.confirmed(file, place.ask):
        place.say("Nothing was uploaded.")
        return []
    outcome = upload.upload(real, file, place.sleep, place.say)
    place.say(told(outcome, "processed within 30 s, listed under its external id, a duplicate when sent again"))
    return [outcome]


if __name__ == "__main__":
    here = Place(os.environ, lambda: datetime.now(UTC), time.sleep, input, lambda text: print(text, flush=True))
    raise SystemExit(main(sys.argv[1:], here))
