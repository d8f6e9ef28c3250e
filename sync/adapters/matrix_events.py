"""A homeserver's answer to `sync` as updates. Source: docs/services/matrix.md.

Whoever is in a room may put any JSON into its events: one that cannot be read is left out, and nothing is believed of
one but who sent it, which the homeserver vouches for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.adapters.clean import text
from sync.core.bot_words import wants_answered
from sync.core.chat import LONGEST_ID
from sync.core.inbound import LONGEST_TEXT, Did, Update

OLDEST = timedelta(hours=24)
"""What was written before is history: a room that is joined, or a first look, shows it again."""
KINDS = ("m.room.message", "m.room.encrypted", "m.room.encryption", "m.room.member")
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}")


@dataclass(frozen=True, slots=True)
class Room:
    """What an answer tells of one room that we are in. `moved`: people have come or gone; `left`: the event by which
    the last one went, "" for none."""

    some: tuple[Update, ...]
    moved: bool
    left: str

    @property
    def wrote(self) -> bool:
        return any(each.did in (Did.WROTE, Did.SEALED) for each in self.some)


def rooms_of(answer: Any, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rooms of one kind (join, invite, leave) with what is told of each."""
    rooms = answer.get("rooms") if isinstance(answer, dict) else None
    some = rooms.get(kind) if isinstance(rooms, dict) else None
    for id, told in some.items() if isinstance(some, dict) else ():
        if isinstance(told, dict) and id.startswith("!") and len(id) <= LONGEST_ID:
            yield id, told


def room_of(id: str, told: Mapping[str, Any], me: str, now: datetime) -> Room:
    """One room that we are in: its messages, oldest first. Ours, and what is older than a day, are left out."""
    found, moved, left = dict[str, Update](), False, ""
    for event in _events(told.get("timeline")):
        if event.get("type") == "m.room.member":
            moved = True
            left = text(event.get("event_id")) if _membership(event) in ("leave", "ban") else left
        try:
            update = _update(id, event, me, now)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            continue
        if update is not None:
            found.setdefault(update.id, update)
    return Room(tuple(found.values()), moved, left)


def is_sealed(told: Mapping[str, Any]) -> bool:
    """Whether what is told of a room, or of an invitation to one, says that it is encrypted."""
    parts = (told.get("state"), told.get("timeline"), told.get("invite_state"))
    return any(event.get("type") == "m.room.encryption" for part in parts for event in _events(part))


def _events(batch: Any) -> list[dict[str, Any]]:
    events = batch.get("events") if isinstance(batch, dict) else None
    return [each for each in events if isinstance(each, dict)] if isinstance(events, list) else []


def _membership(event: Mapping[str, Any]) -> str:
    content = event.get("content")
    return text(content.get("membership")) if isinstance(content, dict) else ""


def _update(room: str, event: Mapping[str, Any], me: str, now: datetime) -> Update | None:
    sender, id = event["sender"], event["event_id"]
    if sender == me or not isinstance(sender, str) or not isinstance(id, str) or max(len(id), len(sender)) > LONGEST_ID:
        return None
    at = datetime.fromtimestamp(int(event["origin_server_ts"]) / 1000, UTC)
    if at < now - OLDEST:
        return None
    if event["type"] == "m.room.encrypted":
        return Update(id, Did.SEALED, room, sender=sender, name=_name(sender))
    content = event["content"]
    if event["type"] != "m.room.message" or content.get("msgtype") not in ("m.text", "m.emote"):
        return None  # a notice is what bots say: it is never answered
    relation = content.get("m.relates_to") or {}
    if relation.get("rel_type") == "m.replace":
        return None  # what was said once is acted upon once
    answered = (relation.get("m.in_reply_to") or {}).get("event_id")
    body = content["body"]
    if not isinstance(body, str):
        return None
    said = _without_quote(body) if answered else body
    ref = answered if isinstance(answered, str) and len(answered) <= LONGEST_ID else ""
    name, what = _name(sender), said.strip()[:LONGEST_TEXT]
    is_asked = bool(ref) and relation.get("is_falling_back") is not True and wants_answered(what)
    answers = () if is_asked else None  # within a thread, older clients are shown an answer where there is none
    heard = Update(id, Did.WROTE, room, sender=sender, name=name, text=what, links=_links(said), ref=ref)
    return replace(heard, answered=answers)


def links_of(event: Any) -> tuple[str, ...]:
    """The addresses in a message that somebody wrote, none in anything else."""
    content = event.get("content") if isinstance(event, dict) and event.get("type") == "m.room.message" else None
    body = content.get("body") if isinstance(content, dict) else None
    return _links(_without_quote(body)) if isinstance(body, str) else ()


def _links(said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_LINK.findall(said)))[:10]


def _name(sender: str) -> str:
    """What stands before the server in somebody's id: who they are is known by the id, not by a name they choose."""
    return text(sender[1:].partition(":")[0], 60)


def _without_quote(body: str) -> str:
    """A reply without what older clients repeat of the message that it answers."""
    lines = body.split("\n")
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines)
