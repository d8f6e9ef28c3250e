"""`runtrack live phone`: phones that say where their runner is, each with an address of its own."""

import secrets
import sys
from enum import StrEnum
from typing import Annotated

import typer

from sync.core.live.phones.apps import APPS
from sync.engine.asks import phones as verbs
from sync.engine.live.setting_up import setup_of
from sync.entrypoints.cli.screen import fail, opened, place_of, say
from sync.entrypoints.cli.text.layout import table
from sync.entrypoints.cli.text.times import moment
from sync.entrypoints.cli.text.words import Commands, any_of
from sync.entrypoints.cli.web import HOST, PORT
from sync.entrypoints.phone_words import STEPS, TROUBLES

phone = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    rich_markup_mode=None,
    help="Phones that say where you run: list them, add one, revoke one.",
)
SHORT = 8
"""Signs of an id that tell a person's few phones apart."""


class AppName(StrEnum):
    """The apps that a phone may say it with."""

    OWNTRACKS = "owntracks"
    OVERLAND = "overland"
    TRACCAR = "traccar"
    GPSLOGGER = "gpslogger"


@phone.callback(invoke_without_command=True)
def listed(context: typer.Context) -> None:
    """Phones that say where you run: list them, add one, revoke one."""
    if context.invoked_subcommand is not None:
        return
    place = place_of(context)
    with opened(place.settings(), place.user, looks=True) as wired:
        known = verbs.phones(wired.store, wired.user)
    rows = [(one.id[:SHORT], one.name, APPS[one.app].title, moment(one.last_seen)) for one in known]
    table(("id", "name", "app", "last heard of"), rows)
    for one in known:
        if one.trouble:
            say(f"{one.name}: {TROUBLES[one.trouble]}")


@phone.command()
def add(
    context: typer.Context,
    app: Annotated[AppName, typer.Argument(metavar="APP", help=any_of([*AppName]))],
    name: Annotated[str, typer.Option(metavar="NAME", help="What you call it; default: as the app")] = "",
) -> None:
    """Print an address for the app on one more phone, shown this once, and how to set it up."""
    place = place_of(context)
    settings, secret = place.settings(), secrets.token_urlsafe(32)
    with opened(settings, place.user) as wired:
        try:
            made, word = verbs.make_phone(wired.store, wired.user, app, name, secret, place.now())
        except verbs.NoGoodPhone:
            raise fail("a name has 1 to 60 signs that can be seen. Nothing was made.") from None
        except verbs.TooManyPhones:
            raise fail(f"there are {verbs.MOST} phones: revoke one first.", 1) from None
    setup = setup_of(made, settings.app_url or f"http://{HOST}:{PORT}", word)
    for number, step in enumerate(STEPS[app], start=1):
        say(f"{number}. {step}")
    if not settings.app_url:
        say("APP_URL is not set: no phone reaches this address (docs/reverse-proxy.md).")
    print(setup.address)
    if setup.link:
        print(setup.link)
    if sys.stdout.isatty():
        from sync.entrypoints.qr import as_text

        print(as_text(setup.to_scan))


@phone.command()
def revoke(
    context: typer.Context, id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it")]
) -> None:
    """Take a phone's address back, at once."""
    place = place_of(context)
    with opened(place.settings(), place.user) as wired:
        found = [one for one in verbs.phones(wired.store, wired.user) if id and one.id.startswith(id)]
        if len(found) != 1:
            raise fail(f"{id!r} is the id of {len(found)} phones: `runtrack live phone` shows them")
        verbs.revoke_phone(wired.store, wired.user, found[0].id)
    print(f"{found[0].name} is revoked: what it sends is not listened to any more.")
