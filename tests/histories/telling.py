"""Tells a story: plays its events in a world without sockets, and judges after each that nothing is doubled, in the end
that every run is on Strava once, with its text, and that none was given up."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.activity import State
from sync.sim.http import FAULTS
from tests.histories.story import Event
from tests.histories.worlds import (
    MEMORY,
    InProcess,
    SwiftDynamoMusicWorld,
    SwiftDynamoWorld,
    SwiftMusicWorld,
    SwiftWorld,
)
from tests.support.engine.acts import Acts
from tests.support.engine.expected_runs import ExpectedRuns
from tests.support.engine.music_history import MusicActs
from tests.support.engine.watched import Watch
from tests.support.network import Outage
from tests.support.world import DAY, START

POST = "POST /api/v3/uploads leaves"
FOLDERS = MEMORY if MEMORY.is_dir() else None


class Behind(Watch):
    """The process dies so many points behind the one of this name."""

    def __init__(self, name: str, points: int) -> None:
        super().__init__()
        self._name, self._points, self.act = name, points, self.crash

    def point(self, name: str) -> None:
        if name == self._name and not self.at:
            self.at = len(self.passed) + 1 + self._points
        super().point(name)


class Teller(Acts):
    """The acts that only a world without sockets can play in no time, besides the others."""

    faults = (*FAULTS, *(3 * [name for name, fault in FAULTS.items() if fault.effect]))  # the lost answers more often
    seconds = 10.0
    odd_answers = True
    kind: type[InProcess] = SwiftWorld
    patience = 6 * DAY
    deleted = 0  # people, to the end
    world: InProcess

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.world = self.kind(folder, seconds=self.seconds, strava=strava)
        self.world.__enter__()
        self.expected = ExpectedRuns(self.world)

    def lose_an_upload(self, fault: str, ticks: int) -> None:
        """Strava takes a run in, and nobody is told."""
        self.world.strava.inject("upload", fault)
        self.expected.run_now()
        self.tick_each_minute(ticks)

    def crash_while_sending(self, points: int) -> None:
        """The process dies just behind the POST of a run, before or after what came of it is saved."""
        self._watched_tick(Behind(POST, points), after_a_run=True)

    def delete_before_we_ask(self) -> None:
        """The owner deletes a run as soon as it is on Strava, which we have not heard yet."""
        self.expected.run_now()
        self.tick(1 + int(min(self.world.strava.processing_seconds, 400.0)))
        self.expected.delete_on_strava(len(self.expected.cases) - 1)

    def stop_for_a_while(self, at: int, after_a_run: bool, seconds: int) -> None:
        """The lid is shut in the middle of a tick, which goes on when it is opened."""
        self._watched_tick(Watch(at, lambda _: self._shut(seconds)), after_a_run)

    def sleep(self, seconds: int) -> None:
        """The lid is shut between two ticks."""
        self._shut(seconds)

    def go_out(self, which: str, how: str, minutes: int) -> None:
        """A service, both, or the whole network."""
        services = {"both": ("garmin", "strava"), "network": ()}.get(which, (which,))
        until = self.world.now + timedelta(minutes=minutes)
        self.world.network.outages.append(Outage(how, until.timestamp(), services))

    def expire_logins(self, service: str) -> None:
        """The next calls are refused with a 401, and a refresh helps."""
        getattr(self.world, service).expire_access()

    def come_to_rest(self) -> None:
        self.world.network.outages.clear()
        given_up = [(row.key.short, row.reason) for row in self.world.rows(State.FAILED, State.SKIPPED)]
        given_up = [one for one in given_up if not self.may_be_left_out(one[1])]
        assert given_up == [], "no story ticks for 72 hours, and no file is missing for good"
        super().come_to_rest()

    def may_be_left_out(self, reason: str) -> bool:
        """Until everything is mended."""
        return False

    def _shut(self, seconds: int) -> None:
        self.world.clock.advance(seconds)


class MusicTeller(MusicActs, Teller):
    """The same with music."""

    kind: type[SwiftMusicWorld] = SwiftMusicWorld
    world: SwiftMusicWorld

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.move_in(self.kind(folder, seconds=self.seconds, strava=strava, start=START - DAY))

    def lose_a_text(self, fault: str, ticks: int) -> None:
        """Songs of a run arrive one by one, and no answer comes to the text that has the second."""
        made = self.expected.run_in_silence()
        for number in range(3):
            if number == 1:
                self.world.strava.inject("update", fault)
            self.expected.hear_one(made, number)
            self.tick_each_minute(4 * ticks)


class Unchecked:
    """Strava accepts every file, and is quicker than the settle time."""

    duplicate_check = False
    slowest = 400.0


def tellers() -> dict[str, type[Teller]]:
    """By kind of world."""
    from tests.histories.folders import FolderTeller
    from tests.histories.keeping import KeepingTeller
    from tests.histories.leaving import LEAVING
    from tests.histories.songs import SongTeller

    folder = {"folder": FolderTeller, "folder unchecked": type("", (Unchecked, FolderTeller), {})}
    return TELLERS | LEAVING | folder | {"keeping": KeepingTeller, "songs": SongTeller}


TELLERS: dict[str, type[Teller]] = {
    "plain": Teller,
    "unchecked": type("", (Unchecked, Teller), {}),
    "music": MusicTeller,
    "dynamo": type("", (Teller,), {"kind": SwiftDynamoWorld}),
    "dynamo unchecked": type("", (Unchecked, Teller), {"kind": SwiftDynamoWorld}),
    "dynamo music": type("", (MusicTeller,), {"kind": SwiftDynamoMusicWorld}),
}


def tell(kind: str, events: Sequence[Event]) -> Counter[str]:
    """Play the story. Raises what is wrong; returns how much of what happened."""
    teller = tellers()[kind]()
    with tempfile.TemporaryDirectory(dir=FOLDERS) as folder:
        teller.set_up(Path(folder), {"duplicate_check": teller.duplicate_check})
        try:
            for event in events:
                getattr(teller, event.act)(**event.told)
                teller.expected.nothing_is_doubled()
            teller.come_to_rest()
            teller.expected.everything_is_where_it_belongs()
            return tally(teller)
        finally:
            teller.world.__exit__()


def tally(teller: Teller) -> Counter[str]:
    told = [service.calls for service in teller.world.services]
    faults = sum(call.fault is not None for calls in told for call in calls)
    gone = {"deleted": teller.deleted} if teller.deleted else {}
    return Counter({"runs": len(teller.expected.cases), "faults": faults, "requests": sum(map(len, told))} | gone)
