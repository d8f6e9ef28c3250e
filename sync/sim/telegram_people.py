"""What the people of the simulated Telegram do, and what their clients then send to the bot."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from sync.sim.clock import Now
from sync.sim.http import SimService

TAG = re.compile(r"</?(?:b|i|u|s|code|a)(?: href=\"[^\"<>]*\")?>")


def without_markup(text: str) -> str:
    """A text in Telegram's HTML as its reader sees it."""
    return html.unescape(TAG.sub("", text))


@dataclass
class SimMessage:
    """A message of the bot as its reader sees it. `edits`: every text that it showed, the last one last."""

    chat: int
    id: int
    edits: list[str]
    buttons: list[dict[str, str]] = field(default_factory=list)
    preview: str = ""

    @property
    def text(self) -> str:
        """Without markup."""
        return without_markup(self.edits[-1])


class TelegramPeople(SimService):
    """See the module. Knobs: `blocked` (chats that have blocked or removed the bot, with Telegram's reason), `moved` (a
    group's old id and its new one)."""

    def __init__(self, now: Now) -> None:
        super().__init__(now)
        self.messages: list[SimMessage] = []
        self.blocked: dict[int, str] = {}
        self.moved: dict[int, int] = {}
        self.begun: set[int] = set()
        self.answered: list[tuple[str, str]] = []
        self._updates: list[dict[str, Any]] = []
        self._past: list[dict[str, Any]] = []
        self._next_update, self._next_message = 900_001, 1
        self._presses: set[str] = set()

    # -- what a person does -------------------------------------------------------------------------

    def writes(self, person: int, text: str, *, chat: int = 0, language: str = "en", **more: Any) -> dict[str, Any]:
        """A person writes to the bot, or in a group (`chat`, negative). Addresses become entities by themselves."""
        if not chat:
            self.begun.add(person)
        return self._happens(
            "message", {**self._message(person, chat, language), "text": text, **_entities(text), **more}
        )

    def answers(self, person: int, text: str, there: dict[str, Any], *, chat: int) -> dict[str, Any]:
        """Writes in a group, as an answer to what another one wrote there (`there`: a message without what it answers
        itself)."""
        bare = {name: value for name, value in there.items() if name != "reply_to_message"}
        return self.writes(person, text, chat=chat, reply_to_message=bare)

    def overheard(self, person: int, text: str, *, chat: int) -> dict[str, Any]:
        """What somebody writes in a group without speaking to the bot, which is therefore not told of it (privacy
        mode): the message, for somebody to answer."""
        return {**self._message(person, chat, "en"), "text": text, **_entities(text)}

    def hides(self, person: int, words: str, url: str) -> dict[str, Any]:
        """Writes words with an address behind them."""
        length = len(words.encode("utf-16-le")) // 2
        link = {"type": "text_link", "offset": 0, "length": length, "url": url}
        return self.writes(person, words, entities=[link])

    def presses(
        self, person: int, data: str, message: SimMessage | None = None, *, old: bool = False
    ) -> dict[str, Any]:
        """Presses a button; `old`: its message is inaccessible by now (its date is 0)."""
        press = f"4382{self._next_update}"
        self._presses.add(press)
        place = message.chat if message is not None else person
        shown = {"chat": self._chat(place), "message_id": message.id if message else 1, "date": 0 if old else 1}
        query = {"id": press, "from": _person(person), "chat_instance": "1", "data": data, "message": shown}
        return self._happens("callback_query", query)

    def blocks(self, person: int) -> None:
        self.blocked[person] = "Forbidden: bot was blocked by the user"
        self._membership(person, "member", "kicked")

    def unblocks(self, person: int) -> None:
        self.blocked.pop(person, None)
        self._membership(person, "kicked", "member")

    def removes(self, group: int, person: int) -> None:
        """The bot, from a group."""
        self.blocked[group] = "Forbidden: bot was kicked from the group chat"
        self._membership(group, "member", "left", person)

    def upgrades(self, group: int, to: int) -> None:
        """A group becomes a supergroup: both chats say so."""
        self.moved[group] = to
        self._happens("message", {**self._message(1, group, "en"), "migrate_to_chat_id": to})
        self._happens("message", {**self._message(1, to, "en"), "migrate_from_chat_id": group})

    def odd(self, **update: Any) -> None:
        """An update of a kind that nobody here knows."""
        self._happens("odd_kind", update)

    def repeat(self) -> None:
        """All that was confirmed comes again."""
        self._updates = [*self._past, *self._updates]

    def shown_to(self, chat: int) -> list[SimMessage]:
        return [one for one in self.messages if one.chat == chat]

    # -- inside ---

    def _happens(self, kind: str, what: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": self._next_update, kind: what}
        self._next_update += 1
        with self.lock:
            self._updates.append(update)
        return update

    def _message(self, person: int, chat: int, language: str) -> dict[str, Any]:
        number, self._next_message = self._next_message, self._next_message + 1
        who = _person(person) | {"language_code": language}
        return {
            "message_id": number,
            "date": int(self.now().timestamp()),
            "from": who,
            "chat": self._chat(chat or person),
        }

    def _chat(self, chat: int) -> dict[str, Any]:
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": "Ana"}
        return {"id": chat, "type": "supergroup" if chat < -1_000_000_000_000 else "group", "title": "Run club"}

    def _membership(self, chat: int, before: str, after: str, person: int = 0) -> None:
        bot = {"id": 1234567890, "is_bot": True, "first_name": "Runtrack"}
        old, new = ({"status": status, "user": bot} for status in (before, after))
        who = _person(person or chat)
        change = {"chat": self._chat(chat), "from": who, "date": 1, "old_chat_member": old, "new_chat_member": new}
        self._happens("my_chat_member", change)


def _person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Ana", "last_name": f"<b>{number}</b> & Co"}


def _entities(text: str) -> dict[str, Any]:
    """Offsets and lengths in UTF-16 units, as Telegram counts them."""

    def units(piece: str) -> int:
        return len(piece.encode("utf-16-le")) // 2

    found = [(one, "url") for one in re.finditer(r"https?://\S+", text)]
    found += [(one, "bot_command") for one in re.finditer(r"^/[a-z]+(@\w+)?", text)]
    made = [{"type": kind, "offset": units(text[: one.start()]), "length": units(one[0])} for one, kind in found]
    return {"entities": made} if made else {}
