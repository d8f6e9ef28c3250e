"""The commands that steer: `retry` starts one run over, `skip` leaves one out, `backfill` asks for older ones."""

from datetime import datetime
from typing import Annotated

import typer

from sync.engine.asks.backfill import backfill as ask_for_older
from sync.engine.asks.naming import run_named
from sync.engine.asks.refusals import Why
from sync.engine.asks.retry import retry as start_over
from sync.engine.asks.skip import skip as leave_out
from sync.entrypoints.cli.screen import Place, fail, opened, place_of
from sync.entrypoints.cli.show import day
from sync.entrypoints.cli.text.layout import clean, print_page
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.times import run_name
from sync.entrypoints.cli.text.words import DATE, TARGET, RunName, worded

NOT_SKIPPED = {
    Why.ON_TARGET: ": it is on {target} already: {page}; delete it there, and it stays deleted",
    Why.ANSWER_LOST: ": it was sent and the answer was lost: whether it is on {target} is looked up first ({turn})",
    Why.DELETED: ": it was deleted on {target}, and what you delete there stays deleted: there is nothing to skip",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(help=worded(retry.__doc__))(retry)
    app.command()(skip)
    app.command(help=worded(backfill.__doc__))(backfill)


def retry(
    context: typer.Context,
    run: RunName,
    force: Annotated[bool, typer.Option("--force", help=f"Also one that was deleted on {TARGET.title}")] = False,
) -> None:
    """Start a failed or skipped run over. {target} is looked at first, as always."""
    place = place_of(context)
    now = place.now()
    with opened(place.settings(), place.user) as wired, refusals_told(now):
        was = start_over(wired.app, run_named(wired.app, wired.user, run), now, force=force).before
    print(clean(f"{run_name(was)} ({was.title or '-'}) was {was.state}: {was.reason}"))
    print(f"It starts over at the next tick. {TARGET.title} is looked at before anything is sent.")


def skip(context: typer.Context, run: RunName) -> None:
    """Leave a run out for good: it is never uploaded. `retry` takes it up again."""
    place = place_of(context)
    now = place.now()
    with opened(place.settings(), place.user) as wired, refusals_told(now, NOT_SKIPPED):
        was = leave_out(wired.app, run_named(wired.app, wired.user, run), now).before
    print(clean(f"{run_name(was)} ({was.title or '-'}) was {was.state}: {was.reason}"))
    print(f"It is never uploaded. `runtrack retry {run_name(was)}` takes it up again.")


def backfill(
    context: typer.Context,
    since: Annotated[str, typer.Option(metavar=DATE, help="The first day (UTC), such as 2025-01-31")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Without --since: how far it is, as one JSON object (docs/json.md)")
    ] = False,
) -> None:
    """Bring older runs to {target}; without --since, show how far that is.

    Works beside a running daemon (which then does the work) or alone; call it again to go on after a break."""
    from sync.entrypoints.cli.text import backfill_show
    from sync.entrypoints.daemon.lock import AlreadyRunning, alone

    place = place_of(context)
    now = place.now()
    if not since:
        _how_far(place, now, as_json=as_json)
        return
    if as_json:
        raise fail("--json shows how far a backfill is, and --since asks for one: leave one of them out.")
    first, settings = day(since, "--since"), place.settings()
    with opened(settings, place.user) as wired:
        with refusals_told(now):
            asked = ask_for_older(wired.app, wired.user, first, now)
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

    with opened(place.settings(), place.user) as wired:
        job = progress(wired.app, wired.user, now)
    if as_json:
        print(json_status.backfill(job))
    elif job is None:
        print("No backfill was asked for: `runtrack backfill --since DATE` brings older runs.")
    else:
        print_page(f"backfill {status_text.backfill_line(job, now)}")
