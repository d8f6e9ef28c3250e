"""The commands that only look: `status`, `list`, `why`, `plan`. None of them changes the ledger."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from sync.app import App
from sync.core.activity import ON_STRAVA, Activity, State
from sync.engine import story, views
from sync.entrypoints import status_text
from sync.entrypoints.screen import clean, fail, local_start, opened, place_of, shown, table, until, utc

ACTIVITY = "a Garmin id (or id-leg), a Strava id, or the URL of an activity"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(status)
    app.command("list")(list_)
    app.command()(why)
    app.command()(plan)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="The same as one JSON object")] = False,
) -> None:
    """Connections and their health, Strava's budget, counts, what is due next. Exit code 1: a person is needed."""
    from sync.wiring import ME

    place = place_of(context)
    settings = place.settings()
    with opened(settings) as house:
        seen = views.status(house.app, ME, place.now(), tick_within=status_text.usual_gap(settings))
    print(status_text.as_json(seen) if as_json else shown(status_text.as_text(seen)))
    raise typer.Exit(1 if seen.needs_person else 0)


def list_(
    context: typer.Context,
    state: Annotated[str, typer.Option(help=f"Only this state: {', '.join(State)}")] = "",
    since: Annotated[str, typer.Option(help="Only runs from this date on, such as 2026-03-14")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON")] = False,
) -> None:
    """The runs of the ledger, newest first."""
    from sync.wiring import ME

    states = (_state(state),) if state else ()
    first = day(since, "--since") if since else None
    with opened(place_of(context).settings()) as house:
        rows = house.app.store.activities(ME, states=states, since=first, limit=limit)
    if as_json:
        print(status_text.rows_as_json(rows))
    elif not rows:
        print("No such run in the ledger." if state or since else "The ledger is empty: no run has been found yet.")
    else:
        lines = [(local_start(r), r.key.short, r.title or "-", _km(r), r.state, _about(r)) for r in rows]
        table(("start", "activity", "title", "km", "state", "why"), lines, right=frozenset({"km"}))


def why(context: typer.Context, activity: Annotated[str, typer.Argument(help=ACTIVITY)]) -> None:
    """Every decision about one run, in order, and what comes next."""
    from sync.wiring import ME

    place = place_of(context)
    with opened(place.settings()) as house:
        rows = named(house.app, ME, activity)
        for number, row in enumerate(rows):
            if number:
                print()
            _tell(row, story.comes_next(house.app, row, place.now()), place.now())


def plan(context: typer.Context) -> None:
    """A dry run: what the next tick would do. Nothing is saved, nothing is sent, no login is refreshed."""
    from sync.entrypoints import plan_text

    place = place_of(context)
    print(shown(plan_text.page(place.settings(), place.now())))


def named(app: App, user: str, asked: str) -> list[Activity]:
    """The rows that a person means. Says so and leaves with exit code 2 when there is none."""
    try:
        rows = story.find(app, user, asked)
    except story.NoSuchName:
        raise fail(f"{asked!r} is no name of an activity: give {ACTIVITY}") from None
    if not rows:
        raise fail(f"no run {asked!r} in the ledger: `runtrack list` shows what there is")
    return rows


def day(text: str, option: str) -> datetime:
    """A date as midnight UTC. Says so and leaves with exit code 2 when it is none."""
    try:
        return datetime.combine(date.fromisoformat(text.strip()), datetime.min.time(), UTC)
    except ValueError:
        raise fail(f"{option} {text!r} is not a date such as 2026-03-14") from None


def _state(text: str) -> State:
    try:
        return State(text.strip().lower())
    except ValueError:
        raise fail(f"--state {text!r} is none of {', '.join(State)}") from None


def _km(row: Activity) -> str:
    return f"{row.distance / 1000:.2f}"


def _about(row: Activity) -> str:
    if row.state in ON_STRAVA:
        return f"{row.how} as https://www.strava.com/activities/{row.strava_id}"
    return row.reason


def _tell(row: Activity, coming: story.Next, now: datetime) -> None:
    print(clean(f"{row.key.short}  {local_start(row)}  {row.title or '-'}  {_km(row)} km  {row.sport}"))
    for decision in row.history:
        print(clean(f"  {utc(decision.at)}  {decision.state:<11}{decision.why}"))
    if row.strava_id is not None:
        print(f"  on Strava: https://www.strava.com/activities/{row.strava_id}")
    when = "" if coming.due is None else f", {until(coming.due, now)} ({utc(coming.due)})"
    print(clean(f"  next: {coming.words}{when}"))
    if coming.waits:
        print(clean(f"  waits: {coming.waits}"))
