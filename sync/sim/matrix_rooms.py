"""A room of the simulated Matrix homeserver, and how its events look to the bot."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class SimRoom:
    """A room. `bot`: what the bot is in it (invite, join, leave); `deaf`: it may read there, but not write;
    `unseen_to`: the place in the stream up to which it may not see what was written (the room's history is its
    members')."""

    id: str
    bot: str
    encrypted: bool = False
    deaf: bool = False
    invited_by: str = ""
    others: int = 1  # how many are in it beside the bot
    timeline: list[dict[str, Any]] = field(default_factory=list)
    unseen_to: int = 0
    changed_at: int = 0  # the place in the stream at which `bot` became what it is


def replacing(event: str, text: str) -> dict[str, Any]:
    """What makes a message the new version of another."""
    return {
        "m.new_content": {"msgtype": "m.text", "body": text},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def invited(room: SimRoom, bot: str) -> dict[str, Any]:
    """An invitation, with the few things that are shown of a room before one is in it."""
    member = {"type": "m.room.member", "state_key": bot, "sender": room.invited_by, "content": {"membership": "invite"}}
    sealed = {"type": "m.room.encryption", "state_key": "", "sender": room.invited_by, "content": {"algorithm": "x"}}
    return {"invite_state": {"events": [member, *([sealed] if room.encrypted else [])]}}


def hidden(event: dict[str, Any], bot: str) -> dict[str, Any]:
    """An event as a client without keys sees it."""
    if event["type"] != "m.room.message" or event.get("sender") == bot:
        return event
    return event | {"type": "m.room.encrypted", "content": {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "…"}}
