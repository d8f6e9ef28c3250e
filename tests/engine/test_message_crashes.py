"""A process that dies, and a second one at the same work, at every change and every call of a song's way by messages.

Anna shows a song to the bot and presses a button; `me` gets a message and answers; Anna's card says what became of it.
Whatever dies: no message twice, no song twice, and none lost but where nobody can know whether it was sent.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.message import MessageState
from sync.core.song_share import Sending, Share, ShareState
from sync.engine.receiving import receive
from sync.engine.tick import tick
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, befriend
from tests.support.engine.watched import Crash, Watch, WatchedMusicWorld
from tests.support.messages import CHATS, MessageWorld
from tests.support.world import RefusingHosts

SONG = SONGS[1]
ACTS = ("put begins", "remove begins", "leaves")


class WatchedMessageWorld(WatchedMusicWorld, MessageWorld):
    """See both."""


def prepared(folder: Path) -> WatchedMessageWorld:
    world = WatchedMessageWorld(folder, login=False)
    world.__enter__()
    befriend(world, Learns.FIGURES)
    world.chat(ME, ANNA)
    world.telegram.writes(CHATS[ANNA], f"{SONG.artist} - {SONG.title}")
    return world


def watched_by(world: WatchedMessageWorld, watch: Watch) -> None:
    world.watch = watch
    world.restart()


def press(world: WatchedMessageWorld, user: str, label: str) -> bool:
    """The person presses a button of a message that they see."""
    for message in world.read_by(user):
        for button in message.buttons:
            if button["text"] == label:
                world.telegram.presses(CHATS[user], button["callback_data"], message)
                return True
    return False


def story(world: WatchedMessageWorld) -> None:
    """From the link to the answer; what is to be pressed is pressed once, when it is there."""
    world.told()
    press(world, ANNA, ME)
    world.told()
    world.everybody(2)
    press(world, ME, "I played it")
    world.told()
    world.everybody(2)


def goes_on(world: WatchedMessageWorld) -> None:
    """A new process, for as long as anything may still come; a person presses what they had not pressed."""
    watched_by(world, Watch())
    for _ in range(3):
        world.told()
        world.clock.advance(world.wired.app.timing.settle.total_seconds() + 60)
        world.everybody()
    if not world.store.all(Sending, ANNA):
        press(world, ANNA, ME)
    for _ in range(3):
        world.told()
        world.everybody(2)
    share = next(iter(world.store.all(Share, ME)), None)
    if share is not None and share.is_open:
        press(world, ME, "I played it")
    for _ in range(3):
        world.told()
        world.clock.advance(world.wired.app.timing.settle.total_seconds() + 60)
        world.everybody(2)


def troubles(world: WatchedMessageWorld) -> list[str]:
    found = []
    cards, came = world.read_by(ANNA), world.read_by(ME)
    unsure = {one.id.partition(":")[0] for user in (ANNA, ME) for one in world.outbox(user, MessageState.UNSURE)}
    if len(cards) > 1 or len(came) > 1:
        found.append(f"doubled: {[one.text for one in (*cards, *came)]}")
    if not cards:  # the answer to a link is sent at most once
        return found
    sendings, shares = world.store.all(Sending, ANNA), world.store.all(Share, ME)
    if len(sendings) != 1 or len(shares) != 1:
        found.append(f"{len(sendings)} songs sent, {len(shares)} came")
        return found
    if not came and "came" not in unsure:
        found.append("no message came")
    if came and shares[0].state is not ShareState.HEARD:
        found.append(f"answered, and {shares[0].state}")
    if came and not cards[0].text.endswith("me says they played it."):
        found.append(f"the card says {cards[0].text!r}")
    if came and "came" not in unsure and not came[0].text.endswith("You played it."):  # of one that is, no id is known
        found.append(f"the message says {came[0].text!r}")
    return found


def points(folder: Path) -> list[int]:
    world = prepared(folder)
    try:
        watched_by(world, Watch())
        story(world)
        assert troubles(world) == []
        return [number for number, name in enumerate(world.watch.passed, 1) if name.endswith(ACTS)]
    finally:
        world.__exit__()


def another_process(world: WatchedMessageWorld) -> Callable[[str], None]:
    """An `act`: all that another process does in a minute, beside the one that is watched."""

    def act(name: str) -> None:
        with suppress(Crash):
            other = world.build_watched(Watch(), RefusingHosts(world))
            receive(other.app, world.now, lambda: 50.0)
            for user in (ANNA, ME):
                tick(other.app, user, world.now, lambda: 50.0)
            other.close()

    return act


@pytest.mark.long
def test_killed_anywhere_nothing_is_doubled_and_nothing_is_lost(tmp_path: Path) -> None:
    bad, numbers = [], points(tmp_path / "dry")
    assert len(numbers) >= 25
    for number in numbers:
        world = prepared(tmp_path / str(number))
        try:
            watch = Watch(number)
            watch.act = watch.crash
            watched_by(world, watch)
            with suppress(Crash):
                story(world)
            assert watch.dead
            goes_on(world)
            bad += [f"{number} {watch.passed[-1]}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    assert bad == []


@pytest.mark.long
def test_two_processes_at_once_double_nothing(tmp_path: Path) -> None:
    bad = []
    for number in points(tmp_path / "dry"):
        world = prepared(tmp_path / str(number))
        try:
            watch = Watch(number)
            watch.act = another_process(world)
            watched_by(world, watch)
            story(world)
            goes_on(world)
            bad += [f"{number} {watch.passed[number - 1]}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    assert bad == []


def test_a_message_whose_sending_was_killed_is_not_sent_again(tmp_path: Path) -> None:
    """The most dangerous point of all, in each commit's tests."""
    world = prepared(tmp_path)
    try:
        world.told()
        press(world, ANNA, ME)
        world.told()
        watched_by(world, Watch())
        sent = world.telegram.count("sendMessage")
        watch = Watch()

        def dies(name: str) -> None:
            if world.telegram.count("sendMessage") > sent:
                watch.crash(name)

        world.restart()
        world.watch = watch
        watch.point = lambda name: dies(name) if not watch.dead else watch.crash(name)  # type: ignore[method-assign]  # at each point
        world.restart()
        with suppress(Crash):
            world.everybody(2)
        assert watch.dead
        goes_on(world)
        assert len(world.read_by(ME)) == 1
        assert [one.state for one in world.outbox(ME)] == [MessageState.UNSURE]
        unsaved = replace(world.outbox(ME)[0], version=0)
        assert unsaved.ref == ""
    finally:
        world.__exit__()
