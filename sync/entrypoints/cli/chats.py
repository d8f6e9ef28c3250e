"""`runtrack chats`: the chats in which one hears of songs; connect one by a code, take it off, set a webhook."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sync.engine.asks import chats as verbs
from sync.engine.asks import webhook
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import moment
from sync.entrypoints.cli.text.trouble_text import troubles_told
from sync.entrypoints.cli.text.words import TITLES, any_of

if TYPE_CHECKING:
    from sync.wiring import Wired

OFF = "off"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(chats)


class Verb(StrEnum):
    """What can be done about a chat."""

    CONNECT = "connect"
    END = "end"
    WEBHOOK = "webhook"


def chats(
    context: typer.Context,
    verb: Annotated[Verb | None, typer.Argument(metavar="[VERB]", help=f"{any_of([*Verb])}; without: the list")] = None,
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="The messenger, as telegram")] = "",
    address: Annotated[
        str,
        typer.Argument(
            metavar="[ADDRESS]",
            help=f"With webhook: where your pages are reached from outside (without: APP_URL), or {OFF}",
        ),
    ] = "",
) -> None:
    """The chats in which you hear of songs: list, connect, end, and webhook, by which what is written comes at once."""
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
        if verb is Verb.WEBHOOK:
            with troubles_told(wired.app):
                print_page(_webhook(wired, service, address or wired.settings.app_url, place.now()))
            return
        if verb is Verb.END:
            verbs.disconnect(wired.store, wired.user, service)
        seen, listening = verbs.chats(wired.store, wired.user), verbs.listening(wired.app)
    rows = [(one.service, moment(one.since), "stopped" if one.quiet else one.why or "open") for one in seen]
    if rows:
        table(("messenger", "since", "state"), rows)
    else:
        print_page("No chats yet: `runtrack chats connect telegram` makes a code for one.")
    for one in listening:
        if one.brought_to:
            print_page(f"{TITLES[one.service]} brings what is written to {one.brought_to}.")
        elif one.why:
            print_page(f"{TITLES[one.service]} does not tell what is written, asked {one.failures} times: {one.why}.")


def _webhook(wired: "Wired", service: str, address: str, now: datetime) -> str:
    if address == OFF:
        webhook.ask_again(wired.app, service, now)
        return f"{TITLES[service]} is asked again for what is written."
    place = webhook.bring(wired.app, service, address, now)
    return f"{TITLES[service]} brings what is written to {place} from now on, where `runtrack web` has to answer."
