"""`runtrack plays`, `soundtrack`, `annotate` and `import-plays`: the music as text, and what a person may ask of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sync.core.activity import ON_STRAVA, Activity
from sync.core.annotation import STARTS_WITHIN, Annotation
from sync.core.music import IMPORTED, SOURCES, Play
from sync.engine import capture, playlist
from sync.engine.desk import Desk
from sync.engine.soundtrack import block_for
from sync.entrypoints import json_text, soundtrack_text
from sync.entrypoints.cli_show import day, named
from sync.entrypoints.layout import clean, shown, table
from sync.entrypoints.screen import fail, opened, place_of
from sync.entrypoints.times import local_start, moment, run_name, span
from sync.entrypoints.words import DATE, AsJson, RunName, counted
from sync.ports import Conflict

if TYPE_CHECKING:
    from sync.wiring import House

ME = "me"
WEEK = timedelta(days=7)
ASKED = "annotate: asked for"
LISTED = (*SOURCES, IMPORTED)
TRIES = 5


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(plays)
    app.command()(soundtrack)
    app.command()(annotate)
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
    with opened(place.settings()) as house:
        entries = playlist.entries(house.app, ME, begin, now, source)
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
    with opened(place.settings()) as house:
        rows = named(house.app, ME, run)
        if as_json:
            print(json_text.soundtracks((row, soundtrack_text.known(house.app, row)) for row in rows))
            return
        for row in rows:
            soundtrack_text.show(house.app, row)


def annotate(
    context: typer.Context,
    run: RunName = "",
    since: Annotated[str, typer.Option(metavar=DATE, help="Every run on Strava that began since this day (UTC)")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take our text and emoji out again, for good")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show the text; change nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --preview: as one JSON object (docs/json.md)")] = False,
) -> None:
    """Write the soundtrack of a run anew, or of all runs since a day; or take it out; or only show it."""
    if since and (remove or preview):
        raise fail(f"--since writes; {'--remove' if remove else '--preview'} is for one run: name it instead.")
    if remove and preview:
        raise fail("--remove changes the description and --preview changes nothing: choose one of them.")
    if as_json and not preview:
        raise fail("--json is for --preview: what `annotate` asks for is done at the next tick.")
    if bool(run) == bool(since) and not (preview and not run):
        raise fail("Name one run, or a day with --since.")
    place = place_of(context)
    with opened(place.settings()) as house:
        if preview:
            _preview(house, run, as_json=as_json)
        elif since:
            _many(house, day(since, "--since"), place.now())
        else:
            for row in named(house.app, ME, run):
                _one(house, row, place.now(), remove=remove)


def import_plays(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip or JSON file")]
) -> None:
    """Take old plays from Spotify's extended streaming history, or from a ListenBrainz export."""
    from sync.adapters.play_files import plays_in

    place = place_of(context)
    try:
        data = file.expanduser().read_bytes()
        found = plays_in(data, file.name, ME)
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror or error}. Nothing was imported.", 1) from None
    except ValueError as error:
        raise fail(f"{file}: {error} Nothing was imported.", 1) from None
    with opened(place.settings()) as house:
        desk = Desk(house.app, ME, place.now(), lambda: 0.0)
        fresh = capture.kept(desk, list(found.plays))
        wake(desk, [play for play in fresh if play.played_at > desk.now - STARTS_WITHIN])
        into = (
            "older runs" if capture.connected(desk) else "your runs"
        )  # without a source no run is looked at by itself
    print(f"{counted(len(fresh), 'play')} of {found.kind} {'is' if len(fresh) == 1 else 'are'} new.")
    for what, count in sorted(found.left_out.items()):
        print(f"{count} left out: {what}")
    if fresh:
        first = min(play.played_at for play in fresh)
        print(f"`runtrack annotate --since {first:%Y-%m-%d}` writes them into {into}.")


# -- parts ----------------------------------------------------------------------------------------


def _preview(house: "House", activity: str, *, as_json: bool) -> None:
    """The text as it would be written now; without a name, of the latest run that has music."""
    runs = named(house.app, ME, activity) if activity else house.app.store.activities(ME, states=ON_STRAVA, limit=30)
    blocks = [(run, block_for(house.app, run)) for run in runs]
    if wrong := next((block.wrong for _, block in blocks if block.wrong), ""):
        raise fail(f"The template cannot be used: {wrong}")
    run, text = next(((run, block.text) for run, block in blocks if block.text), (None, ""))
    if run is None:
        raise fail("No songs are known for it." if activity else "No run with music is known yet.", 1)
    if as_json:
        print(json_text.preview(run, text))
        return
    print(clean(f"{run_name(run)}  {local_start(run)}  {run.title or '-'}"))
    print(shown(text))


def _one(house: "House", run: Activity, now: datetime, *, remove: bool) -> None:
    if run.state not in ON_STRAVA:
        raise fail(f"{run_name(run)} is not on Strava ({run.state}: {run.reason}).", 1)
    if remove:
        wanted = replace(run.music, removing=True, bulk=False)
        said = "Our text and emoji are taken out at the next tick, and not written again"
    else:
        wanted = _anew(run.music)
        said = "Its music is looked for at the next tick"
    _save(house, run.waits(now, ASKED, now, music=wanted))
    print(clean(f"{run_name(run)} ({run.title or '-'}): {said}."))


def _many(house: "House", since: datetime, now: datetime) -> None:
    runs = house.app.store.activities(ME, states=ON_STRAVA, since=since)
    wanted = [run for run in runs if not run.music.closed]
    for run in wanted:
        _save(house, run.waits(now, ASKED, now, music=replace(_anew(run.music), bulk=True)))
    many = f"{counted(len(wanted), 'run')} since {since:%Y-%m-%d} {'is' if len(wanted) == 1 else 'are'}"
    print(f"{many} looked at as Strava's limits allow, new runs first.")
    if closed := len(runs) - len(wanted):
        print(f"{closed} left alone, as their texts are yours now: `runtrack annotate RUN` writes one all the same.")
    if not capture.connected(Desk(house.app, ME, now, lambda: 0.0)):
        print("No music source is connected: only imported plays can be found.")


def _anew(music: Annotation) -> Annotation:
    """A person asks: what was left alone is tried again, and a removed emoji stays removed."""
    return replace(music, closed="", outcome="", first_at=None, looks=0, removing=False, asked=True)


def _save(house: "House", run: Activity) -> None:
    try:
        house.app.store.save(run)
    except Conflict:
        raise fail(f"{run_name(run)} is being worked on at this moment: try again.", 1) from None


def wake(desk: Desk, plays: list[Play]) -> None:
    """The recent runs of these plays are due now. One that a tick saves at the same moment is read again: the plays
    are new only this once."""
    for _ in range(TRIES):
        try:
            for run in capture.woken(desk, plays):
                desk.app.store.save(run)
        except Conflict:
            continue
        return
