"""Random histories of friends and songs, with kills and double deliveries: nothing false, lost, doubled or leaked.

The far side is what people say and play; the seed is printed and may be given as TEST_SEED.
"""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.app import App
from sync.core.friends import Learns
from sync.core.music import Habit, Play, Song
from sync.core.song_share import Seen, Sending, Share, ShareState
from sync.engine.asks import friends, send_song
from sync.engine.asks.import_plays import import_plays
from sync.engine.asks.refusals import Refused
from sync.engine.asks.users import add_user
from sync.engine.song_views import sent
from sync.engine.tick import tick
from sync.engine.tidy import FORGET_SONGS
from sync.sim.songbook import SONGS
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.dynamo_world import DynamoMusicWorld
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE

SEED = int(os.environ["TEST_SEED"])
PEOPLE = ("anna", "ben", "cleo", "dora")
CATALOGUE = SONGS[:12]


@dataclass
class History:
    """What people have done, kept apart from what the product thinks of it. `tells`: by listener and sender, while the
    listener wants that friendship; `played`: by listener; `sent`: by id, what was asked for and by whom."""

    world: MusicWorld
    rng: random.Random
    wants: dict[tuple[str, str], Learns] = field(default_factory=dict)
    played: list[tuple[str, Song, datetime]] = field(default_factory=list)
    sendings: dict[str, tuple[str, str, Song, datetime]] = field(default_factory=dict)
    parted: dict[tuple[str, str], datetime] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    kills: int = 0

    @property
    def now(self) -> datetime:
        return self.world.now

    def does(self, act: Callable[[App], Any]) -> bool:
        """A person does something: one time in five the process is killed on the way, one time in ten it is told twice;
        who was killed tries again. Whether it was not refused."""
        app, is_done = self.world.wired.app, False
        if self.rng.random() < 0.2:
            dying = DyingStore(app.store)
            dying.left = self.rng.randrange(3)
            try:
                with suppress(Refused):
                    act(replace(app, store=dying))
                    is_done = True
            except Killed:
                self.kills += 1
        try:
            for _ in range(1 + (self.rng.random() < 0.1)):
                act(app)
                is_done = True
        except Refused:
            return is_done
        return True

    # -- what may happen --------------------------------------------------------------------------

    def befriend(self) -> None:
        one, other = self.two()
        tells = self.rng.choice(list(Learns))
        if self.does(lambda app: friends.ask(app.store, one, other, self.now, tells=tells)):
            self.wants[one, other] = tells

    def says(self) -> None:
        one, other = self.two()
        tells = self.rng.choice(list(Learns))
        if self.does(lambda app: friends.agree(app.store, one, other, tells, self.now)):
            self.wants[one, other] = tells

    def parts(self) -> None:
        one, other = self.two()
        if self.rng.random() < 0.5:
            self.does(lambda app: friends.block(app.store, one, other, self.now))
        else:
            self.does(lambda app: friends.end(app.store, one, other, self.now))
        self.wants.pop((one, other), None)
        self.parted[one, other] = self.parted[other, one] = self.now

    def sends(self) -> None:
        sender, to = self.two()
        named, id, at = self.rng.choice(CATALOGUE), f"{self.rng.getrandbits(40):010x}", self.now
        song = Song(named.title, named.artist, named.seconds if self.rng.random() < 0.8 else None)
        if self.does(lambda app: send_song.send(app, sender, to, song, id, at)):
            assert self.are_friends(sender, to), "somebody wrote to a stranger"
            self.sendings[id] = (sender, to, song, at)

    def takes_back(self) -> None:
        if (found := self.any_sent()) is not None:
            id, (sender, to, *_) = found
            share = self.world.store.load(Share, to, id)
            if self.does(lambda app: send_song.withdraw(app, sender, id, self.now)):
                self.withdrawn.add(id)
            else:
                assert share is not None
                assert share.state is ShareState.HEARD
                assert self.may(sender, to).covers(Learns.PLAYED), "a refusal told what nobody had agreed to"

    def answers(self) -> None:
        if (found := self.any_sent()) is not None:
            id, (_, to, *_) = found
            verb = self.rng.choice([send_song.decline, send_song.played_it, send_song.later])
            if self.does(lambda app: verb(app.store, to, id, self.now)) and verb is not send_song.later:
                self.answered.add(id)
                if verb is send_song.played_it:
                    self.said.add(id)

    def plays(self) -> None:
        user = self.rng.choice(PEOPLE)
        one = self.rng.choice(CATALOGUE)
        if self.rng.random() < 0.6 and (found := self.any_sent()) is not None:
            user = found[1][1]
            one = next(each for each in CATALOGUE if each.title == found[1][2].title)
        began = self.now - timedelta(seconds=self.rng.randrange(20_000) if self.rng.random() < 0.5 else 0)
        end = began + timedelta(seconds=one.seconds)
        song = Song(one.title, one.artist, one.seconds, isrc=one.isrc if self.rng.random() < 0.5 else "")
        play = Play(user, "spotify-history", end, song, heard=one.seconds, habit=Habit.END)
        self.played.append((user, song, began))
        while self.now < end:
            self.passes(MINUTE)
        self.does(lambda app: import_plays(app, user, [play], self.now))

    def passes(self, least: timedelta) -> None:
        self.world.clock.advance(least.total_seconds())

    def waits(self) -> None:
        self.passes(self.rng.choice([MINUTE, 10 * MINUTE, 3 * HOUR, DAY]))

    def ticks(self) -> None:
        user = self.rng.choice(PEOPLE)
        self.does(lambda app: tick(app, user, self.now, lambda: 50.0))

    # -- what must be so --------------------------------------------------------------------------

    def two(self) -> tuple[str, str]:
        one, other = self.rng.sample(PEOPLE, 2)
        return one, other

    def any_sent(self) -> tuple[str, tuple[str, str, Song, datetime]] | None:
        return self.rng.choice(list(self.sendings.items())) if self.sendings else None

    def are_friends(self, one: str, other: str) -> bool:
        return (one, other) in self.wants and (other, one) in self.wants

    def may(self, sender: str, listener: str) -> Learns:
        return self.wants[listener, sender] if self.are_friends(sender, listener) else Learns.NOTHING

    def nobody_learns_too_much(self) -> None:
        for sender in PEOPLE:
            for one in sent(self.world.store, sender):
                for to in one.to:
                    seen, may = to.learned.seen, self.may(sender, to.name)
                    if not may.covers(Learns.PLAYED):
                        assert seen in (Seen.SENT, Seen.WITHDRAWN), f"{sender} learned {seen} of {to.name}"
                        assert (seen is Seen.WITHDRAWN) == (one.id in self.withdrawn)
                    assert may.covers(Learns.ON_A_RUN) or to.learned.on_run is None

    def comes_to_rest(self) -> None:
        for _ in range(3):
            for user in PEOPLE:
                tick(self.world.wired.app, user, self.now, lambda: 50.0)
            self.passes(HOUR)

    def shares(self) -> list[Share]:
        return [share for user in PEOPLE for share in self.world.store.all(Share, user)]

    def check(self) -> None:
        self.nobody_learns_too_much()
        found = self.shares()
        assert len({share.id for share in found}) == len(found), "a share was doubled"
        for share in found:
            if share.state is ShareState.HEARD and share.id not in self.said:
                assert self.heard_after(share), f"a false confirmation: {share}"
        there = {share.id: share for share in found}
        kept = [one for one in self.sendings.items() if one[1][3] > self.now - FORGET_SONGS]
        for id, (sender, to, _, at) in kept:
            if self.parted.get((sender, to), at) <= at and id not in self.withdrawn:
                assert id in there, f"a share was lost: {id}"
            sending = self.world.store.load(Sending, sender, id)
            assert sending is not None
            assert sending.due is None or sending.due > self.now

    def heard_after(self, share: Share) -> bool:
        names = (share.song.title, share.song.artist)
        return any(
            user == share.user and (song.title, song.artist) == names and began >= share.sent_at
            for user, song, began in self.played
        )

    def nothing_heard_was_missed(self) -> int:
        """Of the songs that were certainly played in their time, and said nothing else about; returns how many."""
        held = 0
        for share in self.shares():
            plays = [
                began
                for user, song, began in self.played
                if user == share.user
                and song.title == share.song.title
                and share.sent_at + MINUTE < began < share.until - HOUR
            ]
            if plays and share.id not in self.answered | self.withdrawn:
                assert share.state is ShareState.HEARD, f"it was played, and not seen: {share}"
                held += 1
        return held


def told(world: MusicWorld, seed: str, count: int) -> tuple[int, int, int]:
    """How many songs were sent, seen, and how often a process was killed."""
    history = History(world, random.Random(seed))
    for user in PEOPLE:
        add_user(world.wired.app, user, world.now)
    for one, other in zip(PEOPLE, (*PEOPLE[1:], PEOPLE[0]), strict=True):
        for a, b in ((one, other), (other, one)):
            friends.ask(world.store, a, b, world.now, tells=Learns.PLAYED)
            history.wants[a, b] = Learns.PLAYED
    acts = {"sends": 6, "plays": 6, "ticks": 4, "waits": 3, "says": 2, "befriend": 2, "parts": 1} | {
        "takes_back": 1,
        "answers": 1,
    }
    for _ in range(count):
        getattr(history, history.rng.choices(list(acts), list(acts.values()))[0])()
        history.nobody_learns_too_much()
    history.comes_to_rest()
    history.check()
    return len(history.sendings), history.nothing_heard_was_missed(), history.kills


@pytest.mark.parametrize(
    ("kind", "number", "count"),
    [
        *(pytest.param(MusicWorld, number, 250, id=f"SQLite {number}") for number in range(3)),
        pytest.param(DynamoMusicWorld, 0, 100, id="DynamoDB"),
        *(
            pytest.param(MusicWorld, number, 3000, id=f"SQLite long {number}", marks=pytest.mark.long)
            for number in (7, 8)
        ),
        pytest.param(DynamoMusicWorld, 9, 600, id="DynamoDB long", marks=pytest.mark.long),
    ],
)
def test_no_song_is_lost_doubled_or_falsely_seen_and_nobody_learns_too_much(
    tmp_path: Path, kind: type[MusicWorld], number: int, count: int
) -> None:
    seed = f"{SEED} {number}"
    print("seed", seed)
    with kind(tmp_path) as world:
        sent_, seen, kills = told(world, seed, count)
    print(f"{sent_} sent, {seen} seen, {kills} kills")
    assert sent_ > count / 25
    assert kills > 0
