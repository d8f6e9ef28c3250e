"""For the tests of this program: simulators in the part of the real services, which may be altered, and a person."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.strava import SimStrava
from tests.live.__main__ import Place, main
from tests.live.checks_catalogues import KNOWN
from tests.live.checks_links import KNOWN_LINKS
from tests.live.simulated import environ, fill
from tests.support.world import START

Doctor = Callable[[Any], Any]


class Doctored:
    """Changes the JSON of one endpoint's answers: `doctors[endpoint]` gets what is sent and returns what to send."""

    doctors: dict[str, Doctor]

    def finish(self, response: Response, endpoint: str, request: Request) -> Response:
        response = super().finish(response, endpoint, request)  # type: ignore[misc]  # of the simulator that it is mixed into
        if endpoint in self.doctors:
            response.set_data(json.dumps(self.doctors[endpoint](json.loads(response.get_data()))))
        return response


class DoctoredGarmin(Doctored, SimGarmin): ...


class DoctoredStrava(Doctored, SimStrava): ...


class Person:
    """Somebody with accounts on both, who runs the program and reads what it says. `clock` stands still."""

    song, links = KNOWN, KNOWN_LINKS
    services: tuple[str, ...] = ("garmin", "strava")  # what is looked at unless the arguments say it; (): what there is

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, HandClock(START)
        self.garmin, self.strava = DoctoredGarmin(self.clock.now), DoctoredStrava(self.clock.now)
        self.garmin.doctors, self.strava.doctors = {}, {}
        fill(self.garmin, self.strava, START)
        self.token_file, self.kept_file = folder / "garmin_tokens.json", folder / "kept" / "strava.json"
        self.token_file.write_text(self.garmin.tokens())
        self.refresh_token = str(self.strava.tokens()["refresh_token"])
        self.answers: list[str] = []
        self.waited: list[float] = []
        self.said: list[str] = []

    @property
    def environ(self) -> dict[str, str]:
        return environ(self.garmin, self.strava) | {
            "GARMIN_TOKENS": str(self.token_file),
            "STRAVA_REFRESH_TOKEN": self.refresh_token,
            "RUNTRACK_HTTP_TIMEOUT_SECONDS": "0.5",
        }

    def runs(self, *arguments: str, **changes: str) -> int:
        """The program's exit code; what it said is in `said`, all of it in `text`."""
        self.said.clear()
        heard = (self._answer, self.said.append, self.song, self.links)
        place = Place(self.environ | changes, self.clock.now, self._wait, *heard)
        only = [] if "--only" in arguments else [f"--only={service}" for service in self.services]
        return main([*only, "--strava-tokens", str(self.kept_file), *arguments], place)

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    def secrets(self) -> list[str]:
        """Every token that either service would accept or has accepted."""
        own = [self.strava.client_secret, self.refresh_token, *json.loads(self.token_file.read_text()).values()]
        given = [text for grant in self.strava.grants._grants for text in (grant.access_token, grant.refresh_token)]
        return [secret for secret in own + given if not secret.startswith("GARMIN_CONNECT_")]

    def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.advance(seconds)

    def _answer(self, question: str) -> str:
        self.said.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


@contextmanager
def person(folder: Path) -> Iterator[Person]:
    """Both services running; at the end, nothing secret has been said."""
    made = Person(folder)
    made.garmin.start()
    made.strava.start()
    try:
        yield made
        assert [secret for secret in made.secrets() if secret in made.text] == []
    finally:
        made.garmin.stop()
        made.strava.stop()


def each(change: Doctor) -> Doctor:
    """A doctor of lists from a doctor of items."""
    return lambda items: [change(item) for item in items]


def without(key: str) -> Doctor:
    return lambda item: {name: value for name, value in item.items() if name != key}


def with_(**changes: Any) -> Doctor:
    return lambda item: item | changes
