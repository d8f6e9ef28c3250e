"""`runtrack insights`: what the music does to the running, in words and then in figures; and what was run to most."""

from enum import StrEnum
from typing import Annotated

import typer

from sync.engine import insights as engine
from sync.entrypoints.cli.screen import opened, place_of
from sync.entrypoints.cli.text import insights_text, tops_text
from sync.entrypoints.cli.text.words import AsJson, any_of

SECONDS = 120.0


class Verb(StrEnum):
    """What can be seen besides."""

    TOP = "top"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(insights)


def insights(
    context: typer.Context,
    verb: Annotated[
        Verb | None, typer.Argument(metavar="[top]", help="top: the songs and artists that you run to most")
    ] = None,
    by: Annotated[
        tops_text.By, typer.Option("--by", metavar="WHAT", help=f"With top: by {any_of([*tops_text.By])}")
    ] = tops_text.By.MONTH,
    anew: Annotated[bool, typer.Option("--anew", help="Work it out now, of what is kept")] = False,
    as_json: AsJson = False,
) -> None:
    """What the music does to your running: what can be said of it, and what cannot; and what you run to most."""
    place = place_of(context)
    with opened(place.settings(), place.user, looks=not anew) as wired:
        if anew:
            from sync.engine import insights_made

            insights_made.make(wired.app, wired.user, place.now(), SECONDS)
        kept, here = engine.insights_of(wired.app, wired.user), wired.app.statistics is not None
    if as_json:
        print(insights_text.as_json(kept))
    elif verb is Verb.TOP and kept is not None and kept.tops.whole.plays:
        tops_text.show(kept.tops, by)
    else:
        insights_text.show(kept, here=here)
