"""What we say on Matrix, and its refusals as our errors. Source: docs/services/matrix.md."""

from datetime import datetime, timedelta
from html import escape
from typing import Any

from sync.adapters.clean import text
from sync.adapters.json_text import parsed
from sync.adapters.status_error import StatusError
from sync.core.errors import AppInactive, ChatGone, Missing, RateLimited, Rejected, SyncError, Unavailable, Unclear
from sync.core.said import Piece, Said

NAME = "matrix"
WAIT = timedelta(minutes=1)
"""After "too many requests" that do not say for how long."""
LONGEST_WAIT = timedelta(hours=6)
LONGEST = 3000
"""Signs of a text: an event has at most 65,536 bytes, a sign up to four, and a text stands in it up to four times."""
NO_MORE = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_SUSPENDED", "M_USER_LOCKED")
CONSENT = "M_CONSENT_NOT_GIVEN"


def content_of(said: Said) -> dict[str, Any]:
    """The content of a message: plain, and in the few tags of HTML that every client shows. There are no buttons."""
    links = [f"{each.label}: {each.url}" for each in said.links]
    plain = "\n".join((said.plain, *links))
    shown = "<br>".join(("".join(map(_html, said.pieces)), *map(_escaped, links)))
    content = {"msgtype": "m.text", "body": _cut(plain)}
    if len(shown) <= LONGEST:
        content |= {"format": "org.matrix.custom.html", "formatted_body": shown}
    return content


def replacing(ref: str, said: Said) -> dict[str, Any]:
    """The content of a message that another shows from now on; what stands outside is for who knows no edits."""
    content = content_of(said)
    relation = {"rel_type": "m.replace", "event_id": ref}
    return content | {"body": f"* {content['body']}", "m.new_content": content, "m.relates_to": relation}


def refusal(refused: StatusError, now: datetime, *, write: bool) -> SyncError:
    """The error that an answer other than 2xx stands for: by its code where it has one, else by its status."""
    told, code = _told(refused), ""
    if told:
        code = text(told.get("errcode"), 60)
    words = f"{NAME}: {code} {refused.head}".strip()
    if code in NO_MORE or refused.status == 401:
        return AppInactive(f"{NAME}: the access token is no longer accepted ({code})", service=NAME)
    if code == CONSENT:
        return AppInactive(words, service=NAME)
    if code == "M_LIMIT_EXCEEDED" or refused.status == 429:
        until = _until(told, now) or refused.retry_after(now)
        bounded = min(max(until, now), now + LONGEST_WAIT) if until else now + WAIT
        return RateLimited(words, bounded, service=NAME, doubling=until is None)
    if not code or refused.status >= 500:  # whoever answered is not the homeserver, or is not well
        return (Unclear if write and refused.status >= 500 else Unavailable)(words, service=NAME)
    if code in ("M_FORBIDDEN", "M_GUEST_ACCESS_FORBIDDEN"):
        return ChatGone(words, service=NAME)
    if refused.status == 404:
        return Missing(words, service=NAME)
    return Rejected(words, service=NAME)


def _html(piece: Piece) -> str:
    shown = _escaped(piece.text)
    if piece.link.startswith(("https://", "http://")):
        shown = f'<a href="{escape(piece.link)}">{shown}</a>'
    return f"<strong>{shown}</strong>" if piece.strong else shown


def _escaped(plain: str) -> str:
    return escape(_valid(plain)).replace("\n", "<br>")


def _valid(plain: str) -> str:
    """Half an emoji cannot be sent."""
    return plain.encode("utf-8", "ignore").decode()


def _cut(plain: str) -> str:
    plain = _valid(plain)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _told(refused: StatusError) -> dict[str, Any]:
    try:
        told = parsed(refused.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _until(told: dict[str, Any], now: datetime) -> datetime | None:
    try:
        return now + timedelta(milliseconds=float(told["retry_after_ms"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
