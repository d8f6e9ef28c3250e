"""What Facebook brings to the webhook of Messenger: its signature, and its events as updates.

Source: docs/services/messenger.md. Only whoever has the app's secret can sign; what is signed is still read as
anything from outside.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sync.adapters.clean import text
from sync.adapters.json_text import parsed
from sync.core.inbound import LONGEST_TEXT, Did, Update

MOST = 100
"""Events of one request that are taken; Facebook bundles fewer."""
_PSID = re.compile(r"[0-9]{1,40}")
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}")


def is_signed(secret: str, body: bytes, header: str) -> bool:
    """Whether these very bytes were signed with the app's secret; compared in constant time."""
    ours = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(ours.encode(), header.encode("utf-8", "surrogatepass"))


def updates_of(body: bytes) -> tuple[Update, ...]:
    """What people did, oldest first. What cannot be read, and what is no act of a person (echoes, receipts), is left
    out. Raises ValueError for what is no delivery at all."""
    told = parsed(body)
    if not isinstance(told, dict) or told.get("object") != "page" or not isinstance(told.get("entry"), list):
        raise ValueError("no delivery of a Page")
    found = dict[str, Update]()
    for event in _events(told["entry"]):
        try:
            update = _update(event)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        if update is not None and len(found) < MOST:
            found.setdefault(update.id, update)
    return tuple(found.values())


def _events(entries: list[Any]) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        some = entry.get("messaging") if isinstance(entry, dict) else None
        yield from (each for each in some if isinstance(each, dict)) if isinstance(some, list) else ()


def _update(event: Mapping[str, Any]) -> Update | None:
    sender = event["sender"]["id"]
    if not isinstance(sender, str) or not _PSID.fullmatch(sender):
        return None
    if "message" in event:
        return _message(sender, event["message"])
    if "postback" in event:
        postback = event["postback"]
        ref = (postback.get("referral") or {}).get("ref")
        id = _id(sender, event, postback.get("mid"))
        if ref or postback.get("payload") == "START":
            return Update(id, Did.STARTED, sender, sender=sender, text=text(ref, 64))
        return Update(id, Did.PRESSED, sender, sender=sender, text=text(postback["payload"], 64))
    if "referral" in event:
        ref = text(event["referral"].get("ref"), 64)
        return Update(_id(sender, event, None), Did.STARTED, sender, sender=sender, text=ref) if ref else None
    return None  # read, delivered, reactions


def _message(sender: str, message: Mapping[str, Any]) -> Update | None:
    if message.get("is_echo"):
        return None
    id = _mid(message["mid"])
    pressed = (message.get("quick_reply") or {}).get("payload")
    if isinstance(pressed, str):
        return Update(id, Did.PRESSED, sender, sender=sender, text=text(pressed, 64))
    said = message.get("text")
    said = said[:LONGEST_TEXT] if isinstance(said, str) else ""
    links = list(dict.fromkeys([*_LINK.findall(said), *_attached(message.get("attachments"))]))[:10]
    if not said and links:
        said = links[0]  # a pasted link may come without any text
    return Update(id, Did.WROTE, sender, sender=sender, text=said.strip(), links=tuple(links))  # "": a picture, say


def _attached(attachments: Any) -> Iterator[str]:
    """The addresses of pasted links: in `payload`, or beside it."""
    for each in attachments if isinstance(attachments, list) else ():
        if isinstance(each, dict) and each.get("type") == "fallback":
            payload = each.get("payload")
            address = (payload.get("url") if isinstance(payload, dict) else None) or each.get("url")
            if isinstance(address, str) and _LINK.fullmatch(address):
                yield address


def _id(sender: str, event: Mapping[str, Any], mid: Any) -> str:
    """The id of what may come without one: whose, and when."""
    return _mid(mid) if mid else f"{sender} {int(event['timestamp'])}"


def _mid(mid: Any) -> str:
    """Raises TypeError for what is no id. A long one is told by its fingerprint."""
    if not isinstance(mid, str) or not mid:
        raise TypeError("no id")
    return mid if len(mid) <= 200 and mid.isascii() else hashlib.sha256(mid.encode("utf-8", "ignore")).hexdigest()
