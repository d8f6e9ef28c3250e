"""Every single fault at every call of a messenger, on a song's way from a link to the answer: none lost, none doubled.

What a lost answer makes unsure is sent by nobody again, and whose chat refuses us is left alone; each is known by its
row. The bot's token is in no line of the log.
"""

from pathlib import Path

import pytest

from sync.core.chat import Chat
from sync.core.friends import Learns
from sync.sim.http import FAULTS
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.engine.test_message_crashes import WatchedMessageWorld, goes_on, press, story, troubles
from tests.support.engine.matrix import happened
from tests.support.engine.secret_watch import listening
from tests.support.engine.two_friends import ANNA, befriend
from tests.support.messages import CHATS

OVER_SOCKETS = True
ENDPOINTS = ("getMe", "getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery")
OFTEN, LONG = ("sendMessage", "editMessageText"), pytest.mark.long
"""Of the other calls the whole matrix is tried in CI."""


def ran(folder: Path, endpoint: str, fault: str, times: int) -> list[str]:
    """What is wrong in the end."""
    patience = 0.4 if fault and FAULTS[fault].slow else 10.0
    with listening() as heard, WatchedMessageWorld(folder, login=False, seconds=patience) as world:
        befriend(world, Learns.FIGURES)
        world.chat(ME, ANNA)
        world.telegram.writes(CHATS[ANNA], f"{SONGS[1].artist} - {SONGS[1].title}")
        if fault:
            world.telegram.inject(endpoint, fault, times)
        story(world)
        for _ in range(3):
            world.clock.advance(3700)
            world.told()
            press(world, ANNA, ME)
            goes_on(world)
        left_alone = [chat for user in (ME, ANNA) for chat in world.store.all(Chat, user) if chat.why]
        found = [] if left_alone else troubles(world)
        found += [f"{stray} is unknown" for stray in world.telegram.strays]
        if world.telegram.token in heard.log:
            found.append("the token is in the log")
        if fault and not 1 <= happened(world.telegram, endpoint, fault) <= times:
            found.append("the fault did not happen")
        if left_alone and "403" not in fault:
            found.append(f"a chat is left alone: {left_alone[0].why}")
        assert fault or set(world.telegram.counts()) == set(ENDPOINTS)
        return found


@pytest.mark.parametrize(
    ("times", "endpoint"),
    [
        *(pytest.param(1, endpoint, id=endpoint, marks=() if endpoint in OFTEN else LONG) for endpoint in ENDPOINTS),
        *(pytest.param(3, endpoint, id=f"{endpoint} three times", marks=LONG) for endpoint in ENDPOINTS),
    ],
)
def test_a_fault_loses_doubles_and_betrays_nothing(tmp_path: Path, endpoint: str, times: int) -> None:
    bad = {fault: ran(tmp_path / str(number), endpoint, fault, times) for number, fault in enumerate(FAULTS)}
    assert {fault: found for fault, found in bad.items() if found} == {}


def test_every_call_that_messages_take_has_a_row(tmp_path: Path) -> None:
    assert ran(tmp_path, "", "", 0) == []
