"""`runtrack song`: which song a link or a text means, as it would be sent to a friend."""

import time
from datetime import datetime
from typing import Annotated

import typer

from sync.app import App
from sync.core.time_left import within
from sync.engine.find_song import Found, find_song
from sync.entrypoints.cli.screen import opened, place_of
from sync.entrypoints.cli.text import song_text
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.words import AsJson

SECONDS = 20.0
"""For all calls together."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(song)


def found_in_time(app: App, user: str, text: str, now: datetime) -> Found:
    """See `find_song`: for somebody who waits."""
    ends = time.monotonic() + SECONDS
    with within(lambda: ends - time.monotonic()):
        return find_song(app, user, text, now)


def song(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A message with a link, or `ARTIST - TITLE`")],
    as_json: AsJson = False,
) -> None:
    """Which song a link means: its title, artist, length, and its pages at the services."""
    place = place_of(context)
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        found = found_in_time(wired.app, wired.user, text, place.now())
    print(song_text.as_json(found)) if as_json else song_text.show(found)
