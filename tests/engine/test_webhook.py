"""A webhook is set and ended: killed at any call of it, what is written is told, or it is said why it is not."""

from pathlib import Path

import pytest

from sync.core.errors import SyncError
from sync.core.inbound import Polling
from sync.engine.asks import webhook
from sync.wiring import ME
from tests.support.messages import CHATS, MessageWorld

ADDRESS = "https://run.example"


def silent(world: MessageWorld) -> bool:
    """What is written there neither comes nor is it said why."""
    world.telegram.writes(CHATS[ME], "/help")
    before = len(world.read_by(ME))
    world.told()
    known = world.store.load(Polling, "telegram")
    assert known is not None
    brought = world.telegram.webhook is not None and known.brought_to == world.telegram.webhook["url"]
    return len(world.read_by(ME)) == before and not known.why and not brought


@pytest.mark.parametrize(
    "fault", ["reset before the effect", "reset after the effect", "500", "429", "200 HTML", "drip"]
)
@pytest.mark.parametrize("call", ["getMe", "setWebhook", "deleteWebhook"])
def test_whatever_is_lost_in_between_nobody_is_left_in_silence(tmp_path: Path, call: str, fault: str) -> None:
    with MessageWorld(tmp_path, RUNTRACK_HTTP_TIMEOUT_SECONDS="1") as world:
        world.chat(ME)
        app = world.wired.app
        if call == "deleteWebhook":
            webhook.bring(app, "telegram", ADDRESS, world.now)
        world.telegram.inject(call, fault)
        try:
            if call == "deleteWebhook":
                webhook.ask_again(app, "telegram", world.now)
            else:
                webhook.bring(app, "telegram", ADDRESS, world.now)
        except SyncError:
            pass
        assert not silent(world)
        webhook.ask_again(app, "telegram", world.now)  # what is said to be the way out
        assert not silent(world)
        assert len(world.read_by(ME)) >= 1


def test_what_was_brought_is_not_done_again_once_it_is_asked_for(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        world.chat(ME)
        world.telegram.writes(CHATS[ME], "/help")
        world.told()
        webhook.bring(world.wired.app, "telegram", ADDRESS, world.now)
        webhook.ask_again(world.wired.app, "telegram", world.now)
        world.telegram.repeat()  # the oldest that it still has comes again
        world.told()
        assert len(world.read_by(ME)) == 1


def test_a_look_that_is_under_way_does_not_undo_it(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        world.chat(ME)
        app, telegram = world.wired.app, world.telegram
        asked = telegram.getUpdates

        def meanwhile(request: object, token: str) -> object:
            if telegram.webhook is None:
                webhook.bring(app, "telegram", ADDRESS, world.now)
            return asked(request, token)  # type: ignore[arg-type]  # as it came

        telegram.getUpdates = meanwhile  # type: ignore[method-assign, assignment]  # in between
        world.told()
        known = world.store.load(Polling, "telegram")
        assert known is not None
        assert (known.brought_to, known.why) == (f"{ADDRESS}/api/hooks/telegram", "")
