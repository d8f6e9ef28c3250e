"""The world runs: people act, services tell, and the real engine ticks at virtual time, killed and doubled on the way.

A person's tick is run whenever it could find anything: their service has news and it is its turn, a document is due, or
their last tick came to grief. The others would only ask a service that has nothing new. `every` so many minutes it is
seen which documents are due; 0: each person's tick is run each minute, as the daemon does it.
"""

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sync.app import App, MusicSource
from sync.core.song_share import Share, ShareState
from sync.core.states import How
from sync.core.user import Connection
from sync.engine.asks import delete, friends, send_song
from sync.engine.asks.refusals import Refused
from sync.engine.asks.users import add_user
from sync.engine.tick import tick
from sync.ports import Conflict, Store, StoreBroken
from tests.bench.lists import new_run
from tests.song_world.script import LASTFM, MINUTE, SPOTIFY, START, Act, Script
from tests.song_world.services import EVERY, HELD, Services, Source
from tests.support.engine.watched import Crash, Watch, Watched, watched_bind
from tests.support.music import MusicWorld

POINTS = 90
"""A tick passes fewer."""


class SongWorld(MusicWorld):
    """Its simulated services are not asked: the world's own are."""

    over_sockets = False


class Recorder:
    """The store, and a note of each change of a share: who sees what is saved needs no look of the product's."""

    def __init__(self, store: Store, log: "Log") -> None:
        self._store, self._log = store, log

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        self.__dict__[name] = found  # found without us from now on
        return found

    def put(self, document: Any) -> Any:
        saved = self._store.put(document)
        self._log.saved(saved)
        return saved


class Log:
    """What was saved, and when: `seen` of each share that was heard; `polls` when a service's turn is next."""

    def __init__(self) -> None:
        self.now = START
        self.seen = defaultdict[tuple[str, str], list[tuple[datetime, Share]]](list)
        self.polls = dict[str, datetime]()
        self.saves = Counter[str]()
        self._heard = set[tuple[str, str]]()

    def saved(self, document: Any) -> None:
        self.saves[type(document).__name__] += 1
        if isinstance(document, Share):
            key = document.user, document.id
            heard = document.state is ShareState.HEARD
            if heard and key not in self._heard:
                self.seen[key].append((self.now, document))
            (self._heard.add if heard else self._heard.discard)(key)
        elif isinstance(document, Connection) and document.poll_at is not None:
            self.polls[document.user] = document.poll_at


class Life:
    """`trouble`: the share of ticks and asks that are killed, doubled or refused by the store."""

    def __init__(
        self, world: MusicWorld, script: Script, dice: random.Random, *, trouble: float = 0.03, every: int = 15
    ) -> None:
        self.script, self.dice, self.trouble, self.every = script, dice, trouble, every
        self.log, self.world = Log(), world
        self.services = Services(script.people, dice, trouble=trouble / 3)
        self.people = {one.name: one for one in script.people}
        self.app = replace(
            world.wired.app, store=Recorder(world.wired.app.store, self.log), music=self._music(), catalogues=()
        )
        self.accepted: dict[str, tuple[Act, datetime]] = {}
        self.done: dict[str, list[tuple[str, datetime]]] = defaultdict(list)  # by sending: what was said of it
        self.consents: dict[tuple[str, str], Any] = {}  # by listener and sender, while that friendship is wanted
        self.parted: dict[tuple[str, str], datetime] = {}
        self.gone: dict[str, datetime] = {}
        self.leaving: dict[str, datetime] = {}
        self.counts = Counter[str]()
        self._turns: list[tuple[datetime, str]] = []
        self._news: dict[str, list[datetime]] = {}

    def _music(self) -> tuple[MusicSource, ...]:
        def bind(user: str, now: datetime) -> Source:
            return Source(self.services, user, now)

        return (MusicSource(SPOTIFY, EVERY[SPOTIFY], bind, HELD), MusicSource(LASTFM, EVERY[LASTFM], bind))

    # -- time passes --------------------------------------------------------------------------------

    def lived(self, look: Callable[["Life"], None] = lambda life: None, looks: int = 100) -> None:
        """From the beginning to the end. `look` is called so often, in between."""
        for person in self.script.people:
            add_user(self.app, person.name, START)
            self.app.store.put(Connection(person.name, person.service, "sealed", poll_at=START))
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
                self._acts(act)
                act = next(acts, None)
            self.log.now = now
            ready = set(self.people) if self.every == 0 else self._due(now) if number % self.every == 0 else set()
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
            came_through = self._in_trouble(lambda app: tick(app, name, now, lambda: 50.0))
        else:
            report = tick(self.app, name, now, lambda: 50.0)
            assert not report.bugs, report.failed
            self.counts.update(str(task.step) for task in report.done)
        news = self._news[name]
        if came_through and self.log.polls.get(name, START) > now:
            while news and news[-1] <= now:
                news.pop()
        elif not came_through:
            heapq.heappush(self._turns, (now + MINUTE, name))
            if not news or news[-1] > now:
                news.append(now)  # what was answered may be lost with the process
        self._turn_for_news(name, now)

    def _in_trouble(self, work: Callable[[App], Any]) -> bool:
        """Killed, doubled or refused at any call of a port; whether it came through."""
        kind, watch = (
            self.dice.choice(("killed", "killed", "doubled", "refused")),
            Watch(self.dice.randrange(1, POINTS)),
        )
        watched = replace(
            self.app,
            store=Watched(self.app.store, "store", watch),
            music=tuple(replace(one, bind=watched_bind(one, watch)) for one in self.app.music),
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

    # -- what people do -------------------------------------------------------------------------------

    def _acts(self, act: Act) -> None:
        self.log.now = act.at
        if act.who not in self.gone and (not act.other or act.other not in self.gone or act.kind != "asks"):
            getattr(self, f"_{act.kind}")(act)

    def _does(self, work: Callable[[App], Any]) -> bool:
        """Who is killed tries again; some press twice. Whether it was not refused."""
        done = False
        if self.dice.random() < self.trouble:
            with suppress(Refused):
                self._in_trouble(work)
        with suppress(Refused):
            work(self.app)
            done = True
        if self.dice.random() < self.trouble:
            with suppress(Refused):
                work(self.app)
                done = True
        return done

    def _asks(self, act: Act) -> None:
        if self._does(lambda app: friends.ask(app.store, act.who, act.other, act.at, tells=act.tells)):
            self.consents[act.who, act.other] = act.tells

    def _says(self, act: Act) -> None:
        if self._does(lambda app: friends.agree(app.store, act.who, act.other, act.tells, act.at)):
            self.consents[act.who, act.other] = act.tells

    def _ends(self, act: Act) -> None:
        self._does(lambda app: friends.end(app.store, act.who, act.other, act.at))
        self._parted(act)

    def _blocks(self, act: Act) -> None:
        self._does(lambda app: friends.block(app.store, act.who, act.other, act.at))
        self._parted(act)

    def _parted(self, act: Act) -> None:
        self.consents.pop((act.who, act.other), None)
        self.parted[act.who, act.other] = self.parted[act.other, act.who] = act.at

    def _sends(self, act: Act) -> None:
        song = act.song
        assert song is not None
        if self._does(lambda app: send_song.send(app, act.who, act.other, song, act.id, act.at)):
            assert {(act.who, act.other), (act.other, act.who)} <= set(self.consents), "somebody wrote to a stranger"
            self.accepted[act.id] = act, act.at
        else:
            self.counts["refused sendings"] += 1

    def _takes_back(self, act: Act) -> None:
        if self._does(lambda app: send_song.withdraw(app, act.who, act.id, act.at)):
            self.done[act.id].append((act.kind, act.at))

    def _declines(self, act: Act) -> None:
        if self._does(lambda app: send_song.decline(app.store, act.who, act.id, act.at)):
            self.done[act.id].append((act.kind, act.at))

    def _says_played(self, act: Act) -> None:
        if self._does(lambda app: send_song.played_it(app.store, act.who, act.id, act.at)):
            self.done[act.id].append((act.kind, act.at))

    def _later(self, act: Act) -> None:
        self._does(lambda app: send_song.later(app.store, act.who, act.id, act.at))

    def _leaves(self, act: Act) -> None:
        delete.begin(self.app, act.who, act.at)
        delete.sweep(self.app, act.who, act.at)
        self.gone[act.who], self.leaving[act.who] = act.at, act.at + 20 * MINUTE

    def _finishes(self, name: str, now: datetime) -> None:
        delete.finish(self.app, name, now, alone=False)
        del self.leaving[name]
        for key in [key for key in self.consents if name in key]:
            del self.consents[key]

    def _runs(self) -> list[Act]:
        return [
            Act(begin + took + 3 * MINUTE, "ran", name, id=str(number))
            for number, (name, begin, took) in enumerate(self.script.runs)
        ]

    def _ran(self, act: Act) -> None:
        """The run reaches the ledger; its route is not read."""
        _, begin, took = self.script.runs[int(act.id)]
        row = replace(new_run(act.who, int(act.id), begin), elapsed=took.total_seconds())
        there = row.uploaded(act.at, int(act.id) + 1, How.UPLOADED, "it was sent")
        with suppress(Conflict):
            self.app.store.add([replace(there, due=None, route_due=None)])


def _minute(at: datetime) -> datetime:
    """The tick that comes then, or next."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + MINUTE
