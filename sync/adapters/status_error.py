"""An answer that is no success, as one exception, and what can be read of it. Needs no HTTP library."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from sync.adapters.json_text import parsed

HEAD = 200
_GUARD = re.compile(rb"error code: 1\d{3}")
"""Cloudflare's answer in place of a service's: 1015, too many requests; 1020, refused by a rule."""


class StatusError(Exception):
    """An answer that is no success. Never shows the request (its headers hold the token)."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
        super().__init__(f"HTTP {status}: {self.head}")

    @property
    def head(self) -> str:
        """What the answer says, for a person to read: its own message, or its beginning."""
        if is_html(self.body):
            return "a web page"
        if _GUARD.fullmatch(self.body.strip()):
            return "Cloudflare, which guards it, lets us not through"
        text = _message(self.body) or self.body[:HEAD].decode("utf-8", "replace")
        return " ".join(text.split())[:HEAD]

    def retry_after(self, now: datetime) -> datetime | None:
        """The Retry-After header (seconds or a date) as a time, None when it is missing or nonsense."""
        return retry_after(self.headers.get("Retry-After"), now)


def _message(body: bytes) -> str:
    """The `message` of a JSON error as the services write it, with what it is said to be about, or ""."""
    try:
        answer = parsed(body)
        if isinstance(answer.get("error"), dict):  # as Spotify nests it
            return str(answer["error"]["message"])
        words = answer["message"]
        about = [f"{error['resource']} {error['field']} {error['code']}" for error in answer.get("errors") or []]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f"{words} ({', '.join(about)})" if about else str(words)


def is_html(body: bytes) -> bool:
    return body[:64].lstrip().lower().startswith((b"<!doctype", b"<html"))


def retry_after(header: str | None, now: datetime) -> datetime | None:
    if not header:
        return None
    try:
        return datetime.fromtimestamp(now.timestamp() + float(header), UTC)
    except (ValueError, OverflowError):
        pass  # not a number of seconds: perhaps a date
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
