"""What people do in the world: each act is done by the product's own verbs; people are killed and press twice."""

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from sync.app import App
from sync.core.friends import Learns
from sync.core.states import How
from sync.engine.asks import delete, friends, send_song
from sync.engine.asks.refusals import Refused
from sync.ports import Conflict
from tests.bench.lists import new_run
from tests.song_world.acting import MINUTE, Act
from tests.song_world.log import Log
from tests.song_world.messenger import Messages
from tests.song_world.script import Script


class Acts:
    """What was done, kept apart from what the product thinks of it. `accepted`: by id, what was sent and who got it;
    `consents`: by listener and sender, while that friendship is wanted; `done`: what was said of a song, by who got it
    and its id; `blocked`: who wants nothing of whom."""

    app: App
    log: Log
    script: Script
    messages: Messages

    def __init__(self, dice: Random, trouble: float) -> None:
        self.dice, self.trouble = dice, trouble
        self.accepted: dict[str, tuple[Act, tuple[str, ...]]] = {}
        self.done: dict[tuple[str, str], list[tuple[str, datetime]]] = defaultdict(list)
        self.consents: dict[tuple[str, str], Learns] = {}
        self.agreed: dict[tuple[str, str], datetime] = {}  # when that was last said
        self.parted: dict[tuple[str, str], datetime] = {}
        self.blocked: set[tuple[str, str]] = set()
        self.gone: dict[str, datetime] = {}
        self.leaving: dict[str, datetime] = {}
        self.counts = Counter[str]()

    def in_trouble(self, work: Callable[[App], Any]) -> bool:
        """Killed, doubled or refused at any call of a port; whether it came through."""
        raise NotImplementedError

    def may(self, sender: str, listener: str, group: str = "") -> Learns:
        """What was agreed to, as it is now, of songs to a friend or to a group."""
        both = {(sender, listener), (listener, sender)} <= set(self.consents) and listener not in self.leaving
        return self.consents[listener, sender] if both else Learns.NOTHING

    def acts(self, act: Act) -> None:
        """Do one of the script, if who does it is there."""
        self.log.now = act.at
        if act.who not in self.gone and (not act.other or act.other not in self.gone or act.kind != "asks"):
            getattr(self, f"_{act.kind}")(act)

    def _does(self, work: Callable[[App], Any]) -> bool:
        """Who is killed tries again; some press twice. Whether it was not refused."""
        done = False
        if self.dice.random() < self.trouble:
            with suppress(Refused):
                self.in_trouble(work)
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
            self._agreed(act)

    def _agreed(self, act: Act) -> None:
        self.consents[act.who, act.other] = act.tells
        self.blocked.discard((act.who, act.other))
        self.agreed[act.who, act.other] = act.at

    def _says(self, act: Act) -> None:
        if self._does(lambda app: friends.agree(app.store, act.who, act.other, act.tells, act.at)):
            self._agreed(act)

    def _ends(self, act: Act) -> None:
        self._does(lambda app: friends.end(app.store, act.who, act.other, act.at))
        self.blocked.discard((act.who, act.other))
        self._parted(act)

    def _blocks(self, act: Act) -> None:
        self._does(lambda app: friends.block(app.store, act.who, act.other, act.at))
        self.blocked.add((act.who, act.other))
        self._parted(act)

    def _parted(self, act: Act) -> None:
        self.consents.pop((act.who, act.other), None)
        self.parted[act.who, act.other] = self.parted[act.other, act.who] = act.at

    def _sends(self, act: Act) -> None:
        song = act.song
        assert song is not None
        if self._does(lambda app: send_song.send(app, act.who, act.other, song, act.id, act.at)):
            assert {(act.who, act.other), (act.other, act.who)} <= set(self.consents), "somebody wrote to a stranger"
            self.accepted[act.id] = act, (act.other,)
        else:
            self.counts["refused sendings"] += 1

    def _takes_back(self, act: Act) -> None:
        if self._does(lambda app: send_song.withdraw(app, act.who, act.id, act.at)):
            for name in self.accepted[act.id][1]:
                self.done[name, act.id].append((act.kind, act.at))

    def _declines(self, act: Act) -> None:
        if self._does(lambda app: send_song.decline(app.store, act.who, act.id, act.at)):
            self.done[act.who, act.id].append((act.kind, act.at))

    def _says_played(self, act: Act) -> None:
        if self._does(lambda app: send_song.played_it(app.store, act.who, act.id, act.at)):
            self.done[act.who, act.id].append((act.kind, act.at))

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
        self.blocked = {key for key in self.blocked if name not in key}

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
