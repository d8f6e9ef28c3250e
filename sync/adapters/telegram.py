"""Telegram as a messenger: the few methods of its Bot API that are needed, over plain HTTP (docs/services/telegram.md).

The bot's token stands in the address of each call: it is in no error and in no line of the log. Whoever has not begun
with the bot cannot be written to.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any

from sync.adapters.json_text import parsed
from sync.adapters.telegram_hook import secret_of
from sync.adapters.telegram_updates import update_of
from sync.adapters.writing_http import WritingHttp
from sync.core.errors import (
    AppInactive,
    ChatGone,
    ChatMoved,
    Missing,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)
from sync.core.inbound import Abilities, Updates
from sync.core.said import Button, Piece, Said
from sync.core.secret import Secret
from sync.service import Hosts

NAME = "telegram"
LONGEST, LONGEST_LABEL, LONGEST_ANSWER = 4096, 64, 200
AT_ONCE = 100
KINDS = ["message", "callback_query", "my_chat_member"]
WAIT = timedelta(seconds=30)
"""After a 429 that does not say for how long."""
HAS_WEBHOOK = (
    "it brings what happens to a webhook, and tells nobody who asks: `runtrack chats webhook telegram off` ends that"
)
GONE = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "group chat was deactivated")
NOT_THERE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramBot:
    """One bot, for all people of an installation."""

    def __init__(self, hosts: Hosts, token: Secret, *, base: str, seconds: float) -> None:
        """`base`: where Telegram's API is known to be."""
        self._base = base
        self._http, self._token = WritingHttp(NAME, hosts, seconds=seconds), token

    def at(self, now: datetime) -> "Telegram":
        return Telegram(self, now)

    @property
    def hook_secret(self) -> str:
        """What Telegram is to say with what it brings."""
        return secret_of(self._token.value)

    def call(self, method: str, body: dict[str, Any], now: datetime, *, write: bool = False) -> Any:
        """The result of one method. `write`: it must not be repeated blindly. Raises our errors."""
        answer = self._http.exchange("POST", f"{self._base}/bot{self._token.value}/{method}", write=write, json=body)
        try:
            told = parsed(answer.body)
            if told["ok"] is True and 200 <= answer.status < 300:
                return told["result"]
            code, words = int(told["error_code"]), str(told["description"])
        except (ValueError, KeyError, TypeError):
            raise _lost(f"{NAME}: HTTP {answer.status}, an answer of an unknown shape", write=write) from None
        raise _refusal(code, words, told.get("parameters"), now, write=write)


class Telegram:
    """See `ports.messenger.Delivers`."""

    name = NAME
    can = Abilities(edits=True, polls=True, groups=True, buttons=True)

    def __init__(self, bot: TelegramBot, now: datetime) -> None:
        self._bot, self._now = bot, now

    def send(self, chat: str, said: Said, key: str) -> str:
        result = self._bot.call("sendMessage", {"chat_id": chat, **_shown(said)}, self._now, write=True)
        try:
            return str(int(result["message_id"]))
        except (KeyError, TypeError, ValueError):
            raise Unclear(f"{NAME}: an answer of an unknown shape", service=NAME) from None

    def edit(self, chat: str, ref: str, said: Said) -> None:
        asked = {"chat_id": chat, "message_id": int(ref), **_shown(said)}
        try:
            self._bot.call("editMessageText", asked, self._now)
        except Rejected as error:
            if "message is not modified" not in error.reason:
                raise

    def updates(self, after: str) -> Updates:
        asked: dict[str, Any] = {"timeout": 0, "limit": AT_ONCE, "allowed_updates": KINDS}
        if after:
            asked["offset"] = int(after) + 1
        result = self._bot.call("getUpdates", asked, self._now)
        if not isinstance(result, list):
            raise Unavailable(f"{NAME}: an answer of an unknown shape", service=NAME)
        some = sorted((one for raw in result if (one := update_of(raw)) is not None), key=lambda one: int(one.id))
        return Updates(tuple(some), some[-1].id if some else after)

    def deliver_to(self, address: str) -> None:
        if not address:
            self._bot.call("deleteWebhook", {}, self._now)
            return
        asked = {"url": address, "secret_token": self._bot.hook_secret, "allowed_updates": KINDS}
        self._bot.call("setWebhook", asked, self._now)

    def answer_press(self, press: str, words: str) -> None:
        asked = {"callback_query_id": press, "text": words[:LONGEST_ANSWER]}
        try:
            self._bot.call("answerCallbackQuery", asked, self._now)
        except Rejected:
            pass  # it was answered, or is too old to be: the button rests anyway

    def link(self, code: str, known: Mapping[str, str]) -> str:
        name = known.get("name", "")
        return f"https://t.me/{name}?start={code}" if name else ""

    def about(self) -> Mapping[str, str]:
        result = self._bot.call("getMe", {}, self._now)
        name = result.get("username") if isinstance(result, dict) else None
        return {"name": name} if isinstance(name, str) and name.isidentifier() else {}


def _shown(said: Said) -> dict[str, Any]:
    """A message as Telegram takes it: HTML, of which only three signs need escaping."""
    preview = {"url": said.preview, "prefer_small_media": True} if _is_web(said.preview) else {"is_disabled": True}
    shown: dict[str, Any] = {"text": _html(said.pieces), "parse_mode": "HTML", "link_preview_options": preview}
    shown["reply_markup"] = {"inline_keyboard": [[_button(one) for one in row] for row in said.buttons]}
    return shown


def _html(pieces: tuple[Piece, ...]) -> str:
    """At most as much as one message holds, counted as Telegram does, in UTF-16 units without the markup."""
    found, left = list[str](), LONGEST
    for piece in pieces:
        text = piece.text.encode("utf-16-le")[: 2 * left].decode("utf-16-le", "ignore")
        left -= len(text.encode("utf-16-le")) // 2
        words = escape(text, quote=False)
        if piece.strong and text:
            words = f"<b>{words}</b>"
        if _is_web(piece.link) and text:
            words = f'<a href="{escape(piece.link)}">{words}</a>'
        found.append(words)
    return "".join(found)


def _button(one: Button) -> dict[str, str]:
    label = one.label[:LONGEST_LABEL]
    return {"text": label, "url": one.url} if one.url else {"text": label, "callback_data": one.data}


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))


def _refusal(code: int, words: str, parameters: Any, now: datetime, *, write: bool) -> SyncError:
    said, low = f"{NAME}: {words}", words.casefold()
    told = parameters if isinstance(parameters, dict) else {}
    moved, wait = told.get("migrate_to_chat_id"), told.get("retry_after")
    if code == 429:
        known = isinstance(wait, int) and 0 <= wait <= 86_400
        return RateLimited(said, now + (timedelta(seconds=wait) if known else WAIT), service=NAME)  # type: ignore[arg-type]  # known
    if code in (401, 404):
        return AppInactive("Telegram does not accept the bot's token", service=NAME)
    if code == 409 and "webhook" in low:
        return Unavailable(f"{NAME}: {HAS_WEBHOOK}", service=NAME)
    if code == 409:
        return Unavailable(f"{said}: another program asks for this bot's updates", service=NAME)
    if isinstance(moved, int):
        return ChatMoved(said, str(moved), service=NAME)
    if code == 403 or any(one in low for one in GONE):
        return ChatGone(said, service=NAME)
    if any(one in low for one in NOT_THERE):
        return Missing(said, service=NAME)
    return _lost(said, write=write) if code >= 500 else Rejected(said, service=NAME)


def _lost(words: str, *, write: bool) -> SyncError:
    return (Unclear if write else Unavailable)(words, service=NAME)
