"""Days of capture for many listeners in one store, and the judge who knows what each service held at every moment.

The real tick runs for each listener by itself, with everything but Garmin and Strava, which nobody here has connected.
A minute in which no service of a listener can have anything new is left out (but for one in twelve hours): its tick
would change nothing but the time of the next. Whether a poll is due is for the product to say; the judge counts alone.
"""

import heapq
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sync.adapters.http import Hosts
from sync.adapters.tokens import Bundle
from sync.app import App
from sync.config import Settings
from sync.core.music import Gap, millis
from sync.core.user import Connection
from sync.engine.tick import tick
from sync.sim.clock import HandClock
from sync.sim.spotify_oauth import SCOPE
from sync.wiring import build
from tests.support.engine.listeners import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    START,
    Listener,
    OneAddress,
    Own,
    OwnSpotify,
    Shown,
    listener,
    outages,
)
from tests.support.music import FOREVER

QUIET, REVOKED_AT = 12 * HOUR, START + 8 * HOUR
ADDRESSES = (
    "https://api.spotify.com",
    "https://accounts.spotify.com",
    "https://ws.audioscrobbler.com",
    "https://api.listenbrainz.org",
)


@dataclass(slots=True)
class Judge:
    """What one service of one listener owes us, by what it held whenever it answered.

    `seen`: the plays that were shown at some answered poll; `overflowed`: those that came after the newest known one
    and were gone when it answered next; `behind`: those that surfaced behind known ones and were gone by then, of
    which a page tells only when its oldest play is new. `turnovers`: polls at which that was so; `surfacings`:
    other full pages on which a play showed up behind known ones. `late`,
    `unanswered`: polls that did not happen or did not succeed although they were due and could."""

    listener: Listener
    sim: Own
    ticked_at: datetime = NEVER
    asked_at: datetime = NEVER
    answered_at: datetime = NEVER
    told_to_wait: datetime = START
    seen: set[Shown] = field(default_factory=set)
    overflowed: set[Shown] = field(default_factory=set)
    behind: set[Shown] = field(default_factory=set)
    newest: int = 0
    turnovers: int = 0
    surfacings: int = 0
    surfaced: int = 0
    polls: int = 0
    late: list[datetime] = field(default_factory=list)
    unanswered: list[datetime] = field(default_factory=list)

    def after(self, now: datetime, calls: int) -> None:
        """A tick at `now` is over; the service had been called so often before."""
        fault, self.ticked_at = self.listener.fault_at(now), now
        new = self.sim.calls[calls:]
        due = now >= max(self.asked_at + self.sim.every, self.told_to_wait) and self.listener.broken != "revoked"
        if not new:
            self.late += [now] if due else []
            return
        self.asked_at, self.polls = now, self.polls + 1
        if new[-1].endpoint in ("recent", "listens") and new[-1].status == 200 and new[-1].fault is None:
            self._answered(now)
        elif fault is None and self.listener.broken != "revoked":
            self.unanswered.append(now)
        elif fault is not None and fault.retry_after:
            self.told_to_wait = now + timedelta(seconds=float(fault.retry_after))

    def _answered(self, now: datetime) -> None:
        shown, newest = self.sim.shown(), self.newest
        gone = self.sim.reported(self.answered_at) - shown - self.seen
        self.overflowed |= {key for key in gone if key[0] > newest}
        self.behind |= {key for key in gone if key[0] <= newest}
        self.turnovers += self.sim.name == "spotify" and len(shown) == 50 and min(shown) not in self.seen
        full = self.sim.name == "spotify" and len(shown) == 50 and min(shown) in self.seen
        self.surfacings += full and any(ms < newest for ms, _ in shown - self.seen)
        self.surfaced += sum(1 for ms, _ in shown - self.seen if ms < newest)
        self.seen |= shown
        self.newest = max((newest, *(ms for ms, _ in shown)))
        self.answered_at = now

    def next(self) -> datetime:
        """When a poll could find something new, or half a day is over. Whoever never answers is asked when
        there is something to tell, not each five minutes of all the days."""
        hopeless = self.listener.broken != ""
        asked, since = (self.ticked_at, self.ticked_at) if hopeless else (self.asked_at, self.answered_at)
        told = self.listener.told
        place = bisect_right(told, since, key=lambda one: one.at)
        news = told[place].at if place < len(told) else FOREVER
        return max(min(news, asked + QUIET), asked + self.sim.every, self.told_to_wait)


class Days:
    """See the module. `broken`: what is wrong with the last listeners, who come on top of `users`; `patience`: seconds
    until a service that hangs is given up."""

    def __init__(
        self,
        folder: Path,
        *,
        users: int,
        days: int,
        seed: int,
        broken: tuple[str, ...] = (),
        patience: str = "2",
    ) -> None:
        self._patience = patience
        self.clock, self.days = HandClock(START), days
        self.address = OneAddress(self.clock.now)
        everywhere = outages(seed, days)
        kinds = [""] * users + list(broken)
        self.listeners = [
            listener(seed, number, days, self.address, everywhere, kind) for number, kind in enumerate(kinds)
        ]
        self.judges = {
            one.name: {service: Judge(one, sim) for service, sim in one.services.items()} for one in self.listeners
        }
        self._folder = folder

    def __enter__(self) -> Self:
        self.address.start()
        environ = {
            "SPOTIFY_CLIENT_ID": "spotify-client",
            "LASTFM_API_KEY": "0" * 32,
            "RUNTRACK_DATABASE": str(self._folder / "runtrack.sqlite"),
            "RUNTRACK_KEY_FILE": str(self._folder / "sealing.key"),
            "RUNTRACK_HTTP_TIMEOUT_SECONDS": self._patience,
        }
        settings = Settings.read(environ, data_dir=self._folder, config_dir=self._folder)
        where = Hosts(dict.fromkeys(ADDRESSES, self.address.url))
        self.wired = build(settings, sleep=lambda _: None, where=where)
        self.app: App = replace(self.wired.app, catalogues=())
        for one in self.listeners:
            self._connect(one)
        return self

    def __exit__(self, *_: object) -> None:
        self.wired.close()
        self.address.stop()

    def run(self) -> None:
        """From the first minute to the last."""
        waiting = [(START, number) for number in range(len(self.listeners))]
        end = START + self.days * DAY
        while waiting:
            at, number = heapq.heappop(waiting)
            if at >= end:
                continue
            self.clock.set(at)
            one = self.listeners[number]
            self.minute(one)
            soonest = min(judge.next() for judge in self.judges[one.name].values())
            heapq.heappush(waiting, (max(_whole(soonest), at + MINUTE), number))

    def minute(self, one: Listener) -> None:
        """One tick of one listener at the present time."""
        now = self.clock.now()
        fault = one.fault_at(now)
        before = {service: len(sim.calls) for service, sim in one.services.items()}
        for service, sim in one.services.items():
            sim.clear_faults()
            if one.broken == "revoked" and now >= REVOKED_AT and isinstance(sim, OwnSpotify):
                sim.revoke()
            for endpoint, _, _ in sim.rules if fault else ():
                sim.inject(endpoint, fault if fault and service == "spotify" else "500")
        tick(self.app, one.name, now, lambda: 50.0)
        for service, judge in self.judges[one.name].items():
            judge.after(now, before[service])

    # -- looking ----------------------------------------------------------------------------------

    def all_judges(self) -> list[Judge]:
        return [judge for judges in self.judges.values() for judge in judges.values()]

    def connection(self, one: Listener) -> Connection:
        found = self.app.store.load(Connection, one.name, "spotify")
        assert found is not None
        return found

    def stored(self, judge: Judge) -> list[Shown]:
        """What the store holds of one source of one listener."""
        service = judge.sim.name
        found = self.app.store.plays(judge.listener.name, NEVER, FOREVER, source=service)
        return [(play.ms, play.song.uri if service == "spotify" else play.song.title) for play in found]

    def gaps(self, judge: Judge) -> list[tuple[int, int]]:
        found = (gap for gap in self.app.store.all(Gap, judge.listener.name) if gap.source == judge.sim.name)
        return [(millis(gap.after), millis(gap.before)) for gap in found]

    def complaints(self) -> list[str]:
        """Everything that is not as it was promised; [] when all is well."""
        found = []
        for judge in self.all_judges():
            stored, gaps = self.stored(judge), self.gaps(judge)
            there, whose = set(stored), f"{judge.listener.name} at {judge.sim.name}"
            uncovered = {key for key in judge.overflowed if not any(a < key[0] < b for a, b in gaps)}
            for what, amount in {
                "plays missed that were shown": len(judge.seen - there),
                "plays stored that nobody told of": len(there - judge.sim.reported()),
                "plays stored twice": len(stored) - len(there),
                "lost plays that no gap covers": len(uncovered),
                "gaps too few": max(0, judge.turnovers - len(gaps)),
                "gaps too many": max(0, len(gaps) - judge.turnovers - judge.surfacings),
                "polls that did not happen": len(judge.late),
                "polls that failed without a reason": len(judge.unanswered),
                "plays lost unseen but stored": len((judge.overflowed | judge.behind) & there),
            }.items():
                found += [f"{whose}: {amount} {what}"] if amount else []
        return found

    def _connect(self, one: Listener) -> None:
        """As `runtrack login` would have left it."""
        for service, sim in one.services.items():
            if isinstance(sim, OwnSpotify):
                granted = sim.tokens()
                fields = {name: str(granted[name]) for name in ("access_token", "refresh_token")}
                bundle, account = Bundle(fields, START + timedelta(seconds=float(granted["expires_in"]))), "synthetic"
            else:
                bundle, account = Bundle({"name": one.name}, FOREVER), one.name
            self.wired.keepers[service].save_login(one.name, bundle, START, scopes=(SCOPE,), account=account)


def _whole(at: datetime) -> datetime:
    """The first whole minute that is not before."""
    rest = timedelta(seconds=at.second, microseconds=at.microsecond)
    return at - rest + MINUTE if rest else at
