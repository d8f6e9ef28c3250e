"""The commands that only look: `status`, `list`, `show`, `why`, `plan`. None of them changes the ledger."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from sync.core.activity import ON_TARGET, Activity, State
from sync.core.folder import Fate
from sync.core.run_list import Wanted
from sync.engine import digest_views, file_views, run_pages, story, views
from sync.engine.asks.naming import runs_named
from sync.entrypoints.cli.screen import Place, fail, opened, place_of
from sync.entrypoints.cli.text import json_status, json_text, status_text
from sync.entrypoints.cli.text.layout import clean, print_page, table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import local_start, moment, run_name, until
from sync.entrypoints.cli.text.ways_out import file_words, ways_out
from sync.entrypoints.cli.text.words import DATE, TARGET, AsJson, RunName, counted, worded
from sync.entrypoints.daemon import holder
from sync.entrypoints.notices import words_for
from sync.entrypoints.usual_gap import usual_gap

MOST = 1_000_000
NONE_YET = "The ledger is empty: no run has been found yet."
FIRST_DAY, LAST_DAY = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # in every zone's calendar


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(help=worded(status.__doc__))(status)
    app.command("list")(list_)
    app.command()(show)
    app.command()(why)
    app.command()(plan)


def status(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Connections and their health, {target}'s budget, counts, what is due next. Exit code 1: a person is needed."""
    place = place_of(context)
    settings = place.settings()
    with opened(settings, place.user, looks=True) as wired:
        seen = views.status(wired.app, wired.user, place.now(), tick_within=usual_gap(settings))
    hangs = "" if settings.bucket else holder.hanging(settings, place.now())
    if as_json:
        print(json_status.status(seen, words_for(settings), hangs))
    else:
        print_page(status_text.as_text(seen, hangs, settings), hang=10)
    raise typer.Exit(1 if seen.needs_person or hangs else 0)


def list_(
    context: typer.Context,
    state: Annotated[str, typer.Option(metavar="STATE", help=f"Only this state: {', '.join(State)}")] = "",
    since: Annotated[str, typer.Option(metavar=DATE, help="Only runs from this day (UTC) on, such as 2026-03-14")] = "",
    text: Annotated[str, typer.Option(metavar="NAME", help="Only runs of this title, song or artist")] = "",
    limit: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=MOST, help="At most so many")] = 20,
    files: Annotated[
        bool, typer.Option("--files", help="The files of the folder instead, and what became of each")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """The runs of the ledger, newest first."""
    place, states = place_of(context), (_state(state),) if state else ()
    first = day(since, "--since") if since else None
    if files:
        _list_files(place, as_json=as_json)
        return
    with opened(place.settings(), place.user, looks=True) as wired:
        rows = (
            run_pages.found(wired.app, wired.user, Wanted(frozenset(states), text=text, since=first), limit)
            if text.strip()
            else wired.app.store.activities(wired.user, states=states, since=first, limit=limit)
        )
        in_files = (file_views.counts(wired.app, wired.user) or {}).get(Fate.RUN, 0)
    if as_json:
        print(json_text.runs(rows))
    elif not rows:
        print("No such run in the ledger." if state or since or text else NONE_YET)
        if in_files and not (state or since or text):
            way_out = "`runtrack backfill --since DATE` takes them"
            print(f"Runs from before the since-date are in {counted(in_files, 'file')} of the folder: {way_out}.")
    else:
        lines = [(run_name(r), local_start(r), _km(r), r.state, r.title or "-", _about(r)) for r in rows]
        below = frozenset({"title", "why"})
        table(("run", "start", "km", "state", "title", "why"), lines, right=frozenset({"km"}), below=below)


def _list_files(place: Place, *, as_json: bool) -> None:
    with opened(place.settings(), place.user, looks=True) as wired:
        found = file_views.files(wired.app, wired.user)
    if as_json:
        print(json_text.files(found))
    elif not found:
        print("No file is known: RUNTRACK_FOLDER is not set, or no tick has looked into the folder yet.")
    else:
        lines = [
            (one.name, one.fate, ", ".join(map(run_name, one.runs)) or "-", file_words(one) or "-") for one in found
        ]
        table(("file", "fate", "run", "why"), lines, below=frozenset({"why"}))


def show(context: typer.Context, run: RunName, as_json: AsJson = False) -> None:
    """A run at a glance: times, climb, splits, best efforts, and how it was run to each song."""
    from sync.entrypoints.cli.text import json_run, run_text

    place = place_of(context)
    with opened(place.settings(), place.user, looks=True) as wired, refusals_told(place.now()):
        found = [digest_views.view(wired.app, row) for row in runs_named(wired.app, wired.user, run)]
    if as_json:
        print(json_run.shown(found))
        return
    for number, seen in enumerate(found):
        if number:
            print()
        run_text.show(seen)


def why(context: typer.Context, run: RunName, as_json: AsJson = False) -> None:
    """Every decision about one run or file of the folder, in order, and what comes next."""
    place = place_of(context)
    now = place.now()
    with opened(place.settings(), place.user, looks=True) as wired, refusals_told(now):
        files = file_views.files_named(wired.app, wired.user, run)
        rows = [row for one in files for row in one.runs] if files else runs_named(wired.app, wired.user, run)
        found = [(row, story.comes_next(wired.app, row, now)) for row in rows]
    if as_json:
        print(json_text.stories(found, files))
        return
    told = (
        [
            "\n".join(
                clean(f"{one.name}  {one.fate}{f': {words}' if (words := file_words(one)) else ''}") for one in files
            )
        ]
        if files
        else []
    )
    print_page("\n\n".join([*told, *(_told(row, coming, now) for row, coming in found)]))


def plan(context: typer.Context, as_json: AsJson = False) -> None:
    """A dry run: what the next tick would do. Nothing is saved, nothing is sent, no login is refreshed."""
    from sync.entrypoints.cli.text import plan_text

    place = place_of(context)
    plan_text.show(place.settings(), place.user, place.now(), as_json=as_json)


def day(text: str, option: str) -> datetime:
    """A date as midnight UTC. Says so and leaves with exit code 2 when it is none."""
    try:
        chosen = datetime.combine(date.fromisoformat(text.strip()), datetime.min.time(), UTC)
    except ValueError:
        raise fail(f"{option} {text!r} is not a date such as 2026-03-14") from None
    if not FIRST_DAY <= chosen < LAST_DAY:
        raise fail(f"{option} {text!r} is not a day between {FIRST_DAY:%Y-%m-%d} and {LAST_DAY.year}")
    return chosen


def _state(text: str) -> State:
    try:
        return State(text.strip().lower())
    except ValueError:
        raise fail(f"--state {text!r} is none of {', '.join(State)}") from None


def _km(row: Activity) -> str:
    return f"{row.distance / 1000:.2f}"


def _about(row: Activity) -> str:
    if row.state in ON_TARGET:
        return f"{row.how} as {TARGET.run_page.format(row.target_id)}"
    return row.reason


def _file(one: file_views.FileView) -> str:
    words = file_words(one)
    return clean(f"{one.name}  {one.fate}{f': {words}' if words else ''}")


def _told(row: Activity, coming: story.Next, now: datetime) -> str:
    lines = [f"{run_name(row)}  {local_start(row)}  {row.title or '-'}  {_km(row)} km  {row.sport}"]
    lines += [f"  {moment(each.at)}  {each.state:<11}{each.why}" for each in row.history]
    if row.target_id is not None:
        lines += [f"  on {TARGET.title}: {TARGET.run_page.format(row.target_id)}"]
    lines += [f"  the same activity: {other}" for other in coming.beside]
    when = "" if coming.due is None else f", {until(coming.due, now)} ({moment(coming.due)})"
    lines += [f"  next: {'; '.join((coming.words + when, *ways_out(row, coming)))}"]
    if coming.waits:
        lines += [f"  waits: {coming.waits}"]
    return "\n".join(map(clean, lines))
