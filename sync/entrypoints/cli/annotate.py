"""`runtrack annotate`: what a person may ask of the text in a run's description."""

from datetime import datetime
from typing import Annotated

import typer

from sync.app import App
from sync.core.activity import Activity
from sync.engine.asks.annotate import annotate as write_anew
from sync.engine.asks.annotate import annotate_since
from sync.engine.asks.naming import runs_named
from sync.engine.asks.no_text import no_text
from sync.engine.asks.preview_text import preview_latest, preview_text
from sync.engine.asks.remove import remove as take_out
from sync.engine.asks.remove import remove_since
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.show import day
from sync.entrypoints.cli.text import json_text
from sync.entrypoints.cli.text.layout import clean, shown
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import local_start, run_name
from sync.entrypoints.cli.text.words import DATE, TARGET, RunName, counted

SINCE = f"Every run on {TARGET.title} that began since this day (UTC)"


def annotate(
    context: typer.Context,
    run: RunName = "",
    since: Annotated[str, typer.Option(metavar=DATE, help=SINCE)] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take our text and emoji out again, for good")] = False,
    off: Annotated[bool, typer.Option("--off", help="Write none for this run, before or after its upload")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show the text; change nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --preview: as one JSON object (docs/json.md)")] = False,
) -> None:
    """Write the soundtrack of a run anew, or of all since a day; or take it out; or write none; or only show it."""
    _makes_sense(run, since, remove=remove, off=off, preview=preview, as_json=as_json)
    place = place_of(context)
    now = place.now()
    with opened(place.settings(), place.user) as wired, refusals_told(now):
        if preview:
            _preview(wired.app, wired.user, run, as_json=as_json)
        elif since:
            begin = day(since, "--since")
            if begin > now:
                raise fail(f"--since {since} is still to come: no run has begun since then.")
            (_many_removed if remove else _many)(wired.app, wired.user, begin, now)
        else:
            one = _removed if remove else _none if off else _anew
            for row in runs_named(wired.app, wired.user, run):
                print(clean(f"{run_name(row)} ({row.title or '-'}): {one(wired.app, row, now)}."))


# -- parts ----------------------------------------------------------------------------------------


def _makes_sense(run: str, since: str, *, remove: bool, off: bool, preview: bool, as_json: bool) -> None:
    """Refuse what was typed when it means nothing."""
    if since and (off or preview):
        raise fail(f"{'--off' if off else '--preview'} is for one run: name it instead of --since.")
    chosen = [name for name, given in (("--remove", remove), ("--off", off), ("--preview", preview)) if given]
    if chosen[1:]:
        raise fail(f"{' and '.join(chosen)} do not go together: choose one of them.")
    if as_json and not preview:
        raise fail("--json is for --preview: what `annotate` asks for is done at the next tick.")
    if bool(run) == bool(since) and not (preview and not run):
        raise fail("Name one run, or a day with --since.")


def _preview(app: App, user: str, run: str, *, as_json: bool) -> None:
    """The text as it would be written now; without a name, of the latest run that has music."""
    seen = preview_text(app, runs_named(app, user, run)) if run else preview_latest(app, user)
    if as_json:
        print(json_text.preview(seen.run, seen.text, _not_written(seen.run)))
        return
    print(clean(f"{run_name(seen.run)}  {local_start(seen.run)}  {seen.run.title or '-'}"))
    print(shown(seen.text))
    if why := _not_written(seen.run):
        print(clean(f"It is not written: {why}. `runtrack annotate {run_name(seen.run)}` writes it all the same."))


def _not_written(run: Activity) -> str:
    """Why the text of a run does not get into its description; "" where it does."""
    return "it is to be taken out, as you asked" if run.music.removing else run.music.closed


def _anew(app: App, row: Activity, now: datetime) -> str:
    if write_anew(app, row, now).with_upload:
        return "It gets its soundtrack when it is uploaded"
    return "Its music is looked for at the next tick"


def _removed(app: App, row: Activity, now: datetime) -> str:
    take_out(app, row, now)
    return "Our text and emoji are taken out at the next tick, and not written again"


def _none(app: App, row: Activity, now: datetime) -> str:
    if no_text(app, row, now).stands:
        return "Its text stays as it is now (--remove takes it out)"
    return "No soundtrack is written for it"


def _many_removed(app: App, user: str, since: datetime, now: datetime) -> None:
    done = remove_since(app, user, since, now)
    texts, out = counted(done.taken_out, "text"), "is taken out" if done.taken_out == 1 else "are taken out"
    print(f"{texts} since {since:%Y-%m-%d} {out} as {TARGET.title}'s limits allow, and not written again.")
    if done.without:
        print(f"{counted(done.without, 'run')} without a text {'gets' if done.without == 1 else 'get'} none.")
    if done.left_alone:
        print(f"{_left_alone(done.left_alone)}.")


def _many(app: App, user: str, since: datetime, now: datetime) -> None:
    asked = annotate_since(app, user, since, now)
    many = f"{counted(asked.wanted, 'run')} since {since:%Y-%m-%d} {'is' if asked.wanted == 1 else 'are'}"
    print(f"{many} looked at as {TARGET.title}'s limits allow, new runs first.")
    if asked.left_alone:
        print(f"{_left_alone(asked.left_alone)}: `runtrack annotate RUN` writes one all the same.")
    if not asked.connected:
        print("No music source is connected: only imported plays can be found.")


def _left_alone(closed: int) -> str:
    was, it, them = ("is", "its text", "it") if closed == 1 else ("are", "their texts", "them")
    return f"{counted(closed, 'run')} {was} left alone, as you changed {it}, took {them} out or wanted none"
