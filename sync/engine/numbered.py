"""Buttons where a messenger has none: each has a number in its chat, and writing the number presses it.

A number is never given twice within the last `KEPT` of a chat, so that it means one thing even where another message
has come in between. It is saved before it is shown; a button that has one keeps it. Safe to repeat.
"""

from contextlib import suppress
from dataclasses import replace

from sync.core.bot_words import number_of
from sync.core.chat import Chat
from sync.core.inbound import Did, Update
from sync.core.said import Piece, Said
from sync.engine import saving
from sync.ports import Conflict, Store
from sync.ports.messenger import Messenger

MOST, KEPT = 99, 60


def pressed(chat: Chat, update: Update) -> Update:
    """What was written, as the button that it presses; whatever else was written stays as it is. Which message shows
    the button is not told: a reply may be to any."""
    data = chat.numbers.get(number_of(update.text), "") if update.did is Did.WROTE else ""
    return replace(update, did=Did.PRESSED, text=data, ref="") if data else update


def shown(store: Store, messenger: Messenger, user: str, said: Said) -> Said:
    """What this messenger can show of it. Where nothing comes back, or the chat keeps being changed, no buttons."""
    data = [one.data for row in said.buttons for one in row if one.data]
    if messenger.can.buttons or not data:
        return said
    addresses = tuple(kept for row in said.buttons if (kept := tuple(one for one in row if one.url)))
    chat = None
    if messenger.can.numbers:
        with suppress(Conflict):
            chat = saving.changed(store, Chat, (user, messenger.name), lambda one: one.with_numbers(data, MOST, KEPT))
    if chat is None:
        return Said(said.pieces, addresses, said.preview)
    numbers = {pressed: number for number, pressed in chat.numbers.items()}
    labels = [one for row in said.buttons for one in row if one.data]
    lines = [(Piece(f"\n{numbers[one.data]}", strong=True), Piece(f" {one.label}")) for one in labels]
    return Said((*said.pieces, *(piece for line in lines for piece in line)), addresses, said.preview)
