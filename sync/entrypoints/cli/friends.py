"""`runtrack friends`: who one's friends are, and what each learns of the other."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from sync.core.friends import Learns
from sync.engine.asks import friends as verbs
from sync.engine.asks.invitations import invite, join
from sync.engine.friendship import contacts
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text import songs_json, songs_text
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.words import AsJson, any_of
from sync.ports import Store


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(friends)


class Verb(StrEnum):
    """What can be done about somebody."""

    INVITE = "invite"
    JOIN = "join"
    ASK = "ask"
    ACCEPT = "accept"
    TELL = "tell"
    MUTE = "mute"
    UNMUTE = "unmute"
    BLOCK = "block"
    END = "end"


def friends(
    context: typer.Context,
    verb: Annotated[Verb | None, typer.Argument(metavar="[VERB]", help=f"{any_of([*Verb])}; without: the list")] = None,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Of whom (`runtrack users`); to join: the code")] = "",
    tells: Annotated[
        Learns, typer.Option(metavar="WHAT", help=f"What they may learn of your listening: {any_of([*Learns])}")
    ] = Learns.NOTHING,
    as_json: AsJson = False,
) -> None:
    """Your friends, and what each of you learns: list, invite, join, ask, accept, tell, mute, block, end."""
    place = place_of(context)
    if verb is not None and not name and verb is not Verb.INVITE:
        raise fail(f"Whom? `runtrack friends {verb} NAME`")
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        if verb is Verb.INVITE:
            code = invite(wired.store, wired.user, secrets.token_urlsafe(16), place.now(), tells=tells)
            print(f"For one person, within seven days: runtrack friends join {code} --user THEIRS")
            return
        if verb is Verb.JOIN:
            join(wired.app, wired.user, name, place.now(), tells=tells)
        elif verb is not None:
            _do(wired.store, wired.user, verb, name, tells, place.now())
        seen = contacts(wired.store, wired.user)
    if as_json:
        print(songs_json.friends(seen))
        return
    if not seen:
        print_page("No friends yet: `runtrack friends ask NAME` asks somebody of this installation.")
        return
    rows = [(one.name, songs_text.standing(one), one.tells, one.learns if one.friends else "-") for one in seen]
    table(("name", "friends", "learns of you", "tells you"), rows)


def _do(store: Store, user: str, verb: Verb, name: str, tells: Learns, now: datetime) -> None:
    match verb:
        case Verb.ASK | Verb.ACCEPT:
            verbs.ask(store, user, name, now, tells=tells)
        case Verb.TELL:
            verbs.agree(store, user, name, tells, now)
        case Verb.MUTE | Verb.UNMUTE:
            verbs.mute(store, user, name, now, muted=verb is Verb.MUTE)
        case Verb.BLOCK:
            verbs.block(store, user, name, now)
        case Verb.END:
            verbs.end(store, user, name, now)
