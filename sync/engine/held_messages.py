"""Messages that are held so that nobody is disturbed, and the one message in which they come afterwards.

Safe to be killed anywhere: a digest names its parts before they are marked as told in it, and marks them before it is
sent; one whose part was sent alone meanwhile leaves that one out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.chat import Chat
from sync.core.message import About, Message, MessageState
from sync.core.peace import DAY
from sync.engine import saving
from sync.ports import Store


def held_until(app: App, chat: Chat, now: datetime) -> datetime | None:
    """Until when nothing new may come there; None: it may."""
    peace = app.preferences.peace
    if (until := peace.quiet_until(now)) is not None:
        return until
    mine = app.store.all(Message, chat.user, chat.service)
    today = sorted(one.sent_at for one in mine if one.sent_at is not None and one.sent_at > now - DAY)
    return None if len(today) < peace.a_day else today[-peace.a_day] + DAY


def gathered(app: App, chat: Chat, due: Sequence[Message], now: datetime) -> list[Message]:
    """What is due; what was held is in its digest, where that may be sent now and is worth one."""
    told = {id for one in due if one.state is not MessageState.SENT for id in one.parts}
    alone = [one for one in due if one.id not in told]
    held = [one for one in alone if one.state is MessageState.HELD and not one.parts]
    if len(held) < 2 or not app.preferences.peace.together or held_until(app, chat, now) is not None:
        return alone
    parts = tuple(one.id for one in held)
    made = Message(chat.user, chat.service, f"{About.DIGEST}:{now:%Y%m%d%H%M%S}", now, due=now, parts=parts)
    digest = saving.put(app.store, made)
    rest = [one for one in alone if one not in held]
    return rest if digest is None else [*rest, digest]  # None: another tick gathers them


def with_its_parts(store: Store, digest: Message) -> Message:
    """The digest once its parts are marked; gone where nothing is left of it, or another tick is at it."""
    taken = tuple(id for id in digest.parts if _takes(store, digest, id))
    if taken == digest.parts:
        return digest
    left = replace(digest, parts=taken)
    return saving.put(store, left if taken else left.over(MessageState.GONE)) or left.over(MessageState.GONE)


def _takes(store: Store, digest: Message, id: str) -> bool:
    def within(one: Message) -> Message:
        free = one.state in (MessageState.HELD, MessageState.WAITING)
        return replace(one, state=MessageState.WITHIN, within=digest.id, due=None) if free else one

    part = saving.changed(store, Message, (digest.user, digest.service, id), within)
    return part is not None and part.within == digest.id
