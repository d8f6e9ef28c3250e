"""What Telegram brings to the webhook: whether it is Telegram that brings it, and the update in it.

Source: docs/services/telegram.md. What it says with each delivery is worked out of the bot's token, so that whoever
sets the webhook and whoever answers there agree on it without keeping it anywhere: another token makes another word.
"""

import hashlib
import hmac

from sync.adapters.json_text import parsed
from sync.adapters.telegram_updates import update_of
from sync.core.inbound import Update

HEADER = "X-Telegram-Bot-Api-Secret-Token"
_FOR = b"runtrack: what telegram says to the webhook"


def secret_of(token: str) -> str:
    """64 signs of hexadecimal, of which Telegram takes up to 256; they tell nothing of the token."""
    return hmac.new(token.encode(), _FOR, hashlib.sha256).hexdigest()


def is_said(token: str, header: str) -> bool:
    """Whether this is said by who was told to say it; compared in constant time."""
    return hmac.compare_digest(secret_of(token).encode(), header.encode("utf-8", "surrogatepass"))


def update_in(body: bytes) -> Update | None:
    """The one update of a delivery; None for what is no update, which brought again would be none either."""
    try:
        return update_of(parsed(body))
    except ValueError:
        return None
