"""Telegram's updates as ours (docs/services/telegram.md). Raises nothing: what is not understood is `Did.OTHER`.

Offsets in a text count UTF-16 units; a link may be hidden behind words; a message whose button was pressed may be told
of no longer.
"""

from typing import Any

from sync.core.bot_words import wants_answered
from sync.core.inbound import LONGEST_TEXT, Did, Update

LONGEST_NAME, MOST_LINKS = 64, 10
GROUPS = ("group", "supergroup")
AWAY = ("kicked", "left")


def update_of(raw: Any) -> Update | None:
    """None for what has no number, by which alone it could be known again."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    try:
        return _understood(str(number), raw)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Update(str(number), Did.OTHER)


def _understood(id: str, raw: dict[str, Any]) -> Update:
    if "message" in raw:
        return _message(id, raw["message"])
    if "callback_query" in raw:
        return _press(id, raw["callback_query"])
    if "my_chat_member" in raw:
        return _member(id, raw["my_chat_member"])
    return Update(id, Did.OTHER)


def _message(id: str, message: dict[str, Any]) -> Update:
    chat = _id(message["chat"]["id"])
    if "migrate_to_chat_id" in message:
        return Update(id, Did.MOVED, chat, is_group=True, text=_id(message["migrate_to_chat_id"]))
    text = message.get("text")
    if not isinstance(text, str) or message["from"].get("is_bot"):
        return Update(id, Did.OTHER)
    kind, is_group, who = message["chat"]["type"], message["chat"]["type"] in GROUPS, _who(message["from"])
    if kind not in (*GROUPS, "private"):
        return Update(id, Did.OTHER)
    command, _, rest = text.partition(" ")
    if command.partition("@")[0] == "/start":
        return Update(id, Did.STARTED, chat, is_group, *who, text=rest.strip()[:LONGEST_NAME])
    links, said = _links(text, message.get("entities")), _addressed(text)[:LONGEST_TEXT]
    answered = _answered(message) if wants_answered(said) else None
    return Update(id, Did.WROTE, chat, is_group, *who, text=said, links=links, answered=answered)


def _press(id: str, query: dict[str, Any]) -> Update:
    who, message = _who(query["from"]), query.get("message") or {}
    place = message.get("chat") or {"id": query["from"]["id"], "type": "private"}
    ref = _id(message["message_id"]) if message.get("date") else ""
    data = query.get("data")
    press = query["id"]
    if not isinstance(data, str) or not isinstance(press, str):
        return Update(id, Did.OTHER)
    return Update(
        id, Did.PRESSED, _id(place["id"]), place.get("type") in GROUPS, *who, text=data[:64], press=press, ref=ref
    )


def _member(id: str, change: dict[str, Any]) -> Update:
    chat, kind, status = _id(change["chat"]["id"]), change["chat"]["type"], change["new_chat_member"]["status"]
    who = _who(change["from"])
    if kind == "private":
        did = Did.BLOCKED if status in AWAY else Did.UNBLOCKED
        return Update(id, did, chat, False, *who)
    return Update(id, Did.REMOVED if status in AWAY else Did.OTHER, chat, kind in GROUPS, *who)


def _who(person: dict[str, Any]) -> tuple[str, str, str]:
    """Id, name and language of who did it."""
    names = (person.get("first_name"), person.get("last_name"))
    name = " ".join(one for one in names if isinstance(one, str) and one)
    language = person.get("language_code")
    return _id(person["id"]), name[:LONGEST_NAME], language[:2].lower() if isinstance(language, str) else ""


def _links(text: str, entities: Any) -> tuple[str, ...]:
    """Addresses in the text by their offsets, and those that are hidden behind words."""
    units, found = text.encode("utf-16-le"), list[str]()
    for one in entities if isinstance(entities, list) else ():
        if one.get("type") == "text_link" and isinstance(one.get("url"), str):
            found.append(one["url"][:LONGEST_TEXT])
        elif one.get("type") == "url":
            begin, length = int(one["offset"]), int(one["length"])
            found.append(units[2 * begin : 2 * (begin + length)].decode("utf-16-le", "ignore"))
    return tuple(found[:MOST_LINKS])


def _answered(message: dict[str, Any]) -> tuple[str, ...] | None:
    """The addresses in the message that this one answers, also below a picture; of one in another chat nothing is told.
    All that is written in a topic of a forum stands as an answer to its beginning, and answers nothing by that."""
    there = message.get("reply_to_message")
    if not isinstance(there, dict):
        return () if message.get("external_reply") else None
    if "forum_topic_created" in there:
        return None
    found = list[str]()
    for words, entities in (("text", "entities"), ("caption", "caption_entities")):
        if isinstance(there.get(words), str):
            found += _links(there[words], there.get(entities))
    return tuple(found[:MOST_LINKS])


def _addressed(text: str) -> str:
    """A command without the bot's name behind it, as it stands in groups."""
    command, space, rest = text.partition(" ")
    return command.partition("@")[0] + space + rest if command.startswith("/") else text


def _id(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("an id is a whole number")
    return str(value)
