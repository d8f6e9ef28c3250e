"""`runtrack plays`, `soundtrack` and `import-plays` (`annotate` has a file of its own): the music as text."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from sync.core.music import IMPORTED, live_of
from sync.engine import soundtrack_views
from sync.engine.asks.import_plays import import_plays as take
from sync.engine.asks.naming import runs_named
from sync.entrypoints.cli import annotate as cli_annotate
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.show import day
from sync.entrypoints.cli.text import json_text, soundtrack_text
from sync.entrypoints.cli.text.layout import table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import moment, span
from sync.entrypoints.cli.text.words import DATE, MUSIC, AsJson, RunName, counted

WEEK = timedelta(days=7)
LISTED = (*(each.name for each in MUSIC), IMPORTED, *(live_of(each.name) for each in MUSIC))


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(plays)
    app.command()(soundtrack)
    app.command()(cli_annotate.annotate)
    app.command("import-plays")(import_plays)


def plays(
    context: typer.Context,
    since: Annotated[str, typer.Option(metavar=DATE, help="From this day on (UTC); default: the last 7 days")] = "",
    source: Annotated[str, typer.Option(metavar="SOURCE", help=f"Only of one source: {', '.join(LISTED)}")] = "",
    as_json: AsJson = False,
) -> None:
    """What was played, oldest first, with the gaps in what is known."""
    if source and source not in LISTED:
        raise fail(f"--source {source!r} is none of {', '.join(LISTED)}.")
    place = place_of(context)
    now = place.now()
    begin = day(since, "--since") if since else now - WEEK
    with opened(place.settings(), place.user, looks=True) as wired:
        entries = soundtrack_views.entries(wired.app, wired.user, begin, now, source)
    if as_json:
        print(json_text.plays(begin, now, entries))
        return
    rows = []
    for entry in entries:
        if entry.play is not None:
            rows.append((moment(entry.at), entry.play.source, soundtrack_text.song_name(entry.play.song)))
        elif entry.gap is not None:
            gap = entry.gap
            rows.append(
                (moment(entry.at), gap.source, f"-- gap of {span(gap.before - entry.at)} ({gap.sure}): {gap.why} --")
            )
    if not rows:
        of = f" of {source}" if source else ""
        print(f"No plays{of} are known since {moment(begin)}. `runtrack status` shows the music sources.")
        return
    table(("when", "source", "song"), rows, below=frozenset({"song"}))


def soundtrack(context: typer.Context, run: RunName, as_json: AsJson = False) -> None:
    """A run's songs in order, with how it was run to each."""
    place = place_of(context)
    with opened(place.settings(), place.user, looks=True) as wired, refusals_told(place.now()):
        rows = runs_named(wired.app, wired.user, run)
        if as_json:
            print(json_text.soundtracks((row, soundtrack_text.known(wired.app, row)) for row in rows))
            return
        for row in rows:
            soundtrack_text.show(wired.app, row)


def import_plays(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip or JSON file")]
) -> None:
    """Take old plays from Spotify's extended streaming history, or from a ListenBrainz export."""
    from sync.adapters.play_files import plays_in

    place = place_of(context)
    try:
        data = file.expanduser().read_bytes()
        found = plays_in(data, file.name, place.user)
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror or error}. Nothing was imported.", 1) from None
    except ValueError as error:
        raise fail(f"{file}: {error} Nothing was imported.", 1) from None
    with opened(place.settings(), place.user) as wired:
        taken = take(wired.app, wired.user, found.plays, place.now())
    fresh, into = taken.fresh, "older runs" if taken.connected else "your runs"
    print(f"{counted(len(fresh), 'play')} of {found.kind} {'is' if len(fresh) == 1 else 'are'} new.")
    for what, count in sorted(found.left_out.items()):
        print(f"{count} left out: {what}")
    if fresh:
        first = min(play.played_at for play in fresh)
        print(f"`runtrack annotate --since {first:%Y-%m-%d}` writes them into {into}.")
