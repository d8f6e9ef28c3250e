"""Telegram: what its refusals mean, what its updates are, and that the token stands in nothing that anybody reads."""

import logging
import traceback
from datetime import timedelta

import pytest

from sync.adapters.telegram import NAME, TelegramBot
from sync.adapters.telegram_service import API
from sync.adapters.telegram_updates import update_of
from sync.core.errors import AppInactive, ChatGone, ChatMoved, RateLimited, SyncError, Unavailable
from sync.core.inbound import Did, Update
from sync.core.said import Piece, Said
from sync.core.secret import Secret
from sync.service import Hosts
from sync.sim.faults import FAULTS
from tests.support.contract.messengers import NOW, telegram

KEY = "0" * 32
WORDS = Said((Piece("hello"),))


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText", "getUpdates", "getMe"])
def test_the_token_is_in_no_error_no_traceback_and_no_line_of_the_log(
    endpoint: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    there = telegram()
    there.sim.hang_seconds = 3.0
    there.sim.inject(endpoint, fault)
    messenger = TelegramBot(Hosts({API: there.sim.url}), Secret(there.sim.token), base=API, seconds=0.5).at(NOW)  # type: ignore[attr-defined]  # a SimTelegram
    calls = {
        "sendMessage": lambda: messenger.send("11", WORDS, KEY),
        "editMessageText": lambda: messenger.edit("11", "1", WORDS),
        "getUpdates": lambda: messenger.updates(""),
        "getMe": messenger.about,
    }
    met = None
    try:
        calls[endpoint]()
    except SyncError as error:
        met = error
    finally:
        there.sim.stop()
    if met is not None:
        told = "".join(traceback.format_exception(met)) + repr(vars(met))
        assert there.sim.token not in told  # type: ignore[attr-defined]  # a SimTelegram
        assert met.service == NAME
    assert there.sim.token not in caplog.text  # type: ignore[attr-defined]  # a SimTelegram


def refused_by(code: int, words: str, **parameters: object) -> SyncError:
    from sync.adapters.telegram import _refusal

    return _refusal(code, words, parameters or None, NOW, write=True)


@pytest.mark.parametrize(
    ("code", "words", "means"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatGone),
        (403, "Forbidden: user is deactivated", ChatGone),
        (403, "Forbidden: bot was kicked from the supergroup chat", ChatGone),
        (403, "Forbidden: the group chat was deleted", ChatGone),
        (400, "Bad Request: chat not found", ChatGone),
        (401, "Unauthorized", AppInactive),
        (409, "Conflict: terminated by other getUpdates request", Unavailable),
    ],
)
def test_what_a_refusal_means(code: int, words: str, means: type[SyncError]) -> None:
    assert type(refused_by(code, words)) is means


def test_a_wait_and_a_move_say_how_long_and_where_to() -> None:
    late = refused_by(429, "Too Many Requests: retry after 7", retry_after=7)
    assert isinstance(late, RateLimited)
    assert late.until == NOW + timedelta(seconds=7)
    for strange in (-5, "soon", 10**9, None, True):
        late = refused_by(429, "Too Many Requests", retry_after=strange)
        assert isinstance(late, RateLimited)
        assert NOW <= late.until <= NOW + timedelta(days=1)
    moved = refused_by(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100123)
    assert isinstance(moved, ChatMoved)
    assert moved.to == "-100123"


ANA = {"id": 11, "is_bot": False, "first_name": "Ana", "language_code": "pt-BR"}
CHAT = {"id": 11, "type": "private"}


def test_a_text_with_its_links_by_utf_16_units_and_behind_words() -> None:
    text = "🏃‍♀️🎵 https://a.example/1 that one"
    begin = len("🏃‍♀️🎵 ".encode("utf-16-le")) // 2
    entities = [
        {"type": "url", "offset": begin, "length": 19},
        {"type": "text_link", "offset": 0, "length": 2, "url": "https://a.example/2"},
    ]
    message = {"message_id": 1, "from": ANA, "chat": CHAT, "text": text, "entities": entities}
    found = update_of({"update_id": 1, "message": message})
    links = ("https://a.example/1", "https://a.example/2")
    assert found == Update("1", Did.WROTE, "11", False, "11", "Ana", "pt", text, links)


@pytest.mark.parametrize(
    ("raw", "did", "text"),
    [
        ({"message": {"from": ANA, "chat": CHAT, "text": "/start c0de"}}, Did.STARTED, "c0de"),
        ({"message": {"from": ANA, "chat": CHAT, "text": "/song@bot x"}}, Did.WROTE, "/song x"),
        ({"message": {"from": ANA, "chat": CHAT, "migrate_to_chat_id": -1005}}, Did.MOVED, "-1005"),
        ({"message": {"from": ANA | {"is_bot": True}, "chat": CHAT, "text": "x"}}, Did.OTHER, ""),
        ({"message": {"from": ANA, "chat": CHAT, "photo": []}}, Did.OTHER, ""),
        ({"message": {"from": ANA, "chat": {"id": 1, "type": "channel"}, "text": "x"}}, Did.OTHER, ""),
        ({"callback_query": {"id": "4", "from": ANA, "data": "p:1"}}, Did.PRESSED, "p:1"),
        ({"my_chat_member": {"from": ANA, "chat": CHAT, "new_chat_member": {"status": "kicked"}}}, Did.BLOCKED, ""),
        ({"my_chat_member": {"from": ANA, "chat": CHAT, "new_chat_member": {"status": "member"}}}, Did.UNBLOCKED, ""),
        (
            {
                "my_chat_member": {
                    "from": ANA,
                    "chat": {"id": -5, "type": "group"},
                    "new_chat_member": {"status": "left"},
                }
            },
            Did.REMOVED,
            "",
        ),
        ({"edited_message": {}}, Did.OTHER, ""),
        ({"message": None}, Did.OTHER, ""),
        ({"message": {"chat": {"id": "1"}}}, Did.OTHER, ""),
        ({"callback_query": {"id": 4, "from": ANA, "data": ["x"]}}, Did.OTHER, ""),
    ],
)
def test_what_an_update_is(raw: dict[str, object], did: Did, text: str) -> None:
    found = update_of({"update_id": 7, **raw})
    assert found is not None
    assert (found.id, found.did, found.text) == ("7", did, text)


@pytest.mark.parametrize("raw", [None, [], {}, {"update_id": "1"}, {"update_id": True}, "x"])
def test_what_has_no_number_is_left_out(raw: object) -> None:
    assert update_of(raw) is None


def test_a_press_on_a_message_that_is_told_of_no_longer_has_no_message() -> None:
    def pressed(date: int) -> Update:
        message = {"chat": CHAT, "message_id": 5, "date": date}
        found = update_of({"update_id": 1, "callback_query": {"id": "4", "from": ANA, "data": "x", "message": message}})
        assert found is not None
        return found

    assert (pressed(0).ref, pressed(1).ref) == ("", "5")
    assert pressed(0).chat == "11"
