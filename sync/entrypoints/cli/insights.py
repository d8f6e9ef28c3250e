"""`runtrack insights`: what the music does to the running, in words and then in figures."""

from typing import Annotated

import typer

from sync.engine import insights as engine
from sync.entrypoints.cli.screen import opened, place_of
from sync.entrypoints.cli.text import insights_text
from sync.entrypoints.cli.text.words import AsJson

SECONDS = 120.0


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(insights)


def insights(
    context: typer.Context,
    anew: Annotated[bool, typer.Option("--anew", help="Work it out now, of what is kept")] = False,
    as_json: AsJson = False,
) -> None:
    """What the music does to your running: what can be said of it, and what cannot."""
    place = place_of(context)
    with opened(place.settings(), place.user, looks=not anew) as wired:
        if anew:
            from sync.engine import insights_made

            insights_made.make(wired.app, wired.user, place.now(), SECONDS)
        kept, here = engine.insights_of(wired.app, wired.user), wired.app.statistics is not None
    print(insights_text.as_json(kept)) if as_json else insights_text.show(kept, here=here)
