"""Messages to people: made when something happens, or woken where there is one already. Nothing is sent here.

A message is made for each chat that its person has at that moment; who has none reads the same in the pages. Making one
twice is safe: its id is its cause. Whoever is killed before it is made is repeated by what caused it; a wake that is
lost is made good for by the message's own due time.
"""

from contextlib import suppress
from datetime import datetime

from sync.core.chat import Chat
from sync.core.message import LOOKED_AFTER, About, Message, MessageState, id_of
from sync.core.song_share import Sending, Share
from sync.engine import saving
from sync.ports import Conflict, Store


def tell(store: Store, user: str, about: About, which: str, now: datetime) -> None:
    """Something came for this person, or has changed: their messages about it are looked at in their next tick."""
    for chat in store.all(Chat, user):
        tell_in(store, chat, id_of(about, which), now)


def tell_in(store: Store, chat: Chat, id: str, now: datetime) -> None:
    """The same in one chat."""
    if saving.put(store, Message(chat.user, chat.service, id, now, due=now)) is None:
        wake(store, chat.user, chat.service, id, now)


def wake(store: Store, user: str, service: str, id: str, now: datetime) -> None:
    """Look at a message again, and at the digest in which it was told. Safe to repeat."""
    with suppress(Conflict):  # whoever keeps changing it looks at it now
        known = saving.changed(store, Message, (user, service, id), lambda one: one.woken(now))
        if known is not None and known.state is MessageState.WITHIN:
            saving.changed(store, Message, (user, service, known.within), lambda one: one.woken(now))


def wake_all(store: Store, user: str, about: About, which: str, now: datetime) -> None:
    """The same in each of a person's chats. Where there is no message none is made."""
    for chat in store.all(Chat, user):
        wake(store, user, chat.service, id_of(about, which), now)


def song_came(store: Store, share: Share, now: datetime) -> None:
    """To its recipient."""
    tell(store, share.user, About.CAME, share.id, now)


def song_will_change(store: Store, share: Share, now: datetime) -> None:
    """It is about to be heard: whoever is killed right after that is saved has the sender told all the same, by the due
    time of a message that has nothing to say yet."""
    if share.sender:
        for chat in store.all(Chat, share.sender):
            id = id_of(About.SENT, share.id)
            saving.put(
                store, Message(share.sender, chat.service, id, now, due=now + LOOKED_AFTER)
            )  # None: there is one


def song_changed(store: Store, share: Share, now: datetime) -> None:
    """To both: what its recipient is shown, and what its sender may be told, is worked out when that is done. Where no
    message said that it came, none says now what became of it."""
    wake_all(store, share.user, About.CAME, share.id, now)
    if share.sender:
        tell(store, share.sender, About.SENT, share.id, now)


def listener_changed(store: Store, listener: str, sender: str, now: datetime) -> None:
    """What a listener lets a sender learn is another now: the next edit says as much, or as little."""
    if not store.all(Chat, sender):
        return
    for share in store.all(Share, listener):
        if share.sender == sender:
            tell(store, sender, About.SENT, share.id, now)


def member_changed(store: Store, user: str, group: str, now: datetime) -> None:
    """What somebody lets the others of a group learn is another now, or they belong to it no longer: the next edit says
    as much, or as little, of each song that went there, to those who sent it and to them. Safe to repeat."""
    for share in store.all(Share, user):
        if share.group == group and share.sender:
            tell(store, share.sender, About.SENT, share.id, now)
    for sending in store.all(Sending, user):
        if sending.group == group:
            wake_all(store, user, About.SENT, sending.id, now)


def window_opened(store: Store, chat: Chat, now: datetime) -> None:
    """Its person has written: what was held for that goes out. The others that are held have a time of their own."""
    for message in store.all(Message, chat.user, chat.service):
        if message.state is MessageState.HELD and message.due is None:
            wake(store, chat.user, chat.service, message.id, now)
