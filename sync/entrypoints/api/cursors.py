"""Where the next page of a list begins, as a text that nobody has to read: the last run's start and key."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from sync.core.key import Key
from sync.core.run_list import Cursor
from sync.entrypoints.api.problems import Refusal


def written(cursor: Cursor | None) -> str | None:
    """Without the user: a cursor is only good for the list of whoever asks."""
    if cursor is None:
        return None
    key = cursor.key
    return pack([cursor.start.isoformat(), key.source, key.id, key.leg])


def read(text: str | None, user: str) -> Cursor | None:
    """Raises `Refusal` for what is no cursor."""
    if not text:
        return None
    match unpack(text):
        case [str(start), str(source), str(id), int(leg)]:
            return Cursor(moment(start), Key(user, source, id, leg))
    raise wrong()


def pack(parts: list[object]) -> str:
    return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def unpack(text: str) -> object:
    """Raises `Refusal` for what `pack` never made."""
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise wrong() from None


def moment(text: str) -> datetime:
    """Raises `Refusal` for what is no time, or has no zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise wrong() from None
    if at.tzinfo is None:
        raise wrong()
    return at


def wrong() -> Refusal:
    return Refusal(400, "bad-cursor", "This is no cursor of a list: begin at its first page.")
