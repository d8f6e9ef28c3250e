"""One message a step further: sent, held, changed where it stands, or given up. Only this file writes to people.

It is saved as `sending` before it is sent, so that what a killed tick had begun is never sent a second time: once the
settle time is over it counts as `unsure`, or, where the messenger takes a message with one key once, is sent again
under it. An edit is claimed before it is made, and may be repeated. What an error does to a message is said at each.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.backoff import backoff
from sync.core.chat import Chat, ChatOwner
from sync.core.errors import (
    DEFINITELY_NOT_SENT,
    AppInactive,
    ChatGone,
    ChatMoved,
    Missing,
    OutOfTime,
    RateLimited,
    Rejected,
    SyncError,
    Unclear,
    WindowOver,
)
from sync.core.message import TRIES_FOR, Message, MessageState
from sync.core.said import Said
from sync.core.whose import work_of
from sync.engine import held_messages, numbered, own, saving, service_trouble
from sync.engine.asks.chats import moved
from sync.engine.context import TickContext
from sync.engine.message_words import Words
from sync.engine.speech import speech
from sync.ports.messenger import Messenger

log = logging.getLogger("runtrack.messages")
NOBODY, STOPPED, UNSURE = "no chat is connected", "stopped by its person", "the answer was lost"


class Delivery:
    """The messages of one person in one chat, at one moment. `refused`: the messenger is left alone for this tick."""

    def __init__(self, context: TickContext, chat: Chat, messenger: Messenger) -> None:
        self._context, self.chat, self._messenger = context, chat, messenger
        self._app, self._now = context.app, context.now
        self._words = Words(context.app, context.user, speech(context.app, context.user, chat.language))
        self.refused = False

    def step(self, message: Message) -> None:
        """One that is due. Safe to run twice: every change is saved over the version that was read."""
        match message.state:
            case MessageState.SENDING:
                self._settle(message)
            case MessageState.SENT:
                self._edit(message)
            case MessageState.WAITING | MessageState.HELD:
                self._send(message)
            case _:
                saving.put(self._app.store, replace(message, due=None))

    # -- sending ------------------------------------------------------------------------------------

    def _send(self, message: Message) -> None:
        store = self._app.store
        if message.parts and (message := held_messages.with_its_parts(store, message)).state is MessageState.GONE:
            return
        said = self._words.of(message)
        if said is None:
            saving.put(store, replace(message.looked_at(self._now), state=MessageState.WAITING))
            return
        if not self._is_theirs():
            saving.put(store, message.over(MessageState.GONE, NOBODY))
            return
        if not self.chat.is_open:
            saving.put(store, message.over(MessageState.GONE, self.chat.why or STOPPED))
            return
        if self._window_is_over():
            saving.put(store, replace(message, state=MessageState.HELD, due=None))
            return
        if (until := held_messages.held_until(self._app, self.chat, self._now)) is not None:
            saving.put(store, replace(message, state=MessageState.HELD, due=until))
            return
        if self._context.has_time_to_post():
            self._begin(message, said)

    def _begin(self, message: Message, said: Said) -> None:
        about_to = replace(
            message,
            state=MessageState.SENDING,
            chat=self.chat.id,
            shown=said.fingerprint,
            sent_at=self._now,
            due=self._now + self._app.timing.settle,
        )
        claimed = saving.put(self._app.store, about_to)
        if claimed is None or not self._context.may_send():
            return  # another tick sends it; or its person is being deleted, and it goes with them
        try:
            ref = self._messenger.send(self.chat.id, self._shown(said), message.key)
        except SyncError as error:
            self._not_sent(claimed, message, error)
            return
        if message.tries:
            service_trouble.takes_bot(self._app, self.chat.service, self._now)
        sent = replace(claimed, state=MessageState.SENT, ref=ref, tries=0, since=None, why="", looks=0)
        saving.put(self._app.store, sent.looked_at(self._now) if ref else replace(sent, due=None))

    def _not_sent(self, claimed: Message, before: Message, error: SyncError) -> None:
        """What the error says of the sending; nothing of it went out but with `Unclear`."""
        store, again = self._app.store, replace(before, version=claimed.version)
        match error:
            case Unclear() if self._messenger.can.exactly_once:
                saving.put(store, claimed.failed(error.reason, self._later(before, error), self._now))
            case Unclear():
                saving.put(store, claimed.over(MessageState.UNSURE, error.reason))
            case ChatGone():
                self._save_chat(lambda chat: chat.paused(error.reason, self._now))
                saving.put(store, again.over(MessageState.GONE, error.reason))
            case ChatMoved(to=to):
                self._moved(to)
                saving.put(store, replace(again, due=self._now))
            case WindowOver():
                self._save_chat(lambda chat: replace(chat, writes_until=self._now))
                saving.put(store, replace(again, state=MessageState.HELD, due=None))
            case OutOfTime():
                saving.put(store, again)
            case _ if isinstance(error, DEFINITELY_NOT_SENT):
                self._put_off(again, error)
            case _:
                log.warning("a message is refused", extra={"user": claimed.user, "why": error.reason})
                saving.put(store, again.over(MessageState.GONE, error.reason))

    def _settle(self, message: Message) -> None:
        """A tick that had begun to send it was killed, or its answer was lost."""
        if not self._messenger.can.exactly_once:
            saving.put(self._app.store, message.over(MessageState.UNSURE, UNSURE))
            return
        said = self._words.of(message)
        if said is None or message.chat != self.chat.id or not self._context.has_time_to_post():
            saving.put(self._app.store, message.over(MessageState.UNSURE, UNSURE) if said is None else message)
            return
        self._begin(message, said)

    # -- changing -----------------------------------------------------------------------------------

    def _edit(self, message: Message) -> None:
        """Show what may be said now in place of what was said."""
        store, said = self._app.store, self._words.of(message)
        if not self._messenger.can.edits or not message.ref or said is None or message.chat != self.chat.id:
            saving.put(store, replace(message, due=None))
            return
        if said.fingerprint == message.shown:
            saving.put(store, message.looked_at(self._now))
            return
        if not self._context.has_time_to_post():
            return
        claimed = saving.put(store, replace(message, due=self._now + self._app.timing.settle))
        if claimed is None or not self._context.may_send():
            return  # another tick edits it; or its person is being deleted
        try:
            self._messenger.edit(message.chat, message.ref, self._shown(said))
        except SyncError as error:
            self._not_edited(claimed, error)
            return
        done = replace(claimed, shown=said.fingerprint, looks=0).looked_at(self._now)
        if saving.put(store, done) is None:  # woken meanwhile: nobody knows which text came last, so it is made anew
            again = lambda one: replace(one, shown="", due=self._now)  # noqa: E731
            saving.changed(store, Message, (message.user, message.service, message.id), again)

    def _not_edited(self, claimed: Message, error: SyncError) -> None:
        store = self._app.store
        match error:
            case ChatGone():
                self._save_chat(lambda chat: chat.paused(error.reason, self._now))
                saving.put(store, replace(claimed, due=None, why=error.reason))
            case ChatMoved(to=to):
                self._moved(to)
                saving.put(store, replace(claimed, due=None, why=error.reason))  # what was said there stays there
            case Missing() | Rejected() | WindowOver():
                saving.put(store, replace(claimed, due=None, why=error.reason))
            case OutOfTime():
                saving.put(store, replace(claimed, due=self._now))
            case _:
                self._put_off(claimed, error)

    # -- what both need -----------------------------------------------------------------------------

    def _put_off(self, message: Message, error: SyncError) -> None:
        """Tried again later; given up when it could not be done for days."""
        self.refused = True
        if isinstance(error, AppInactive):
            service_trouble.refuses_bot(self._app, error, self._now)
        since = message.since or self._now
        if self._now - since > TRIES_FOR:
            state = message.state if message.ref else MessageState.GONE
            saving.put(self._app.store, message.over(state, error.reason))
            return
        saving.put(self._app.store, message.failed(error.reason, self._later(message, error), self._now))

    def _later(self, message: Message, error: SyncError) -> datetime:
        if isinstance(error, RateLimited) and not error.doubling:
            return max(error.until, self._now)
        return self._now + backoff(message.key, message.tries + 1)

    def _shown(self, said: Said) -> Said:
        return numbered.shown(self._app.store, self._messenger, self.chat.user, said)

    def _window_is_over(self) -> bool:
        until = self.chat.writes_until
        return self._messenger.can.window is not None and (until is None or until <= self._now)

    def _is_theirs(self) -> bool:
        """Whether the messenger's chat is connected to this very person: an archive brought back may say anything."""
        owner = self._app.store.load(ChatOwner, self.chat.service, self.chat.id)
        return owner is not None and owner.user == self.chat.user

    def _save_chat(self, change: Callable[[Chat], Chat]) -> None:
        saved = saving.changed(self._app.store, Chat, (self.chat.user, self.chat.service), change)
        self.chat = saved or self.chat

    def _moved(self, to: str) -> None:
        self.chat = moved(self._app.store, self.chat.user, self.chat.service, self.chat.id, to) or self.chat


def deliver_now(app: App, user: str, service: str, id: str, now: datetime, time_left: Callable[[], float]) -> None:
    """One message of somebody who waits for it, as their next tick would do it. Safe to repeat, and beside a tick."""
    chat, message = app.store.load(Chat, user, service), app.store.load(Message, user, service, id)
    if chat is None or message is None or message.due is None or message.due > now:
        return
    with work_of(user):
        context = TickContext(own.app_of(app, user), user, now, time_left)
        Delivery(context, chat, app.messengers[service](now)).step(message)
