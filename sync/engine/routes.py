"""Read the route of an uploaded run's file, bounded in time, and keep it compressed for the map."""

import json
from collections.abc import Iterator

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.route import NoRoute, ReadingStopped, Route
from sync.engine.context import TickContext
from sync.engine.legs import original_name, route_name

RESERVE = 3.0


def route_of(app: App, run: Activity) -> Route | None:
    """The kept route, None when there is none."""
    kept = app.files.get(route_name(run))
    return None if kept is None else Route.from_document(json.loads(kept))


def read_route(row: Activity, context: TickContext) -> Iterator[Activity]:
    """Safe to run twice: it reads our own copy of the file and writes the same route again."""
    seconds = context.app.timing.route_seconds
    if context.time_left() < seconds + RESERVE:
        return  # still due: a file that is slow to read gets its whole time, or waits for it
    data = context.app.files.get(original_name(row))
    if data is None:
        yield _done(row, context, "none: the original file is no longer kept")
        return
    try:
        route = context.app.routes.read(data, seconds)
    except ReadingStopped:
        return  # still due: the process is being stopped
    except NoRoute as error:
        yield _done(row, context, f"none: {error.reason}")
        return
    context.app.files.put(route_name(row), json.dumps(route.to_document(), separators=(",", ":")).encode())
    yield _done(row, context, "read")


def _done(row: Activity, context: TickContext, outcome: str) -> Activity:
    due = context.now if outcome == "read" and _is_shown(row, context) else row.due
    why = "its route was read" if outcome == "read" else f"no route to show: {outcome.removeprefix('none: ')}"
    return row.waits(context.now, f"{row.reason}; {why}", due, route=outcome, route_due=None)


def _is_shown(row: Activity, context: TickContext) -> bool:
    """Whether the text in its description may say more now."""
    shows = context.app.renderer is not None and context.app.renderer.shows_route
    return shows and row.state is State.ANNOTATED and row.music.songs > 0 and not row.music.closed
