"""People who listen for days, each at services of their own behind one address: late plays, bursts, outages and all.

What they hear comes from `sim/listening.py`; how and when Spotify tells of it, and when it does not answer, is made up
here. Everything follows from the seed and the listener's number.
"""

import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.core.music import millis
from sync.sim import listening
from sync.sim.clock import Now
from sync.sim.faults import Fault
from sync.sim.http import SimService
from sync.sim.lastfm import SimLastfm
from sync.sim.listenbrainz import SimListenBrainz
from sync.sim.songbook import SONGS, Heard
from sync.sim.spotify import HELD, SimSpotify
from sync.sim.spotify_oauth import Consent

START = datetime.fromisoformat("2026-03-02T00:00:00+00:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEVER = START - DAY
WAIT = 2400
AWAY = (
    Fault("500", status=500),
    Fault("502 HTML", status=502, how="html"),
    Fault("reset before the effect", how="reset"),
    Fault("truncated", effect=True, how="truncated"),
    Fault(f"429, wait {WAIT} s", status=429, retry_after=str(WAIT)),
)
HANG = Fault("timeout before the effect", how="hang")
Shown = tuple[int, str]
"""A play as the far side tells it: milliseconds, and the song's address or title."""


class OwnSpotify(SimSpotify):
    """One listener's Spotify. `owners`: whose each token is, for all listeners together."""

    every = 5 * MINUTE

    def __init__(self, now: Now, owners: dict[str, SimService]) -> None:
        super().__init__(now)
        self._owners = owners

    def shown(self) -> set[Shown]:
        """What it holds at this moment."""
        return {(millis(one.at), one.song.uri) for one in self._held()}

    def reported(self, since: datetime = NEVER) -> set[Shown]:
        """All that it has been told of after `since`."""
        now = self.now()
        return {(millis(one.at), one.song.uri) for one in self._played if since < one.reported_at <= now}

    def _issue(self, consent: Consent) -> dict[str, Any]:
        granted = super()._issue(consent)
        self._owners |= {str(granted[name]): self for name in ("access_token", "refresh_token")}
        return granted


class OwnLastfm(SimLastfm):
    """One listener's Last.fm. It shows a day, which is how far back it is asked for."""

    every = 15 * MINUTE

    def shown(self) -> set[Shown]:
        since = self.now() - DAY
        return {(one.uts * 1000, one.song.title) for one in self._found(int(since.timestamp()) + 1, None)}

    def reported(self, since: datetime = NEVER) -> set[Shown]:
        return {(one.uts * 1000, one.song.title) for one in self._found(None, None) if one.reported_at > since}


class OwnListenBrainz(SimListenBrainz):
    """One listener's ListenBrainz, the same way."""

    every = 15 * MINUTE

    def shown(self) -> set[Shown]:
        since = (self.now() - DAY).timestamp()
        return {(one.at * 1000, one.song.title) for one in self._known() if one.at > since}

    def reported(self, since: datetime = NEVER) -> set[Shown]:
        return {(one.at * 1000, one.song.title) for one in self._known() if one.reported_at > since}


Own = OwnSpotify | OwnLastfm | OwnListenBrainz


class OneAddress(SimService):
    """The one address: a request goes to the service of the listener whose token or name it carries."""

    name = "door"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = ()

    def __init__(self, now: Now) -> None:
        super().__init__(now)
        self.owners: dict[str, SimService] = {}

    def wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        body = request.get_data(cache=True, parse_form_data=False)
        request = Request({**environ, "wsgi.input": io.BytesIO(body)})
        owner = self.owners.get(self._whose(request))
        if owner is None:
            return Response("whose?", status=401)(environ, start_response)
        # On loopback packing costs more than anything else does here.
        return owner.wsgi({**environ, "wsgi.input": io.BytesIO(body), "HTTP_ACCEPT_ENCODING": ""}, start_response)

    def _whose(self, request: Request) -> str:
        match request.path.strip("/").split("/"):
            case ["api", "token"]:
                return request.form.get("refresh_token", "")
            case ["2.0"]:
                return f"lastfm {request.args.get('user')}"
            case ["1", "user", name, "listens"]:
                return f"listenbrainz {name}"
        return request.headers.get("Authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True, slots=True)
class Told:
    """A listening, and when the services learn of it."""

    heard: Heard
    at: datetime


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of time in which a service plays a fault to every call."""

    start: datetime
    end: datetime
    fault: Fault


@dataclass(slots=True)
class Listener:
    """One person. `broken`: "" | "revoked" (consent is withdrawn on the first day) | "fails" (nobody ever answers)."""

    name: str
    told: list[Told]
    services: dict[str, Own]
    outages: list[Outage] = field(default_factory=list)
    broken: str = ""

    def fault_at(self, now: datetime) -> Fault | None:
        return next((outage.fault for outage in self.outages if outage.start <= now < outage.end), None)


def listener(
    seed: int, number: int, days: int, address: OneAddress, outages: list[Outage], broken: str = ""
) -> Listener:
    """Number `number`: what they hear, where it is told, and when that goes wrong."""
    dice = random.Random(f"{seed} listener {number}")
    name = f"listener{number}"
    told, own = list(_everyday(dice, f"{seed} {number}", days)), list[Outage]()
    for day in range(number % 3, days, 3):
        burst, outage = _burst(dice, START + DAY * day)
        told += burst
        own += outage
    services: dict[str, Own] = {"spotify": OwnSpotify(address.now, address.owners)}
    if number % 4 == 1:
        services["lastfm"] = OwnLastfm(address.now, user=name)
    if number % 4 == 2:
        services["listenbrainz"] = OwnListenBrainz(address.now, user=name)
    address.owners |= {f"{service} {name}": sim for service, sim in services.items()}
    told.sort(key=lambda one: one.at)
    if number == 0:
        own.insert(0, Outage(told[0].at, told[0].at + 3 * MINUTE, HANG))
    if broken == "fails":
        own = [Outage(START, START + 3 * MINUTE, HANG), Outage(START, START + days * DAY, dice.choice(AWAY[:4]))]
    for one in told:
        for sim in services.values():
            sim.heard(one.heard, reported_at=one.at)
    return Listener(name, told, services, [*own, *([] if broken else outages)], broken)


def outages(seed: int, days: int) -> list[Outage]:
    """Those of Spotify as a whole: two a day, of 15 to 75 minutes."""
    dice = random.Random(f"{seed} outages")
    found = []
    for day in range(days):
        for fault in dice.sample(AWAY, 2):
            start = START + DAY * day + HOUR * dice.uniform(5, 23)
            found.append(Outage(start, start + MINUTE * dice.uniform(15, 75), fault))
    return found


def _everyday(dice: random.Random, seed: str, days: int) -> Iterator[Told]:
    """Sittings of an everyday world. One in five is offline and told of hours later, and so is one song in ten."""
    runs = listening.WORLDS[0].some(seed, days // 3 + 1)
    heard = sorted((item.heard for run in runs for item in run.listened), key=lambda one: one.start)
    heard = [one for one in heard if one.start >= START and one.end < START + days * DAY]
    sittings: list[list[Heard]] = []
    for one in heard:
        if not sittings or one.start - sittings[-1][-1].end > 10 * MINUTE:
            sittings.append([])
        sittings[-1].append(one)
    for sitting in sittings:
        back = sitting[-1].end + HOUR * dice.uniform(1, 8) if dice.random() < 0.2 else START
        for one in sitting:
            late = HOUR * dice.uniform(0.5, 4) if dice.random() < 0.1 else timedelta(0)
            yield Told(one, max(back, one.end + late))


def _burst(dice: random.Random, day: datetime) -> tuple[list[Told], list[Outage]]:
    """More than fifty short songs between two polls: the player is offline and tells of all of them at once, or
    Spotify does not answer until they are over."""
    start = at = day + HOUR * dice.uniform(6, 21)
    heard = []
    for _ in range(dice.randrange(HELD + 4, HELD + 25)):
        heard.append(Heard(dice.choice(SONGS), at, dice.uniform(31, 40)))
        at = heard[-1].end
    if dice.random() < 0.5:
        return [Told(one, at + 2 * MINUTE) for one in heard], []
    fault = dice.choice((AWAY[-1], *AWAY))
    return [Told(one, one.end) for one in heard], [Outage(start - 10 * MINUTE, at + 2 * MINUTE, fault)]
