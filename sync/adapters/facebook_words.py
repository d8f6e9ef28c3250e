"""What we say on Facebook Messenger, and its refusals as our errors. Source: docs/services/messenger.md."""

from datetime import datetime, timedelta
from typing import Any

from sync.adapters.clean import text
from sync.adapters.json_text import parsed
from sync.adapters.status_error import StatusError
from sync.core.errors import AppInactive, ChatGone, RateLimited, Rejected, SyncError, Unavailable, Unclear, WindowOver
from sync.core.said import Said

NAME = "messenger"
WAIT, RESTRICTED = timedelta(minutes=5), timedelta(hours=1)
"""After "too many calls", and after a Page was restricted: neither says for how long."""
LONGEST, LONGEST_LABEL, MOST_REPLIES = 2000, 20, 13
NO_ROLE = "it writes only to people who have a role on the app or its Page, as long as Facebook has not reviewed it"
CLOSED = "Facebook lets me write only within 24 hours after you wrote"


def message_of(said: Said) -> dict[str, Any]:
    """A message: plain text, and quick replies in place of buttons. Those vanish with the next message."""
    buttons = [each for row in said.buttons for each in row]
    links = "".join(f"\n{each.label}: {each.url}" for each in said.links)
    plain = (said.plain + links).encode("utf-8", "ignore").decode()
    message: dict[str, Any] = {"text": plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"}
    pressed = [each for each in buttons if each.data][:MOST_REPLIES]
    if pressed:
        message["quick_replies"] = [
            {"content_type": "text", "title": text(each.label, LONGEST_LABEL), "payload": each.data} for each in pressed
        ]
    return message


def refusal(refused: StatusError, now: datetime) -> SyncError:
    """The error that an answer other than 2xx stands for: its code and subcode decide, the status where it has none."""
    code, subcode, said = _numbers(refused)
    words = f"{NAME}: error {code}/{subcode}: {refused.head}" if code is not None else f"{NAME}: {refused}"
    match code, subcode:
        case 10, 2018278:
            return WindowOver(CLOSED, service=NAME)
        case 10, 1893063:
            return RateLimited(words, now + RESTRICTED, service=NAME, doubling=True)
        case (100, 2018001 | 33) | (551, _):
            return ChatGone(words, service=NAME)
        case (10 | 200 | 230, _) if subcode == 2018028 or "testers" in said:
            return ChatGone(f"{NAME}: {NO_ROLE}", service=NAME)
        case (190, _):
            return AppInactive(f"{NAME}: the Page's token is no longer accepted", service=NAME)
        case (10 | 200 | 230, _):
            return AppInactive(f"{NAME}: the permission pages_messaging is missing", service=NAME)
        case (4 | 32 | 613 | 80006, _):
            return _limited(refused, words, now)
        case (2, _):
            return Unavailable(words, service=NAME)
        case (1 | 99, _):  # unknown errors: nobody says that nothing was sent
            return Unclear(words, service=NAME)
    if refused.status == 429:
        return _limited(refused, words, now)
    if code is None:
        return (Unclear if refused.status >= 500 else Unavailable)(words, service=NAME)
    return (Unclear if refused.status >= 500 else Rejected)(words, service=NAME)


def _limited(refused: StatusError, words: str, now: datetime) -> RateLimited:
    until = refused.retry_after(now)
    return RateLimited(words, until or now + WAIT, service=NAME, doubling=until is None)


def _numbers(refused: StatusError) -> tuple[int | None, int, str]:
    """Code, subcode (0: none) and text; no code for an answer in nobody's words."""
    try:
        error = parsed(refused.body)["error"]
        return int(error["code"]), int(error.get("error_subcode") or 0), text(error.get("message"))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None, 0, ""
