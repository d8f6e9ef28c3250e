"""The commands that steer: `retry` starts one run over, `backfill` asks for older ones and shows them coming."""

from datetime import datetime
from typing import Annotated

import typer

from sync.core.activity import Activity, State
from sync.entrypoints.cli.screen import Place, fail, opened, place_of
from sync.entrypoints.cli.show import day, named
from sync.entrypoints.cli.text.layout import clean, print_page
from sync.entrypoints.cli.text.times import run_name, until
from sync.entrypoints.cli.text.words import DATE, RunName
from sync.ports import Conflict

ASKED = "you asked for it with `runtrack retry`"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(retry)
    app.command()(backfill)


def retry(
    context: typer.Context,
    run: RunName,
    force: Annotated[bool, typer.Option("--force", help="Also one that was deleted on Strava")] = False,
) -> None:
    """Start a failed or skipped run over. Strava is looked at first, as always."""
    from sync.wiring import ME

    place = place_of(context)
    with opened(place.settings()) as wired:
        rows = named(wired.app, ME, run)
        if len(rows) > 1:
            each = "\n".join(f"  {run_name(r)}  {r.sport}, {r.state}: {r.reason}" for r in rows)
            raise fail(f"{run} has {len(rows)} legs; say which one:\n{each}")
        while True:
            (row,), now = rows, place.now()
            refusal = _refusal(row, now, force)
            if refusal:
                raise fail(f"{run_name(row)}: {refusal}", 1)
            try:
                wired.app.store.save(row.again(now, ASKED))
                break
            except Conflict:  # a tick has just moved it: decide again on what it is now
                rows = named(wired.app, ME, row.key.with_leg)
    print(clean(f"{run_name(row)} ({row.title or '-'}) was {row.state}: {row.reason}"))
    print("It starts over at the next tick. Strava is looked at before anything is sent.")


def _refusal(row: Activity, now: datetime, force: bool) -> str:
    """Why there is nothing to start over, "" when there is."""
    when = f"its turn is {until(row.due, now)}" if row.due is not None else ""
    match row.state:
        case State.UPLOADED | State.ANNOTATED:
            return f"it is on Strava already: https://www.strava.com/activities/{row.strava_id}"
        case State.SUBMITTING:
            return (
                "it was sent and the answer was lost: it is looked for on Strava before it is sent again "
                f"({when}); sending it now could make a double"
            )
        case State.SUBMITTED:
            return f"Strava has the file and works on it: {when}"
        case State.DISCOVERED if row.due is not None and row.due <= now:
            return f"its turn is now, at the next tick: {row.reason}"
        case State.DELETED if not force:
            return (
                "it was deleted on Strava, and what you delete there stays deleted; "
                "if you want it back, say `--force`, and it is sent as a new activity"
            )
    return ""


def backfill(
    context: typer.Context,
    since: Annotated[str, typer.Option(metavar=DATE, help="The first day (UTC), such as 2025-01-31")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Without --since: how far it is, as one JSON object (docs/json.md)")
    ] = False,
) -> None:
    """Bring older runs to Strava; without --since, show how far that is.

    Works beside a running daemon (which then does the work) or alone; call it again to go on after a break."""
    from sync.engine import backfill as jobs
    from sync.engine.discover import user_of
    from sync.entrypoints.cli.text import backfill_show
    from sync.entrypoints.daemon.loop import AlreadyRunning, alone
    from sync.wiring import ME

    place = place_of(context)
    now = place.now()
    if not since:
        _how_far(place, now, as_json=as_json)
        return
    if as_json:
        raise fail("--json shows how far a backfill is, and --since asks for one: leave one of them out.")
    first = day(since, "--since")
    if first > now:
        raise fail(f"--since {since} is in the future: a backfill brings older runs")
    settings = place.settings()
    with opened(settings) as wired:
        asked = jobs.ask(wired.app, user_of(wired.app, ME, now), first, now)
        if asked.since < first:
            print(f"A backfill since {asked.since:%Y-%m-%d} is under way: it covers this one.")
        if settings.bucket:
            print("The Lambda works it. This only shows how far it is; Ctrl-C leaves it working.")
            raise typer.Exit(backfill_show.watch(wired, place, settings))
        try:
            with alone(settings):
                code = backfill_show.work(wired, place)
        except AlreadyRunning as error:
            print(f"Another process works it: {error}. This only shows how far it is; Ctrl-C leaves it working.")
            code = backfill_show.watch(wired, place, settings)
    raise typer.Exit(code)


def _how_far(place: Place, now: datetime, *, as_json: bool) -> None:
    from sync.engine.views import progress
    from sync.entrypoints.cli.text import json_status, status_text
    from sync.wiring import ME

    with opened(place.settings()) as wired:
        job = progress(wired.app, ME, now)
    if as_json:
        print(json_status.backfill(job))
    elif job is None:
        print("No backfill was asked for: `runtrack backfill --since DATE` brings older runs.")
    else:
        print_page(f"backfill {status_text.backfill_line(job, now)}")
