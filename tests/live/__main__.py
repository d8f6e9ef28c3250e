"""`make test-live`: with your own tokens, is the real Garmin and Strava what the simulators play? Never in CI.

Reads only, at most three calls to Garmin and four to Strava, and token refreshes only where nothing works without;
then, if you type the word, one upload that you delete afterwards. Exit code: 0 everything is as assumed, 1 something
differs, 2 something could not be looked at (tokens missing, no answer). No token is ever printed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sync.config import SettingsError
from sync.core.errors import SyncError
from sync.ports import Sleep
from tests.live import checks_garmin, checks_strava, upload
from tests.live.checks import Check, Outcome, Verdict, exit_code, run, summary, told
from tests.live.door import Door, Say
from tests.live.given import GarminTokens, StravaTokens, Unusable
from tests.live.twin import twin

NEEDED = {
    "garmin": {"GARMIN_TOKENS": "path of a garminconnect token file (or its JSON)"},
    "strava": {
        "STRAVA_CLIENT_ID": "your Strava API application's client id",
        "STRAVA_CLIENT_SECRET": "its client secret",
        "STRAVA_REFRESH_TOKEN": "from `make get-token`",
    },
}
CHECKS: Mapping[str, Sequence[Check]] = {"garmin": checks_garmin.CHECKS, "strava": checks_strava.CHECKS}


@dataclass(frozen=True)
class Place:
    """What comes from outside: the environment, the clock, waiting, the person."""

    environ: Mapping[str, str]
    now: Callable[[], datetime]
    sleep: Sleep
    ask: Callable[[str], str]
    say: Say


def main(arguments: Sequence[str], place: Place) -> int:
    """The checks, the summary, then the upload if it is wanted."""
    options = _options(arguments)
    services = [options.only] if options.only else list(NEEDED)
    try:
        _refuse_without(services, place.environ)
        file = upload.read(options.fit) if options.fit else upload.made(place.now())
        with _doors(place) as (real, simulated):
            outcomes = []
            for service in services:
                outcomes += _looked_at(service, real, simulated, place, options.strava_tokens)
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
    parser.add_argument("--only", choices=list(NEEDED), help="look at one service")
    parser.add_argument("--no-upload", action="store_true", help="do not even ask about the upload")
    parser.add_argument("--fit", type=Path, help="the FIT file to upload instead of a made-up one")
    parser.add_argument(
        "--strava-tokens",
        type=Path,
        default=user_config_path("runtrack") / "live-strava.json",
        help="where Strava's answers to a token refresh are kept (%(default)s)",
    )
    return parser.parse_args(arguments)


def _refuse_without(services: Sequence[str], environ: Mapping[str, str]) -> None:
    if environ.get("CI"):
        raise Unusable("this talks to the real services with somebody's own tokens: it does not run in CI")
    wanted = {name: about for service in services for name, about in NEEDED[service].items()}
    missing = [f"  {name}: {about}" for name, about in wanted.items() if not environ.get(name, "").strip()]
    if missing:
        raise Unusable("\n".join(["These variables of the environment are missing:", *missing,
                                  "Only one of the services: --only garmin or --only strava"]))  # fmt: skip


@contextmanager
def _doors(place: Place) -> Iterator[tuple[Door, Door]]:
    """The real services and the simulators, both on throw-away databases."""
    with tempfile.TemporaryDirectory(prefix="runtrack-live-") as name:
        folder = Path(name)
        with twin(folder / "twin", place.now()) as simulated:
            real = Door(dict(place.environ), folder / "real", place.now, place.sleep, place.say)
            try:
                yield real, simulated
            finally:
                real.close()


def _looked_at(service: str, real: Door, simulated: Door, place: Place, kept: Path) -> list[Outcome]:
    """All checks of one service; when the tokens do not open it, none of them makes a call."""
    closed = ""
    try:
        if service == "garmin":
            real.enter_garmin(GarminTokens.read(place.environ["GARMIN_TOKENS"]))
        else:
            real.enter_strava(StravaTokens(place.environ["STRAVA_REFRESH_TOKEN"].strip(), kept))
    except SyncError as error:
        closed = error.reason
    outcomes = []
    for check in CHECKS[service]:
        shut = Outcome(check.name, Verdict.COULD_NOT_RUN, (closed,))
        outcome = shut if closed else run(check, real, simulated)
        place.say(told(outcome, check.assumed))
        outcomes.append(outcome)
    return outcomes


def _answers(outcomes: Sequence[Outcome]) -> bool:
    """Whether Strava is open to us at all."""
    return any(o.name.startswith("Strava") and o.verdict is not Verdict.COULD_NOT_RUN for o in outcomes)


def _uploaded(real: Door, file: upload.File, place: Place) -> list[Outcome]:
    if not upload.confirmed(file, place.ask):
        place.say("Nothing was uploaded.")
        return []
    outcome = upload.upload(real, file, place.sleep, place.say)
    place.say(told(outcome, "processed within 30 s, listed under its external id, a duplicate when sent again"))
    return [outcome]


if __name__ == "__main__":
    here = Place(os.environ, lambda: datetime.now(UTC), time.sleep, input, lambda text: print(text, flush=True))
    raise SystemExit(main(sys.argv[1:], here))
