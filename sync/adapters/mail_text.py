"""The text of a mail, as far as links may stand in it: its text parts, decoded. Nothing of it is trusted."""

import email
import email.policy
from email.message import Message

MOST_PARTS, MOST = 20, 400_000


def text_of(body: bytes) -> str:
    """All text parts one after the other; what cannot be read is left out. A part that was cut off is read as far as it
    goes."""
    try:
        parts = [one for _, one in zip(range(MOST_PARTS), email.message_from_bytes(body).walk(), strict=False)]
    except (ValueError, LookupError, RecursionError, TypeError):
        return ""
    return "\n".join(filter(None, map(_read, parts)))[:MOST]


def _read(part: Message) -> str:
    if part.get_content_maintype() != "text":
        return ""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        return ""
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
