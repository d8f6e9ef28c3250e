"""`runtrack insights`: what the music does to the running, what was run to most, and songs for one's steps."""

from enum import StrEnum
from typing import Annotated

import typer

from sync.core.insights.for_cadence import FASTEST, SLOWEST
from sync.engine import insights as engine
from sync.engine.asks import own_playlists
from sync.entrypoints.cli.screen import Place, fail, opened, place_of
from sync.entrypoints.cli.text import insights_text, playlist_text, tops_text
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.trouble_text import troubles_told
from sync.entrypoints.cli.text.words import AsJson, any_of

SECONDS = 120.0


class Verb(StrEnum):
    """What can be seen besides."""

    TOP = "top"
    CADENCE = "cadence"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(insights)


def insights(
    context: typer.Context,
    verb: Annotated[
        Verb | None,
        typer.Argument(
            metavar="[VERB]",
            help="top: the songs and artists that you run to most; cadence: your songs for a number of steps a minute",
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Argument(metavar="[STEPS]", min=SLOWEST, max=FASTEST, help="A minute; without: as you usually run"),
    ] = None,
    by: Annotated[
        tops_text.By, typer.Option("--by", metavar="WHAT", help=f"With top: by {any_of([*tops_text.By])}")
    ] = tops_text.By.MONTH,
    anew: Annotated[bool, typer.Option("--anew", help="Work it out now, of what is kept")] = False,
    as_playlist: Annotated[
        bool, typer.Option("--playlist", help="With cadence: as a private playlist of yours, made or changed in place")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What the music does to your running, what you run to most, and songs for your steps."""
    place = place_of(context)
    if verb is Verb.CADENCE:
        _for_cadence(place, steps, as_playlist=as_playlist, as_json=as_json)
        return
    if steps is not None or as_playlist:
        raise fail("Steps and --playlist go with cadence: `runtrack insights cadence 170 --playlist`")
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


def _for_cadence(place: Place, steps: int | None, *, as_playlist: bool, as_json: bool) -> None:
    now = place.now()
    with opened(place.settings(), place.user, looks=not as_playlist) as wired, refusals_told(now):
        if as_playlist:
            with troubles_told(wired.app):
                made = own_playlists.cadence_playlist(wired.app, wired.user, steps, now)
            print(playlist_text.as_json(made)) if as_json else playlist_text.show(made)
            return
        seen = own_playlists.cadence_songs(wired.app, wired.user, steps)
    print(playlist_text.songs_as_json(seen)) if as_json else playlist_text.show_songs(seen)
