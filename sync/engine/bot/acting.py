"""One update done: which person it is of, what they wanted, and the answer to it.

Doing one twice is safe: a song is sent under an id that is made of the update's, and every other wish is a state that
is wished for again. What is answered is for who asks (`engine/receiving.py`), at most once.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.bot_words import command_of
from sync.core.chat import STRANGER_KEPT, Chat, ChatOwner
from sync.core.inbound import Did, Inbound, Update
from sync.engine import outbox, saving
from sync.engine.asks import group_chats
from sync.engine.asks.chats import BadCode, connect, moved
from sync.engine.bot.answers import Answers
from sync.engine.bot.group_chats import GroupChatAsks, command, is_choice
from sync.engine.bot.live import followed_by
from sync.engine.bot.outcome import Outcome
from sync.engine.bot.songs import SongAsks
from sync.engine.leaving import is_marked
from sync.engine.numbered import pressed
from sync.engine.speech import speech


def act(app: App, inbound: Inbound, now: datetime) -> Outcome:
    """Do it. Raises nothing of a person's making: a refusal is an answer."""
    inbound = replace(inbound, update=_understood(inbound.update))
    update, store = inbound.update, app.store
    if update.did is Did.MOVED:
        moved_away(app, inbound.service, update.chat, update.text)
        return Outcome()
    if update.did is Did.REMOVED:
        group_chats.forget(store, inbound.service, update.chat)
    # in a chat of several people it is the sender who counts, who is known by that of their own chat
    known = store.load(ChatOwner, inbound.service, update.sender if update.is_group else update.chat)
    if update.did is Did.STARTED and update.text and not update.is_group:
        return _connects(app, inbound, now)
    if update.did is Did.SEALED:
        return _sealed(app, inbound.service, update, known, now)
    if known is None or not known.user or is_marked(store, known.user):
        return _of_stranger(app, inbound.service, update, known, now)
    chat = store.load(Chat, known.user, inbound.service)
    if chat is None:
        return Outcome()
    if update.is_group and (update.did is not Did.WROTE or not command(update)):
        return _in_group(app, chat, update)
    if _floods(app, known, now):
        return Outcome()
    if update.is_group:
        answers = Answers(speech(app, chat.user, update.language or chat.language))
        return GroupChatAsks(app, chat, answers, now).wrote(inbound)
    return _of_person(app, chat, inbound, now)


def _of_person(app: App, chat: Chat, inbound: Inbound, now: datetime) -> Outcome:
    update, user = inbound.update, chat.user
    if update.did in (Did.BLOCKED, Did.REMOVED):
        _change(app, chat, lambda one: one.paused("blocked", now))
        return Outcome(user)
    can = app.messengers[chat.service](now).can
    after = _change(app, chat, lambda one: one.wrote(now, can.window))
    if after.writes_until != chat.writes_until:
        outbox.window_opened(app.store, after, now)
    update = pressed(after, update)
    answers = Answers(speech(app, user, update.language or chat.language))
    match update.did:
        case Did.STARTED:
            _change(app, chat, lambda one: replace(one, quiet=False))
            return Outcome(user, answers.help(groups=can.groups))
        case Did.WROTE:
            return _wrote(app, chat, inbound, answers, now)
        case Did.PRESSED if is_choice(update):
            return GroupChatAsks(app, chat, answers, now).pressed(update)
        case Did.PRESSED:
            return SongAsks(app, user, answers, now).pressed(chat, update)
    return Outcome(user)


def _wrote(app: App, chat: Chat, inbound: Inbound, answers: Answers, now: datetime) -> Outcome:
    user, text = chat.user, inbound.update.text.strip()
    match text.split(" ", 1)[0].lower() if text.startswith("/") else "":
        case "/stop":
            _change(app, chat, lambda one: replace(one, quiet=True))
            return Outcome(user, answers.of("You hear nothing more here. /start begins again."))
        case "/songs":
            return Outcome(user, SongAsks(app, user, answers, now).became(inbound.update.language or chat.language))
        case "/friends":
            return Outcome(user, answers.friends(SongAsks(app, user, answers, now).targets()))
        case "/song" | "":
            said = followed_by(app, user, inbound.update, answers, now)
            return Outcome(user, said or SongAsks(app, user, answers, now).card(inbound))
        case "/group":
            return Outcome(user, answers.of("Please write /group in the chat whose songs are to go to a group."))
    return Outcome(user, answers.help(groups=app.messengers[chat.service](now).can.groups))


def _in_group(app: App, chat: Chat, update: Update) -> Outcome:
    """What is no command is not answered in a chat of several people."""
    if update.did is not Did.PRESSED:
        return Outcome(chat.user)
    answers = Answers(speech(app, chat.user, update.language or chat.language))
    return Outcome(chat.user, pressed=answers.words("Please press this in your own chat with me."))


def _connects(app: App, inbound: Inbound, now: datetime) -> Outcome:
    update = inbound.update
    try:
        said = {"language": update.language, "person": update.sender}
        chat = connect(app.store, inbound.service, update.chat, update.text, now, **said)
    except BadCode:
        known = app.store.load(ChatOwner, inbound.service, update.chat)
        if known is None or not known.user:
            return _of_stranger(app, inbound.service, update, known, now)
        answers = Answers(speech(app, known.user, update.language))
        return Outcome(known.user, answers.of("This code holds no longer: please make a new one."))
    can = app.messengers[chat.service](now).can
    _change(app, chat, lambda one: one.wrote(now, can.window))
    answers = Answers(speech(app, chat.user, update.language))
    return Outcome(chat.user, answers.connected(chat.user, groups=can.groups))


def _of_stranger(app: App, service: str, update: Update, known: ChatOwner | None, now: datetime) -> Outcome:
    """One sentence, once, to who writes in their own chat."""
    wrote = update.did in (Did.STARTED, Did.WROTE) and not update.is_group
    if not wrote or (known is not None and known.user) or _noted(app, service, update, known, now) is None:
        return Outcome()
    return Outcome(said=Answers(speech(app, "", update.language)).stranger())


def _sealed(app: App, service: str, update: Update, known: ChatOwner | None, now: datetime) -> Outcome:
    """One sentence, once, in a chat that cannot be read."""
    noted = _noted(app, service, update, known, now)
    if noted is None:
        return Outcome()
    return Outcome(noted.user, Answers(speech(app, noted.user, update.language)).sealed())


def _noted(app: App, service: str, update: Update, known: ChatOwner | None, now: datetime) -> ChatOwner | None:
    """The chat as one that is told something once, noted before it is said; None: it was told. A stranger's is
    forgotten some time later."""
    if known is not None and known.told is not None:
        return None
    owner = known or ChatOwner(service, update.chat)
    return saving.put(app.store, replace(owner, told=now, due=owner.due if owner.user else now + STRANGER_KEPT))


def _understood(update: Update) -> Update:
    """A command as it is called here, however it was written."""
    command, behind = command_of(update.text) if update.did is Did.WROTE else ("", "")
    if command == "start":
        return replace(update, did=Did.STARTED, text=behind)
    return replace(update, text=f"/{command} {behind}".strip()) if command else update


def _floods(app: App, known: ChatOwner, now: datetime) -> bool:
    """Whether this chat asks more than a person can; counted in the document that was read anyway."""
    counted = known.counted(now)
    if counted.count <= ChatOwner.MOST:
        saving.put(app.store, counted)  # None: counted once less
    return counted.count > ChatOwner.MOST


def moved_away(app: App, service: str, chat: str, to: str) -> None:
    """A chat has another id. Safe to repeat."""
    group_chats.moved(app.store, service, chat, to)
    known = app.store.load(ChatOwner, service, chat)
    if known is not None and known.user:
        moved(app.store, known.user, service, chat, to)


def _change(app: App, chat: Chat, change: Callable[[Chat], Chat]) -> Chat:
    return saving.changed(app.store, Chat, (chat.user, chat.service), change) or chat
