"""A bot's token that its messenger takes no longer: who keeps the installation is told once, and when it is over."""

from pathlib import Path

from sync.core.inbound import Inbound
from sync.core.notice import NoticeKind
from sync.engine.notices import open_notices
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.engine.test_bot import friends
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.engine.two_friends import ANNA, sends
from tests.support.messages import CHATS
from tests.support.world import HOUR

TOLD = "Telegram does not accept the bot's token. Everything else goes on; it is tried again every hour."


def test_a_token_that_is_refused_when_messages_are_looked_for_is_told_once_and_so_is_its_end(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        notified, token = keeping_notifier(world), world.telegram.token
        world.told()
        world.telegram.token = "another"
        for _ in range(3):
            world.told()
            world.everybody()
        assert [(one.kind, one.title) for one in open_notices(world.wired.app, ME)] == [
            (NoticeKind.APPLICATION, "Telegram")
        ]
        assert notified.messages == [TOLD]
        assert open_notices(world.wired.app, ANNA) == []
        world.telegram.token = token
        world.telegram.writes(CHATS[ANNA], "/friends")
        world.clock.advance(HOUR.total_seconds())
        world.told()
        world.everybody()
        assert notified.messages == [TOLD, f"Solved: {TOLD}"]
        assert [one.update.text for one in world.store.all(Inbound, "telegram")] == ["/friends"]


def test_it_is_asked_no_more_than_once_an_hour_meanwhile(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        world.telegram.token = "another"
        for _ in range(30):
            world.told()
        assert world.telegram.count("getUpdates") + world.telegram.count("getMe") == 1


def test_a_token_that_is_refused_when_a_message_is_sent_is_told_as_well(tmp_path: Path) -> None:
    with friends(tmp_path) as world:
        notified, token = keeping_notifier(world), world.telegram.token
        world.telegram.token = "another"
        sends(world, SONGS[1])
        world.everybody(2)
        assert notified.messages == [TOLD]
        world.telegram.token = token
        world.everybody(10)
        assert len(world.read_by(ME)) == 1
        assert notified.messages == [TOLD, f"Solved: {TOLD}"]
