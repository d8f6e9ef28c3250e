"""Connect a chat, by a code that a signed-in person brings to the bot; and take it off again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sync.app import App
from sync.core.chat import CODE_HOLDS, LONGEST_ID, Chat, ChatCode, ChatOwner
from sync.core.errors import SyncError
from sync.core.inbound import Polling
from sync.core.user_name import ME
from sync.engine import own, saving
from sync.engine.asks.refusals import Refused
from sync.engine.leaving import has_turns
from sync.ports import Store, StoreBroken
from sync.ports.messenger import Messenger

LONGEST_CODE = 64


class NoMessenger(Refused):
    """There is no messenger of this name, or its settings leave it out."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class NoChat(Refused):
    """No chat is connected there."""


class BadCode(Refused):
    """No code that holds: it tells nobody whether there ever was one."""


def chats(store: Store, user: str) -> list[Chat]:
    """Where this person hears of songs, by messenger."""
    return store.all(Chat, user)


def listening(app: App) -> list[Polling]:
    """How what people write there comes to us, by messenger that is set up and has been looked at."""
    known = (app.store.load(Polling, name) for name in sorted(app.messengers))
    return [one for one in known if one is not None]


class NotYours(Refused):
    """The addresses are the installation's: a person hears of songs at their own."""


def begin(app: App, user: str, service: str, now: datetime) -> Chat:
    """Connect a messenger that only sends: there is nobody to bring a code to. One call at most. Safe to repeat. Raises
    `NoMessenger`, `NotYours`."""
    messenger = messengers_of(app, user).get(service)
    if messenger is None or messenger(now).can.hears:
        raise NoMessenger(service)
    options = {option.name for option in app.services[service].service.options}
    if user != ME and not options & own.texts_of(app, user).keys():
        raise NotYours
    return joined(app.store, user, service, messenger(now).about()["chat"], now)


def only_sends(app: App, user: str, service: str, now: datetime) -> bool:
    """Whether it is connected by `begin`, not by a code."""
    messenger = messengers_of(app, user).get(service)
    return messenger is not None and not messenger(now).can.hears


def messengers_of(app: App, user: str) -> Mapping[str, Callable[[datetime], Messenger]]:
    """Those of a person, who may have addresses of their own."""
    return own.app_of(app, user).messengers


def code_for(app: App, user: str, service: str, secret: str, now: datetime) -> tuple[str, str]:
    """A code for one chat, which holds for half an hour, and the address to which it is taken ("": it is to be sent to
    the bot). One call at most, where nobody knows yet what the bot is called. `secret`: 128 random bits
    (`secrets.token_urlsafe(16)`). Codes that are over are forgotten. Raises `NoMessenger`."""
    if service not in app.messengers or only_sends(app, user, service, now):
        raise NoMessenger(service)
    forget_codes(app.store, now)
    if saving.put(app.store, ChatCode(_print_of(secret), user, service, now + CODE_HOLDS)) is None:
        raise StoreBroken("a code with this secret is there already", "try again")
    known, messenger = app.store.load(Polling, service), app.messengers[service](now)
    try:
        told = known.known if known is not None and known.known else messenger.about()
    except SyncError:
        told = {}  # the code holds all the same: it is sent to the bot by hand
    return secret, messenger.link(secret, told)


def connect(
    store: Store, service: str, chat: str, code: str, now: datetime, *, language: str = "", person: str = ""
) -> Chat:
    """This chat is that of who made the code, also where it was somebody else's before: who holds it has brought the
    code. `person`: as of a `Chat`. Safe to repeat: the same chat may bring it again while it holds. Raises `BadCode`.
    """
    known = store.load(ChatCode, _print_of(code)) if 0 < len(code) <= LONGEST_CODE else None
    if known is None or not known.holds_for(service, chat, now) or not 0 < len(chat) <= LONGEST_ID:
        raise BadCode
    if not has_turns(store, known.user) or saving.put(store, replace(known, used_by=chat)) is None:
        raise BadCode  # another chat has brought it at this moment
    return joined(store, known.user, service, chat, now, language=language, person=person)


def joined(
    store: Store, user: str, service: str, chat: str, now: datetime, *, language: str = "", person: str = ""
) -> Chat:
    """The chat is this person's, who has shown so. The reverse look-up first: without it nothing is written there."""
    for _ in range(saving.TRIES):
        owner = store.load(ChatOwner, service, chat) or ChatOwner(service, chat)
        if owner.user and owner.user != user:
            _left(store, owner.user, service, chat)
        before = store.load(Chat, user, service)
        if before is not None and before.id != chat:
            _disowned(store, before)
        elif before is not None:
            person = person or before.person
        mine = Chat(user, service, chat, now, language, person=person, version=before.version if before else 0)
        taken = saving.put(store, replace(owner, user=user, due=None))
        if taken is not None and _is_person(store, mine) and (saved := saving.put(store, mine)) is not None:
            return saved
    raise StoreBroken("this chat keeps being changed by another program", "try again")


def moved(store: Store, user: str, service: str, old: str, to: str) -> Chat | None:
    """The chat has another id: found by both until the old one is forgotten. Safe to repeat. The chat that its person
    has, None for none."""
    saving.put(store, ChatOwner(service, to, user))  # None: it is known
    return saving.changed(store, Chat, (user, service), lambda one: replace(one, id=to) if one.id == old else one)


def disconnect(store: Store, user: str, service: str) -> None:
    """Nothing is written there any more, and nobody knows whose it was. Raises `NoChat`."""
    known = store.load(Chat, user, service)
    if known is None:
        raise NoChat
    _disowned(store, known)
    store.remove(known)


def forget_codes(store: Store, now: datetime) -> None:
    for one in store.waiting(ChatCode, now, 100):
        store.remove(one)


def _left(store: Store, user: str, service: str, chat: str) -> None:
    known = store.load(Chat, user, service)
    if known is not None and known.id == chat:
        store.remove(known)


def _disowned(store: Store, chat: Chat) -> None:
    for id in filter(None, (chat.id, chat.person)):
        owner = store.load(ChatOwner, chat.service, id)
        if owner is not None and owner.user == chat.user:
            store.remove(owner)


def _is_person(store: Store, chat: Chat) -> bool:
    """Have its person known by how the messenger calls them as well. No: another program has changed that just now."""
    if chat.person in ("", chat.id):
        return True
    owner = store.load(ChatOwner, chat.service, chat.person) or ChatOwner(chat.service, chat.person)
    return owner.user == chat.user or saving.put(store, replace(owner, user=chat.user, due=None)) is not None


def _print_of(code: str) -> str:
    return sha256(code.encode()).hexdigest()[:32]
