"""`runtrack chats`: the chats in which one hears of songs; connect one by a code, or take it off."""

import secrets
from enum import StrEnum
from typing import Annotated

import typer

from sync.engine.asks import chats as verbs
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import moment
from sync.entrypoints.cli.text.words import any_of


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(chats)


class Verb(StrEnum):
    """What can be done about a chat."""

    CONNECT = "connect"
    END = "end"


def chats(
    context: typer.Context,
    verb: Annotated[Verb | None, typer.Argument(metavar="[VERB]", help=f"{any_of([*Verb])}; without: the list")] = None,
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="The messenger, as telegram")] = "",
) -> None:
    """The chats in which you hear of songs: list, connect, end."""
    place = place_of(context)
    if verb is not None and not service:
        raise fail(f"Which messenger? `runtrack chats {verb} telegram`")
    with opened(place.settings(), place.user, looks=verb is None) as wired, refusals_told(place.now()):
        if verb is Verb.CONNECT:
            if verbs.only_sends(wired.app, wired.user, service, place.now()):
                verbs.begin(wired.app, wired.user, service, place.now())
                print_page("From now on you hear of songs there, once each; nothing can be answered.")
                return
            secret = secrets.token_urlsafe(16)
            code, address = verbs.code_for(wired.app, wired.user, service, secret, place.now())
            where = f"open {address} and begin" if address else f"send the bot `/start {code}`"
            print_page(f"Within half an hour: {where}. Then this chat is yours.")
            return
        if verb is Verb.END:
            verbs.disconnect(wired.store, wired.user, service)
        seen = verbs.chats(wired.store, wired.user)
    if not seen:
        print_page("No chats yet: `runtrack chats connect telegram` makes a code for one.")
        return
    rows = [(one.service, moment(one.since), "stopped" if one.quiet else one.why or "open") for one in seen]
    table(("messenger", "since", "state"), rows)
