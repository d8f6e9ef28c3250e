"""`runtrack live`: runs in progress, the one that is followed by its link, and the phones that tell of one."""

from datetime import datetime
from typing import Annotated

import typer

from sync.core.live.run import LiveRun
from sync.engine.asks import live_follow as verbs
from sync.engine.live.following_live import source_of
from sync.engine.live.view import live_runs
from sync.entrypoints.cli.live_phones import phone
from sync.entrypoints.cli.screen import Place, opened, place_of
from sync.entrypoints.cli.text import live_text
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.trouble_text import troubles_told
from sync.entrypoints.cli.text.words import AsJson, Commands

ABOUT = "Runs in progress: what is on, one that is followed by its link, and phones that tell of one."
live = typer.Typer(cls=Commands, invoke_without_command=True, rich_markup_mode=None, help=ABOUT)
live.add_typer(phone, name="phone")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(live, name="live")


@live.callback(invoke_without_command=True, help=ABOUT)
def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """What is on, where nothing else is asked for."""
    if context.invoked_subcommand is None:
        _show(place_of(context), as_json=as_json)


@live.command()
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """What is on: who runs, since when, and when they were heard of last."""
    _show(place_of(context), as_json=as_json)


@live.command()
def follow(
    context: typer.Context,
    link: Annotated[
        str, typer.Argument(metavar="LINK", help="The link with which the run is shared (- reads it from stdin)")
    ],
) -> None:
    """Follow a run by the link with which it is shared, until it is over."""
    place = place_of(context)
    if link == "-":
        link = place.typed("Link: ")
    with (
        opened(place.settings(), place.user, seals=True) as wired,
        refusals_told(place.now()),
        troubles_told(wired.app),
    ):
        verbs.follow(wired.app, wired.user, link, place.now())
    print_page("Followed from the next look on, until it is over.")


@live.command()
def stop(context: typer.Context) -> None:
    """Follow the run no longer, and forget its link."""
    place = place_of(context)
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        verbs.stop(wired.store, wired.user)
    print_page("Followed no longer. Its link is forgotten.")


def _show(place: Place, *, as_json: bool) -> None:
    with opened(place.settings(), place.user, looks=True) as wired:
        known, runs = verbs.followed(wired.store, wired.user), _on(live_runs(wired.store, wired.user), place.now())
        is_on = source_of(wired.app, wired.user, place.now()) is not None
    if as_json:
        print(live_text.as_json(runs, known, place.now(), switched_on=is_on))
    else:
        live_text.show(runs, known, place.now(), switched_on=is_on)


def _on(runs: list[LiveRun], now: datetime) -> list[LiveRun]:
    """Those that are not over, the latest first."""
    return sorted((run for run in runs if not run.is_over(now)), key=lambda run: run.begun, reverse=True)
