"""A real SIGKILL of a process that is about to see a song played and to tell its sender, at each of its calls.

`me` has played Anna's song; the process looks for it, saves that it was heard, and writes to Anna by the simulated
Telegram. A new process goes on from the database file alone.
"""

from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.message import MessageState
from sync.core.song_share import ShareState
from sync.engine.report import Report
from sync.engine.tick import tick
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.engine.test_message_crashes import WatchedMessageWorld
from tests.engine.test_sigkill import every_act
from tests.support.engine.killed import integrity, points_of_a_full_run, run_and_kill
from tests.support.engine.two_friends import ANNA, befriend, listen, sends, share_of
from tests.support.world import MINUTE

SONG = SONGS[1]
OVER_SOCKETS = True
POST = "sendMessage leaves"


class TwoPeoplesWorld(WatchedMessageWorld):
    """A tick is one of each."""

    def tick(self, **how: object) -> Report:
        for user in (ME, ANNA):
            report = tick(self.wired.app, user, self.now, lambda: 50.0)
            assert not report.bugs, report.failed
        return report


def prepared(folder: Path) -> TwoPeoplesWorld:
    """The song has come and was played; no tick has seen that."""
    world = TwoPeoplesWorld(folder, login=False, seconds=10.0)
    world.__enter__()
    befriend(world, Learns.FIGURES)
    world.chat(ME, ANNA)
    world.connect("lastfm")
    sends(world, SONG)
    world.tick()
    assert len(world.read_by(ME)) == 1
    listen(world, SONG, world.now + MINUTE)
    world.clock.advance(20 * 60)
    return world


def troubles(world: TwoPeoplesWorld) -> list[str]:
    """After a new process has gone on for as long as anything may still come."""
    for _ in range(12):
        world.tick()
        world.clock.advance(600)
    told, found = world.read_by(ANNA), []
    unsure = [one for one in world.outbox(ANNA, MessageState.UNSURE) if one.id.startswith("sent:")]
    if share_of(world).state is not ShareState.HEARD:
        found.append(f"the song is {share_of(world).state}")
    if len(told) > 1:
        found.append("told twice")
    if not told and not unsure:
        found.append("nobody was told")
    if told and not told[0].text.endswith("me played it."):
        found.append(f"told {told[0].text!r}")
    if (came := len(world.read_by(ME))) != 1:
        found.append(f"{came} messages came")
    return found if (verdict := integrity(world)) == "ok" else [*found, verdict]


def points(folder: Path) -> list[str]:
    world = prepared(folder)
    try:
        return points_of_a_full_run(world, 2)
    finally:
        world.__exit__()


def killed_at(folder: Path, chosen: list[int], names: list[str]) -> list[str]:
    bad = []
    for number in chosen:
        world = prepared(folder / str(number))
        try:
            assert run_and_kill(world, number), f"point {number} ({names[number - 1]}) was not reached"
            bad += [f"{number} {names[number - 1]}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    return bad


def test_killed_right_around_its_message_it_tells_once_or_says_that_nobody_knows(tmp_path: Path) -> None:
    names = points(tmp_path / "dry")
    (post,) = [number for number, name in enumerate(names, 1) if name.endswith(POST)]
    assert killed_at(tmp_path, [post - 2, post, post + 1], names) == []


@pytest.mark.long
def test_killed_at_any_change_the_song_is_heard_and_told_once(tmp_path: Path) -> None:
    names = points(tmp_path / "dry")
    assert killed_at(tmp_path, every_act(names), names) == []
