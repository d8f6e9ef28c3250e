"""What messengers tell, for a whole installation: looked for or brought, saved as it came, and only then acted upon.

An update is a row of its own, so that a second delivery finds it there and does nothing, and whatever a killed process
had begun is begun again: acting is safe to repeat. Its answer is saved as being sent before it is sent, at most once.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from sync.app import App
from sync.core.backoff import backoff
from sync.core.chat import Chat, ChatOwner
from sync.core.errors import DEFINITELY_NOT_SENT, AppInactive, ChatGone, ChatMoved, SyncError
from sync.core.inbound import KEPT, Acted, Inbound, Polling
from sync.core.said import Piece, Said
from sync.core.time_left import within
from sync.core.whose import work_of
from sync.engine import numbered, saving, service_trouble
from sync.engine.asks import group_chats
from sync.engine.asks.chats import forget_codes
from sync.engine.bot.acting import act, moved_away
from sync.engine.bot.outcome import Outcome
from sync.engine.delivering import deliver_now
from sync.engine.incoming import keep
from sync.ports import Store
from sync.ports.messenger import Messenger

PAGES, AT_ONCE, TRIES = 10, 500, 5
LEAST_SECONDS = 5.0
AFTER_A_BUG = timedelta(minutes=10)
log = logging.getLogger("runtrack.messengers")


def receive(app: App, now: datetime, time_left: Callable[[], float]) -> int:
    """One look at every messenger that is to be asked, then whatever waits; returns how many updates were done. Raises
    only `StoreBroken`."""
    with within(time_left):
        for bind in app.messengers.values():
            messenger = bind(now)
            if messenger.can.polls:
                _look(app, messenger, now, time_left)
        return work_off(app, now, time_left)


def work_off(app: App, now: datetime, time_left: Callable[[], float]) -> int:
    """Act on what waits, oldest first, and forget what is over."""
    done = 0
    forget_codes(app.store, now)
    for stranger in app.store.waiting(ChatOwner, now, AT_ONCE):
        app.store.remove(stranger)
    for inbound in app.store.waiting(Inbound, now, AT_ONCE):
        if time_left() < LEAST_SECONDS:
            break
        if inbound.acted is Acted.DONE:
            app.store.remove(inbound)
        elif inbound.service in app.messengers:
            _done(app, inbound, now, time_left)
            done += 1
    return done


def _look(app: App, messenger: Messenger, now: datetime, time_left: Callable[[], float]) -> None:
    """Where the last look ended is saved after what it brought: a killed look is made again, and brings what is known.
    Two at a time are refused by most messengers, so that it is put off before it is made."""
    known = app.store.load(Polling, messenger.name) or Polling(messenger.name)
    if known.brought_to or (known.due is not None and known.due > now):
        return
    patience = timedelta(seconds=app.timing.http_seconds + LEAST_SECONDS)
    claimed = saving.put(app.store, replace(known, due=now + patience))
    if claimed is None:
        return  # another process looks
    try:
        told = claimed.known or dict(messenger.about())
        after = claimed.after
        for _ in range(PAGES):
            found = messenger.updates(after)
            keep(app.store, messenger.name, found.some, now)
            after = found.after
            if not found.some or time_left() < app.timing.http_seconds:
                break
            claimed = saving.put(app.store, replace(claimed, after=after)) or claimed
        fine = replace(claimed, after=after, due=None, failures=0, why="", known=told)
        if known.failures:
            log.info("answers again", extra={"service": messenger.name})
            service_trouble.takes_bot(app, messenger.name, now)
        saving.put(app.store, fine)
    except SyncError as error:  # nothing is lost: the next look begins where this one did
        if not known.failures:
            log.warning("does not tell what came", extra={"service": messenger.name, "why": error.reason})
        wait = backoff(messenger.name, min(known.failures + 1, 4))
        if isinstance(error, AppInactive):
            service_trouble.refuses_bot(app, error, now)
            wait = service_trouble.PROBE_INACTIVE
        failed = replace(claimed, due=now + wait, failures=known.failures + 1, why=error.reason)
        saving.put(app.store, failed)


def _done(app: App, inbound: Inbound, now: datetime, time_left: Callable[[], float]) -> None:
    if inbound.acted is Acted.ANSWERING:  # killed while it was answered: nobody knows whether it went out
        _over(app.store, inbound, now)
        return
    try:
        with work_of(inbound.user):
            outcome = act(app, inbound, now)
    except SyncError as error:
        _again(app.store, inbound, now, error.reason)
        return
    except Exception:
        log.exception("bug", extra={"service": inbound.service})
        _again(app.store, inbound, now, "bug")
        return
    answering = replace(inbound, acted=Acted.ANSWERING, user=outcome.user, due=now + app.timing.settle)
    claimed = saving.put(app.store, answering)
    if claimed is None:
        return  # another process answers
    try:
        _answer(app, claimed, outcome, now)
    except ChatGone as error:
        _gone(app.store, outcome, inbound, error.reason, now)
    except SyncError as error:
        if isinstance(error, DEFINITELY_NOT_SENT):
            _again(app.store, replace(claimed, acted=Acted.NOT_YET), now, error.reason)
            return
        log.warning("an answer may be lost", extra={"service": inbound.service, "why": error.reason})
    _over(app.store, claimed, now)
    if outcome.changed:
        deliver_now(app, outcome.user, inbound.service, outcome.changed, now, time_left)


def _answer(app: App, inbound: Inbound, outcome: Outcome, now: datetime) -> None:
    messenger, update = app.messengers[inbound.service](now), inbound.update
    if update.press:
        try:
            messenger.answer_press(update.press, outcome.pressed)
        except SyncError as error:  # the button turns for a while, and what was pressed is done all the same
            log.info("a press was not answered", extra={"service": inbound.service, "why": error.reason})
    said = outcome.said or (Said((Piece(outcome.pressed),)) if outcome.pressed and not update.press else None)
    if said is not None:
        key = sha256(f"{inbound.service} {inbound.id}".encode()).hexdigest()[:32]
        chat, shown = outcome.chat or update.chat, numbered.shown(app.store, messenger, outcome.user, said)
        try:
            messenger.send(chat, shown, key)
        except ChatMoved as moved:  # nothing was sent
            moved_away(app, inbound.service, chat, moved.to)
            messenger.send(moved.to, shown, key)


def _gone(store: Store, outcome: Outcome, inbound: Inbound, why: str, now: datetime) -> None:
    """The chat that was to be answered is not there: its person's own, or one of several people."""
    where = outcome.chat or inbound.update.chat
    chat = store.load(Chat, outcome.user, inbound.service) if outcome.user else None
    if chat is not None and chat.id == where:
        saving.put(store, chat.paused(why, now))  # None: it has changed, as when they wrote at this moment
    else:
        group_chats.forget(store, inbound.service, where)


def _again(store: Store, inbound: Inbound, now: datetime, why: str) -> None:
    if inbound.tries + 1 >= TRIES:
        log.warning("an update is given up", extra={"service": inbound.service, "why": why})
        _over(store, inbound, now)
        return
    wait = AFTER_A_BUG if why == "bug" else backoff(inbound.id, inbound.tries + 1)
    saving.put(store, replace(inbound, tries=inbound.tries + 1, due=now + wait))


def _over(store: Store, inbound: Inbound, now: datetime) -> None:
    saving.put(store, replace(inbound, acted=Acted.DONE, due=now + KEPT))
