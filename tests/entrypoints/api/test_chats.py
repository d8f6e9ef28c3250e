"""The chats of a person over the API: a code that leads to the bot, and the end of a chat."""

from datetime import timedelta
from pathlib import Path

from sync.core.chat import Chat
from sync.engine.asks.chats import connect
from sync.engine.asks.users import add_user
from tests.entrypoints.api.test_songs import as_person, problem
from tests.support.engine.two_friends import ANNA
from tests.support.messages import CHATS, MessageWorld
from tests.support.world import World

GERMAN = {"Accept-Language": "de"}


def test_a_chat_is_connected_by_the_code_that_its_person_brings_and_taken_off_again(tmp_path: Path) -> None:
    with MessageWorld(tmp_path) as world:
        add_user(world.wired.app, ANNA, world.now)
        with as_person(world, ANNA) as anna:
            none = {"service": "telegram", "title": "Telegram", "since": None, "open": False, "quiet": False}
            assert none in anna.get("/api/chats").json()["chats"]
            made = anna.post("/api/chats/telegram").json()
            assert made["url"].startswith("https://t.me/")
            assert made["url"].endswith(f"start={made['code']}")
            assert made["ends"] == f"{world.now + timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}"
            connect(world.store, "telegram", str(CHATS[ANNA]), made["code"], world.now)
            told = next(one for one in anna.get("/api/chats").json()["chats"] if one["service"] == "telegram")
            assert (told["open"], told["since"] is None) == (True, False)
            assert anna.delete("/api/chats/telegram").status_code == 204
            assert world.store.all(Chat, ANNA) == []
            assert problem(anna.delete("/api/chats/telegram")) == (404, "not-found")


def test_a_messenger_that_is_not_set_up_is_none(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        add_user(world.wired.app, ANNA, world.now)
        with as_person(world, ANNA) as anna:
            assert anna.get("/api/chats").json() == {"chats": []}
            answer = anna.post("/api/chats/telegram", headers=GERMAN)
            assert problem(answer) == (404, "not-found")
            assert answer.json()["detail"] == "Diesen Messenger gibt es hier nicht."
