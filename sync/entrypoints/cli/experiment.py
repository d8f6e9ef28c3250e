"""`runtrack experiment`: lists of one's own songs in an order that chance made, and what came of running to them."""

import secrets
from enum import StrEnum
from typing import Annotated

import typer

from sync.engine.asks import experiment as verbs
from sync.engine.asks.own_playlists import experiment_playlist
from sync.engine.experiment import of_lists
from sync.entrypoints import insights_words
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text import experiment_text, playlist_text
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.trouble_text import troubles_told
from sync.entrypoints.cli.text.words import AsJson, any_of


class Verb(StrEnum):
    """What can be done about it."""

    BEGIN = "begin"
    END = "end"
    PLAYLIST = "playlist"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(experiment)


def experiment(
    context: typer.Context,
    verb: Annotated[
        Verb | None, typer.Argument(metavar="[VERB]", help=f"{any_of([*Verb])}; without: the next list")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Shuffled lists of your songs: the one way to tell whether fast songs make you faster."""
    place = place_of(context)
    with opened(place.settings(), place.user, looks=verb is None) as wired:
        if verb is Verb.BEGIN:
            try:
                verbs.begin(wired.app, wired.user, secrets.randbits(32), place.now())
            except (verbs.UnderWay, verbs.NoLists) as refusal:
                raise fail(insights_words.refused(refusal)) from None
        elif verb is Verb.PLAYLIST:
            with refusals_told(place.now()), troubles_told(wired.app):
                made = experiment_playlist(wired.app, wired.user, place.now())
            print(playlist_text.as_json(made)) if as_json else playlist_text.show(made)
            return
        elif verb is Verb.END:
            verbs.end(wired.app, wired.user, place.now())
        kept, found = of_lists(wired.app, wired.user)
    print(experiment_text.as_json(kept, found)) if as_json else experiment_text.show(kept, found)
