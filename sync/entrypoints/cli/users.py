"""`runtrack users`: who there is in this installation; add somebody, or let somebody go."""

from typing import Annotated

import typer

from sync.engine.asks import users as verbs
from sync.engine.people import everybody
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.show import day
from sync.entrypoints.cli.text import json_status
from sync.entrypoints.cli.text.layout import table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import moment
from sync.entrypoints.cli.text.words import DATE, NAMES, AsJson, Commands

users = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    rich_markup_mode=None,
    help="The people of this installation: list them, add one, let one go.",
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(users, name="users")


Name = Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits, - and _; at most 32 signs")]


@users.callback(invoke_without_command=True)
def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """The people of this installation: list them, add one, let one go."""
    if context.invoked_subcommand is not None:
        return
    place = place_of(context)
    with opened(place.settings(), looks=True) as wired:
        seen = everybody(wired.app)
    if as_json:
        print(json_status.people(seen))
        return
    rows = [
        (
            one.name,
            ", ".join(NAMES.get(service, service) for service in one.connected) or "-",
            f"{one.runs:,}",
            f"{one.since:%Y-%m-%d}" if one.since else "-",
            moment(one.last_tick),
        )
        for one in seen
    ]
    table(("name", "connected", "runs", "since", "last tick"), rows, right=frozenset({"runs"}))


@users.command()
def add(
    context: typer.Context,
    name: Name,
    since: Annotated[
        str, typer.Option(metavar=DATE, help="Their first day (UTC); default: as the settings say, or a week ago")
    ] = "",
) -> None:
    """Add a person, with runs, music, logins and settings of their own. `--user NAME` is them in every command."""
    place = place_of(context)
    now, first = place.now(), day(since, "--since") if since else None
    with opened(place.settings()) as wired, refusals_told(now):
        made = verbs.add_user(wired.app, name, now, since=first)
    print(f"{made.id} is here: runs count from {made.since:%Y-%m-%d} on. A running `runtrack run` picks it up.")
    print(f"Connect something: `runtrack login SERVICE --user {made.id}`.")


@users.command()
def remove(
    context: typer.Context,
    name: Name,
    yes: Annotated[str, typer.Option("--confirm", metavar="NAME", help="The name again, instead of typing it")] = "",
) -> None:
    """Let a person go of whom nothing is kept any more; the name has to be typed once more."""
    place = place_of(context)
    with opened(place.settings()) as wired, refusals_told(place.now()):
        verbs.removable(wired.store, name)
        typed = yes or place.typed(f"Type {name} to let go of this person: ")
        if typed.strip() != name:
            raise fail("That is not the name: nothing was changed.", 1)
        verbs.remove_user(wired.app, name, place.now())
    print(f"{name} is gone from this installation.")
