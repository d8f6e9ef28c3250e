"""The world runs: people act, services tell, and the real engine ticks at virtual time, killed and doubled on the way.

A person's tick is run whenever it could find anything: their service has news and it is its turn, a document is due, or
their last tick came to grief. The others would only ask a service that has nothing new.
"""

import heapq
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sync.app import App, MusicSource
from sync.core.peace import OFF, Peace
from sync.core.user import Connection
from sync.engine.asks.chats import joined
from sync.engine.asks.refusals import Refused
from sync.engine.asks.users import add_user
from sync.engine.tick import tick
from sync.ports import StoreBroken
from tests.song_world.acting import MINUTE, START
from tests.song_world.group_acts import GroupActs
from tests.song_world.log import Log, Recorder
from tests.song_world.messenger import NAME, Messages
from tests.song_world.script import LASTFM, SPOTIFY, Script
from tests.song_world.services import EVERY, HELD, Services, Source
from tests.support.engine.watched import Crash, Watch, Watched, watched_bind
from tests.support.music import MusicWorld

POINTS = 90
"""A tick passes fewer."""


class SongWorld(MusicWorld):
    """Its simulated services are not asked: the world's own are."""

    over_sockets = False


class Life(GroupActs):
    """`trouble`: the share of ticks and asks that are killed, doubled or refused by the store; `all_ticks`: each
    person's tick is run each minute, as the daemon does it."""

    def __init__(
        self, world: MusicWorld, script: Script, dice: random.Random, *, trouble: float = 0.03, all_ticks: bool = False
    ) -> None:
        super().__init__(dice, trouble)
        self.script, self.all_ticks = script, all_ticks
        self.log, self.world = Log(lambda user, due: heapq.heappush(self._turns, (_minute(due), user))), world
        self.messages = Messages(random.Random(dice.random()), trouble / 3, self.may)
        self.services = Services(script.people, dice, trouble=trouble / 3)
        self.people = {one.name: one for one in script.people}
        self.app = replace(
            world.wired.app,
            store=Recorder(world.wired.app.store, self.log),
            music=self._music(),
            catalogues=(),
            services={**world.wired.app.services, **self._messenger(world.wired.app, lambda one: one)},
            preferences=replace(world.wired.app.preferences, peace=Peace(quiet=OFF, a_day=1_000)),
        )
        self.died: set[tuple[str, datetime]] = set()  # whose tick, and when
        self._turns: list[tuple[datetime, str]] = []
        self._news: dict[str, list[datetime]] = {}

    def _music(self) -> tuple[MusicSource, ...]:
        def bind(user: str, now: datetime) -> Source:
            return Source(self.services, user, now)

        return (MusicSource(SPOTIFY, EVERY[SPOTIFY], bind, HELD), MusicSource(LASTFM, EVERY[LASTFM], bind))

    def _messenger(self, app: App, wrapped: Callable[[Any], Any]) -> dict[str, Any]:
        built = app.services[NAME]
        return {NAME: replace(built, lacks="", messenger=lambda now: wrapped(self.messages.at(now)))}

    # -- time passes --------------------------------------------------------------------------------

    def lived(self, look: Callable[["Life"], None] = lambda life: None, looks: int = 100) -> None:
        """From the beginning to the end. `look` is called so often, in between."""
        for person in self.script.people:
            add_user(self.app, person.name, START)
            self.app.store.put(Connection(person.name, person.service, "sealed", poll_at=START))
            if person.chat:
                joined(self.app.store, person.name, NAME, person.name, START)
            if person.runs:  # no word of it comes: what it brings is put into the ledger
                self.app.store.put(Connection(person.name, "garmin", "sealed", login_needed="revoked"))
            told = (at for one in self.script.listened[person.name] for at in self.services.hears(one))
            self._news[person.name] = sorted(told, reverse=True)
        acts, turns = iter([*self.script.acts, *self._runs()]), self._turns
        acts = iter(sorted(acts, key=lambda act: act.at))
        act, now = next(acts, None), START
        for name in self.people:
            self._turn_for_news(name, START)
        minutes = int((self.script.until - START) / MINUTE)
        for number in range(minutes):
            now = START + number * MINUTE
            while act is not None and act.at <= now:
                self.acts(act)
                act = next(acts, None)
            self.log.now = now
            ready = set(self.people) if self.all_ticks else self._due(now)
            while turns and turns[0][0] <= now:
                ready.add(heapq.heappop(turns)[1])
            for name in sorted(ready):
                self._ticks(name, now)
            for name, at in list(self.leaving.items()):
                if now >= at:
                    self._finishes(name, now)
            if number % max(1, minutes // looks) == 0:
                look(self)

    def _due(self, now: datetime) -> set[str]:
        """Everybody of whom a document is due, asked of the file: the product asks for one person at a time."""
        micros = int((now - datetime.fromtimestamp(0, now.tzinfo)) / timedelta(microseconds=1))
        rows = self.world.sqlite._read(
            "SELECT DISTINCT substr(key, 1, instr(key, '/') - 1) FROM documents WHERE due <= ?", micros
        )
        return {name for (name,) in rows if name in self.people}

    def _turn_for_news(self, name: str, now: datetime) -> None:
        """The first turn of their service at which it shows something new."""
        if (news := self._news[name]) and name not in self.gone:
            every, at = EVERY[self.people[name].service], self.log.polls.get(name, now)
            if (told := news[-1]) > at:
                at += every * ((told - at) // every)  # the turns in between bring nothing
                at += timedelta(seconds=self.dice.randrange(0, int(every.total_seconds()), 60))
                at += every if at < told else timedelta(0)
            heapq.heappush(self._turns, (max(_minute(at), now + MINUTE), name))

    def _ticks(self, name: str, now: datetime) -> None:
        if name in self.gone:
            return
        self.counts["ticks"] += 1
        came_through = True
        if self.dice.random() < self.trouble:
            came_through = self.in_trouble(lambda app: tick(app, name, now, lambda: 50.0))
        else:
            report = tick(self.app, name, now, lambda: 50.0)
            assert not report.bugs, report.failed
            self.counts.update(str(task.step) for task in report.done)
        news = self._news[name]
        if came_through and self.log.polls.get(name, START) > now:
            while news and news[-1] <= now:
                news.pop()
        elif not came_through:
            self.died.add((name, now))
            heapq.heappush(self._turns, (now + MINUTE, name))
            if not news or news[-1] > now:
                news.append(now)  # what was answered may be lost with the process
        self._turn_for_news(name, now)

    def in_trouble(self, work: Callable[[App], Any]) -> bool:
        """Killed, doubled or refused at any call of a port; whether it came through."""
        kind, watch = (
            self.dice.choice(("killed", "killed", "doubled", "refused")),
            Watch(self.dice.randrange(1, POINTS)),
        )
        watched = replace(
            self.app,
            store=Watched(self.app.store, "store", watch),
            music=tuple(replace(one, bind=watched_bind(one, watch)) for one in self.app.music),
            services={**self.app.services, **self._messenger(self.app, lambda one: Watched(one, NAME, watch))},
        )

        def doubled(_: str) -> None:
            with suppress(Refused):
                work(self.app)

        def refused(_: str) -> None:
            raise StoreBroken("full", "free some space")

        watch.act = {"killed": watch.crash, "doubled": doubled, "refused": refused}[kind]
        try:
            work(watched)
        except (Crash, StoreBroken):
            self.counts[kind] += 1
            return False
        self.counts[kind] += len(watch.passed) >= watch.at
        return True


def _minute(at: datetime) -> datetime:
    """The tick that comes then, or next."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE
