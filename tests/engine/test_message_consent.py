"""Nobody reads in a message what its listener does not agree to: random lives of the two, by a printed seed."""

import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.message import MessageState
from sync.engine.asks import friends as friendship
from sync.engine.asks.refusals import Refused
from sync.engine.asks.send_song import decline, played_it, withdraw
from sync.engine.friendship import learns
from sync.sim.athlete import run
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, befriend, listen, sends
from tests.support.messages import MessageWorld
from tests.support.world import DAY, MINUTE, START

SEED = int(os.environ["TEST_SEED"])
STEPS = 40
SAYS = {
    Learns.PLAYED: ("played it", "heard by", "not for", "not seen yet", "nothing connected"),
    Learns.ON_A_RUN: ("ran to it", "on a run by"),
    Learns.FIGURES: ("km ", "bpm"),
}
"""What a message says of a listener, by how much of it has to be agreed to."""


class Life:
    """The two, and what they do next."""

    def __init__(self, world: MessageWorld, seed: int) -> None:
        self.world, self.rng = world, random.Random(seed)
        self.sent = list[str]()
        self.runs = 0

    def step(self) -> None:
        does: list[Callable[[], object]] = [self.sends, self.listens, self.agrees, self.parts, self.answers, self.takes]
        does += [self.runs_and_listens, self.agrees, self.sends]
        with suppress(Refused):
            self.rng.choice(does)()
        if self.rng.random() < 0.2:
            self.world.telegram.inject("editMessageText", "500 after the effect")
        self.world.clock.advance(self.rng.choice((60, 600, 3600)))
        self.world.everybody(2)

    def sends(self) -> None:
        id = f"5{len(self.sent):03}"
        sends(self.world, SONGS[len(self.sent) % len(SONGS)], id)
        self.sent.append(id)

    def listens(self) -> None:
        listen(self.world, self.rng.choice(SONGS[:4]), self.world.now + MINUTE)
        self.world.clock.advance(900)

    def runs_and_listens(self) -> None:
        begun = self.world.now
        listen(self.world, self.rng.choice(SONGS[:3]), begun + 5 * MINUTE)
        self.world.clock.advance(2400)
        self.runs += 1
        self.world.garmin.add(run(900000100 + self.runs, begun, elapsed=1800, km=6.0))
        self.world.everybody(3)
        self.world.ticks(3)

    def agrees(self) -> None:
        friendship.agree(self.world.store, ME, ANNA, self.rng.choice(list(Learns)), self.world.now)

    def parts(self) -> None:
        part = self.rng.choice((friendship.block, friendship.end))
        part(self.world.store, ME, ANNA, self.world.now)
        if self.rng.random() < 0.7:
            befriend(self.world, self.rng.choice(list(Learns)))

    def answers(self) -> None:
        self.rng.choice((decline, played_it))(self.world.store, ME, self.rng.choice(self.sent or ["-"]), self.world.now)

    def takes(self) -> None:
        withdraw(self.world.wired.app, ANNA, self.rng.choice(self.sent or ["-"]), self.world.now)

    def says_too_much(self) -> list[str]:
        """What stands in Anna's chat although `me` does not agree to it now."""
        may = learns(self.world.store, ANNA, ME)
        text = "\n".join(one.text for one in self.world.read_by(ANNA))
        return [words for least, some in SAYS.items() if not may.covers(least) for words in some if words in text]


@pytest.mark.parametrize("number", range(3))
def test_no_message_says_what_its_listener_does_not_agree_to(tmp_path: Path, number: int) -> None:
    seed = SEED * 10 + number
    print("seed", seed)
    more = {"RUNTRACK_MESSAGES_A_DAY": "100", "RUNTRACK_DIGEST": "no"}
    with MessageWorld(tmp_path, start=START - DAY, **more) as world:
        world.connect("lastfm")
        world.log_in()
        world.clock.set(START)
        befriend(world, Learns.FIGURES)
        world.chat(ME, ANNA)
        life = Life(world, seed)
        for step in range(STEPS):
            life.step()
            world.telegram.clear_faults()
            world.clock.advance(3600)  # an edit whose answer was lost is made again
            world.everybody(2)
            assert life.says_too_much() == [], f"seed {seed}, step {step}"
        ids = [one.id for one in world.outbox(ANNA)]
        assert len(ids) == len(set(ids))
        assert len(world.read_by(ANNA)) == len(world.outbox(ANNA, MessageState.SENT))
