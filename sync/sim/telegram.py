"""The simulated Telegram: a bot, the people and groups it meets, its updates and its refusals, in Telegram's own words.

Source: docs/services/telegram.md. Updates are kept until a look with a higher `offset` confirms them, and are given
again until then; while a webhook is set, a look is refused (409), and `brings` takes them there, each until it is
answered by 2xx, following no redirect. Nobody is written to who has not begun with the bot. What people do there is in
`telegram_people.py`.
"""

import json
import re
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.delivery import Delivery
from sync.sim.http import answer
from sync.sim.telegram_people import TAG, SimMessage, TelegramPeople, without_markup

TOKEN = "1234567890:AAsim-telegram-token-of-nobody_0123456"
LONGEST, LONGEST_DATA = 4096, 64
PORTS = (None, 443, 80, 88, 8443)


class SimTelegram(TelegramPeople):
    """Telegram with one bot. `webhook`: what was set; while one is, a look meets 409."""

    name = "telegram"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("getMe", "POST", "/bot<token>/getMe"),
        ("getUpdates", "POST", "/bot<token>/getUpdates"),
        ("setWebhook", "POST", "/bot<token>/setWebhook"),
        ("deleteWebhook", "POST", "/bot<token>/deleteWebhook"),
        ("sendMessage", "POST", "/bot<token>/sendMessage"),
        ("editMessageText", "POST", "/bot<token>/editMessageText"),
        ("answerCallbackQuery", "POST", "/bot<token>/answerCallbackQuery"),
    )

    def __init__(self, now: Now, *, token: str = TOKEN) -> None:
        super().__init__(now)
        self.token, self.username = token, "runtrack_sim_bot"
        self.webhook: dict[str, Any] | None = None

    # -- what it brings by itself -----------------------------------------------------------------

    def delivery(self, update: dict[str, Any]) -> Delivery:
        """One update as it is brought to the webhook that is set."""
        assert self.webhook is not None, "no webhook is set"
        secret = self.webhook.get("secret_token")
        headers = {"Content-Type": "application/json"}
        return Delivery(
            json.dumps(update).encode(), headers | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
        )

    def brings(self, bring: Callable[[Delivery], int]) -> list[int]:
        """Bring what waits, oldest first; `bring` returns the answer's status. What is not taken stays, and what comes
        after it waits with it. Returns the statuses."""
        statuses = list[int]()
        for update in self._wanted(self.webhook or {}):
            statuses.append(bring(self.delivery(update)))
            if not 200 <= statuses[-1] < 300:
                break
            with self.lock:
                self._past += [] if update in self._past else [update]
                self._updates.remove(update)
        return statuses

    def _wanted(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        return [
            one for one in self._updates if not asked.get("allowed_updates") or _kind(one) in asked["allowed_updates"]
        ]

    # -- what the bot asks --------------------------------------------------------------------------

    def getMe(self, request: Request, token: str) -> Response:
        return self._checked(token) or _fine({"id": 1234567890, "is_bot": True, "username": self.username})

    def getUpdates(self, request: Request, token: str) -> Response:
        if refused := self._checked(token):
            return refused
        if self.webhook is not None:
            return _refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
        asked = request.get_json()
        first = int(asked.get("offset", 0))
        self._past += [one for one in self._updates if one["update_id"] < first and one not in self._past]
        self._updates = [one for one in self._updates if one["update_id"] >= first]
        return _fine(self._wanted(asked)[: int(asked.get("limit", 100))])

    def setWebhook(self, request: Request, token: str) -> Response:
        if refused := self._checked(token):
            return refused
        asked = request.get_json()
        place = urlsplit(str(asked.get("url", "")))
        if place.scheme != "https":
            return _refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if place.port not in PORTS:
            return _refused(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(asked.get("secret_token", ""))):
            return _refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = asked
        return _fine(True)

    def deleteWebhook(self, request: Request, token: str) -> Response:
        refused = self._checked(token)
        if not refused:
            self.webhook = None
        return refused or _fine(True)

    def sendMessage(self, request: Request, token: str) -> Response:
        asked = request.get_json()
        if refused := self._checked(token) or self._unreachable(int(asked["chat_id"])) or _wrong(asked):
            return refused
        made = SimMessage(int(asked["chat_id"]), self._next_message, [asked["text"]], *_around(asked))
        self._next_message += 1
        self.messages.append(made)
        return _fine({"message_id": made.id, "date": int(self.now().timestamp()), "chat": self._chat(made.chat)})

    def editMessageText(self, request: Request, token: str) -> Response:
        asked = request.get_json()
        chat, number = int(asked["chat_id"]), int(asked["message_id"])
        if refused := self._checked(token) or self._unreachable(chat) or _wrong(asked):
            return refused
        known = next((one for one in self.messages if (one.chat, one.id) == (chat, number)), None)
        if known is None:
            return _refused(400, "Bad Request: message to edit not found")
        buttons, preview = _around(asked)
        if (known.edits[-1], known.buttons) == (asked["text"], buttons):
            return _refused(400, "Bad Request: message is not modified: specified new message content is the same")
        known.edits.append(asked["text"])
        known.buttons, known.preview = buttons, preview
        return _fine({"message_id": number, "chat": self._chat(chat)})

    def answerCallbackQuery(self, request: Request, token: str) -> Response:
        asked = request.get_json()
        if refused := self._checked(token):
            return refused
        if asked["callback_query_id"] not in self._presses:
            return _refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.append((asked["callback_query_id"], asked.get("text", "")))
        return _fine(True)

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        """In Telegram's own words."""
        words = {401: "Unauthorized", 403: "Forbidden: bot was blocked by the user", 500: "Internal Server Error"}
        if status == 429:
            return _refused(429, "Too Many Requests: retry after 35", retry_after=35)
        return _refused(status, words.get(status, "Bad Request"))

    # -- inside -------------------------------------------------------------------------------------

    def _checked(self, token: str) -> Response | None:
        return None if token == self.token else _refused(401, "Unauthorized")

    def _unreachable(self, chat: int) -> Response | None:
        if chat in self.moved:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            return _refused(400, words, migrate_to_chat_id=self.moved[chat])
        if chat in self.blocked:
            return _refused(403, self.blocked[chat])
        if chat > 0 and chat not in self.begun:
            return _refused(400, "Bad Request: chat not found")
        return None


def _kind(update: dict[str, Any]) -> str:
    return next(name for name in update if name != "update_id")


def _around(asked: dict[str, Any]) -> tuple[list[dict[str, str]], str]:
    rows = (asked.get("reply_markup") or {}).get("inline_keyboard", [])
    return [one for row in rows for one in row], str((asked.get("link_preview_options") or {}).get("url", ""))


def _wrong(asked: dict[str, Any]) -> Response | None:
    """What Telegram does not take: markup that it cannot parse, a text or a button's data of a wrong length."""
    text = asked["text"]
    bare = without_markup(text)
    if asked.get("parse_mode") == "HTML" and re.search(r"[<>]|&(?!lt;|gt;|amp;|quot;)", TAG.sub("", text)):
        return _refused(400, "Bad Request: can't parse entities: unsupported start tag")
    if not bare.strip():
        return _refused(400, "Bad Request: message text is empty")
    if len(bare.encode("utf-16-le")) // 2 > LONGEST:
        return _refused(400, "Bad Request: message is too long")
    for one in _around(asked)[0]:
        if "callback_data" in one and not 1 <= len(one["callback_data"].encode()) <= LONGEST_DATA:
            return _refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return None


def _fine(result: Any) -> Response:
    return answer({"ok": True, "result": result})


def _refused(code: int, words: str, **parameters: Any) -> Response:
    told: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
    return answer(told | ({"parameters": parameters} if parameters else {}), code)
