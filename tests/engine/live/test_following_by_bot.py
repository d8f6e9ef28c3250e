"""A link to a run in progress that somebody sends to the bot is followed, with a word of answer."""

from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.live.followed import LiveFollowed
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA, befriend
from tests.support.live_runs import LiveWorld
from tests.support.messages import CHATS, MessageWorld


class LiveMessageWorld(MessageWorld, LiveWorld):
    """See both."""


def told(world: LiveMessageWorld, text: str) -> str:
    world.telegram.writes(CHATS[ME], text)
    world.told()
    return world.read_by(ME)[-1].text


def test_a_link_in_ones_own_chat_is_followed(tmp_path: Path) -> None:
    with LiveMessageWorld(tmp_path) as world:
        befriend(world, Learns.NOTHING)
        world.chat(ME, ANNA)
        run = world.begins()
        assert told(world, f"Ana's live activity: {run.link}") == "I follow this run until it is over."
        assert world.followed.over is None
        assert world.store.load(LiveFollowed, ANNA) is None
        assert told(world, "gar.mn/gone") == "The link leads to no run that is shown now."
        world.livetrack.inject("short", "500")
        assert told(world, "gar.mn/gone") == "Its service does not answer now: please send the link again."


@pytest.mark.parametrize("text", ["https://livetrack.garmin.com.evil.example/session/00000000/token/aaaa", "hi"])
def test_what_is_no_such_link_is_a_song_or_none(tmp_path: Path, text: str) -> None:
    with LiveMessageWorld(tmp_path) as world:
        befriend(world, Learns.NOTHING)
        world.chat(ME)
        assert "link to a song" in told(world, text)
        assert world.store.load(LiveFollowed, ME) is None


def test_where_it_is_off_that_is_said_and_nothing_is_asked(tmp_path: Path) -> None:
    with LiveMessageWorld(tmp_path, LIVETRACK="no", RUNTRACK_LANGUAGE="de") as world:
        befriend(world, Learns.NOTHING)
        world.chat(ME)
        said = told(world, world.begins().link)
        assert said == "Laufenden Läufen zu folgen ist aus: setze zuerst livetrack auf yes."
        assert world.livetrack.count() == 0
