"""Telegram: what its refusals mean, what its updates are, and that the token stands in nothing that anybody reads."""

import logging
import re
import traceback
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sync.adapters.telegram import NAME
from sync.adapters.telegram_hook import is_said, secret_of
from sync.adapters.telegram_updates import update_of
from sync.core.errors import AppInactive, ChatGone, ChatMoved, Missing, RateLimited, Rejected, SyncError, Unavailable
from sync.core.inbound import Did, Update
from sync.core.said import Piece, Said
from sync.sim.faults import FAULTS
from tests.support.adapters.bots import NOON
from tests.support.contract.messenger_places import OnTelegram

KEY = "0" * 32
WORDS = Said((Piece("hello"),))
CALLS = ["sendMessage", "editMessageText", "getUpdates", "getMe", "setWebhook", "deleteWebhook"]


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "refused"])
@pytest.mark.parametrize("endpoint", CALLS)
def test_the_token_is_in_no_error_no_traceback_and_no_line_of_the_log(
    endpoint: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    there = OnTelegram(seconds=0.5)
    there.sim.hang_seconds = 3.0
    there.sim.inject(endpoint, fault)
    messenger, token = there.bot, there.telegram.token
    calls = {
        "sendMessage": lambda: messenger.send("11", WORDS, KEY),
        "editMessageText": lambda: messenger.edit("11", "1", WORDS),
        "getUpdates": lambda: messenger.updates(""),
        "getMe": messenger.about,
        "setWebhook": lambda: messenger.deliver_to("https://run.example"),
        "deleteWebhook": lambda: messenger.deliver_to(""),
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
        assert token not in told
        assert met.service == NAME
    assert token not in caplog.text
    assert secret_of(token) not in caplog.text


def refused_by(code: int, words: str, **parameters: object) -> SyncError:
    from sync.adapters.telegram import _refusal

    return _refusal(code, words, parameters or None, NOON, write=True)


@pytest.mark.parametrize(
    ("code", "words", "means"),
    [
        (403, "Forbidden: bot was blocked by the user", ChatGone),
        (403, "Forbidden: user is deactivated", ChatGone),
        (403, "Forbidden: bot was kicked from the supergroup chat", ChatGone),
        (403, "Forbidden: the group chat was deleted", ChatGone),
        (400, "Bad Request: chat not found", ChatGone),
        (400, "Bad Request: message to edit not found", Missing),
        (401, "Unauthorized", AppInactive),
        (409, "Conflict: terminated by other getUpdates request", Unavailable),
    ],
)
def test_what_a_refusal_means(code: int, words: str, means: type[SyncError]) -> None:
    assert type(refused_by(code, words)) is means


def test_a_wait_and_a_move_say_how_long_and_where_to() -> None:
    late = refused_by(429, "Too Many Requests: retry after 7", retry_after=7)
    assert isinstance(late, RateLimited)
    assert late.until == NOON + timedelta(seconds=7)
    for strange in (-5, "soon", 10**9, None, True):
        late = refused_by(429, "Too Many Requests", retry_after=strange)
        assert isinstance(late, RateLimited)
        assert NOON <= late.until <= NOON + timedelta(days=1)
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


@pytest.fixture
def there() -> Iterator[OnTelegram]:
    made = OnTelegram()
    yield made
    made.sim.stop()


def test_while_a_webhook_is_set_nobody_is_told_who_asks_and_the_refusal_names_the_way_out(there: OnTelegram) -> None:
    there.bot.deliver_to("https://run.example/api/hooks/telegram")
    asked = there.telegram.webhook
    assert asked is not None
    assert asked["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", asked["secret_token"])
    with pytest.raises(Unavailable, match="`runtrack chats webhook telegram off` ends that"):
        there.bot.updates("")
    for _ in range(2):
        there.bot.deliver_to("")
    assert there.bot.updates("").some == ()


def test_another_token_makes_another_secret() -> None:
    assert len({secret_of("1:a"), secret_of("1:b"), secret_of("")}) == 3
    assert is_said("1:a", secret_of("1:a"))
    assert not is_said("1:b", secret_of("1:a"))


@pytest.mark.parametrize("address", ["http://run.example", "https://run.example:8080", "run.example"])
def test_an_address_that_telegram_does_not_take_is_refused(there: OnTelegram, address: str) -> None:
    with pytest.raises(Rejected, match="bad webhook"):
        there.bot.deliver_to(address)
