"""`runtrack annotate`: what a person may ask of the text in a run's description."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sync.core.activity import ON_STRAVA, Activity, State
from sync.core.annotation import OFF, Annotation
from sync.engine import capture
from sync.engine.context import TickContext
from sync.engine.soundtrack import block_for
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.show import day, named
from sync.entrypoints.cli.text import json_text
from sync.entrypoints.cli.text.layout import clean, shown
from sync.entrypoints.cli.text.times import local_start, run_name
from sync.entrypoints.cli.text.words import DATE, RunName, counted
from sync.ports import Conflict

if TYPE_CHECKING:
    from sync.wiring import Wired

ME = "me"
ASKED = "annotate: asked for"


def annotate(
    context: typer.Context,
    run: RunName = "",
    since: Annotated[str, typer.Option(metavar=DATE, help="Every run on Strava that began since this day (UTC)")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take our text and emoji out again, for good")] = False,
    off: Annotated[bool, typer.Option("--off", help="Write none for this run, before or after its upload")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show the text; change nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --preview: as one JSON object (docs/json.md)")] = False,
) -> None:
    """Write the soundtrack of a run anew, or of all since a day; or take it out; or write none; or only show it."""
    if since and (off or preview):
        raise fail(f"{'--off' if off else '--preview'} is for one run: name it instead of --since.")
    if (chosen := [name for name, given in (("--remove", remove), ("--off", off), ("--preview", preview)) if given])[
        1:
    ]:
        raise fail(f"{' and '.join(chosen)} do not go together: choose one of them.")
    if as_json and not preview:
        raise fail("--json is for --preview: what `annotate` asks for is done at the next tick.")
    if bool(run) == bool(since) and not (preview and not run):
        raise fail("Name one run, or a day with --since.")
    place = place_of(context)
    with opened(place.settings()) as wired:
        if preview:
            _preview(wired, run, as_json=as_json)
        elif since:
            begin = day(since, "--since")
            (_many_removed if remove else _many)(wired, begin, place.now())
        else:
            for row in named(wired.app, ME, run):
                if off:
                    _none(wired, row, place.now())
                else:
                    _one(wired, row, place.now(), remove=remove)


# -- parts ----------------------------------------------------------------------------------------


def _preview(wired: "Wired", activity: str, *, as_json: bool) -> None:
    """The text as it would be written now; without a name, of the latest run that has music."""
    runs = named(wired.app, ME, activity) if activity else wired.app.store.activities(ME, states=ON_STRAVA, limit=30)
    blocks = [(run, block_for(wired.app, run)) for run in runs]
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


def _one(wired: "Wired", run: Activity, now: datetime, *, remove: bool) -> None:
    if run.state not in ON_STRAVA:
        if run.music.closed != OFF or remove:
            raise fail(f"{run_name(run)} is not on Strava ({run.state}: {run.reason}).", 1)
        _save(wired, run.waits(now, "annotate: its soundtrack is wanted again", run.due, music=Annotation()))
        print(clean(f"{run_name(run)} ({run.title or '-'}): It gets its soundtrack when it is uploaded."))
        return
    if remove:
        wanted = replace(run.music, removing=True, bulk=False)
        said = "Our text and emoji are taken out at the next tick, and not written again"
    else:
        wanted = _anew(run.music)
        said = "Its music is looked for at the next tick"
    _save(wired, run.waits(now, ASKED, now, music=wanted))
    print(clean(f"{run_name(run)} ({run.title or '-'}): {said}."))


def _none(wired: "Wired", run: Activity, now: datetime) -> None:
    """Never write one. What has left already stays until it is removed."""
    if run.music.ours and run.state in (State.SUBMITTING, State.SUBMITTED):
        words = f"`runtrack annotate {run_name(run)} --remove` takes it out once the run is on Strava"
        raise fail(f"The text of {run_name(run)} has left with the upload: {words}.", 1)
    there = bool(run.music.ours) and not run.music.closed
    due = None if run.state in ON_STRAVA else run.due
    _save(wired, run.waits(now, f"annotate --off: {OFF}", due, music=run.music.left_alone(OFF)))
    said = "Its text stays as it is now (--remove takes it out)" if there else "No soundtrack is written for it"
    print(clean(f"{run_name(run)} ({run.title or '-'}): {said}."))


def _many_removed(wired: "Wired", since: datetime, now: datetime) -> None:
    """Those that have no text yet get none."""
    runs = wired.app.store.activities(ME, states=ON_STRAVA, since=since)
    wanted = [run for run in runs if not run.music.closed]
    written = [run for run in wanted if run.music.ours]
    for run in wanted:
        if run.music.ours:
            _save(wired, run.waits(now, ASKED, now, music=replace(run.music, removing=True, bulk=True)))
        else:
            _save(wired, run.waits(now, f"annotate --remove: {OFF}", None, music=run.music.left_alone(OFF)))
    out = "is taken out" if len(written) == 1 else "are taken out"
    print(
        f"{counted(len(written), 'text')} since {since:%Y-%m-%d} {out} as Strava's limits allow, and not written again."
    )
    if none := len(wanted) - len(written):
        print(f"{counted(none, 'run')} without a text {'gets' if none == 1 else 'get'} none.")
    if closed := len(runs) - len(wanted):
        print(f"{_left_alone(closed)}.")


def _left_alone(closed: int) -> str:
    was, it, them = ("is", "its text", "it") if closed == 1 else ("are", "their texts", "them")
    return f"{counted(closed, 'run')} {was} left alone, as you changed {it}, took {them} out or wanted none"


def _many(wired: "Wired", since: datetime, now: datetime) -> None:
    runs = wired.app.store.activities(ME, states=ON_STRAVA, since=since)
    wanted = [run for run in runs if not run.music.closed]
    for run in wanted:
        _save(wired, run.waits(now, ASKED, now, music=replace(_anew(run.music), bulk=True)))
    many = f"{counted(len(wanted), 'run')} since {since:%Y-%m-%d} {'is' if len(wanted) == 1 else 'are'}"
    print(f"{many} looked at as Strava's limits allow, new runs first.")
    if closed := len(runs) - len(wanted):
        print(f"{_left_alone(closed)}: `runtrack annotate RUN` writes one all the same.")
    if not capture.connected(TickContext(wired.app, ME, now, lambda: 0.0)):
        print("No music source is connected: only imported plays can be found.")


def _anew(music: Annotation) -> Annotation:
    """A person asks: what was left alone is tried again, and a removed emoji stays removed."""
    return replace(music, closed="", outcome="", first_at=None, looks=0, removing=False, asked=True)


def _save(wired: "Wired", run: Activity) -> None:
    try:
        wired.app.store.save(run)
    except Conflict:
        raise fail(f"{run_name(run)} is being worked on at this moment: try again.", 1) from None
