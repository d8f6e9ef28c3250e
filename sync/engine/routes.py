"""Read the route of an uploaded run's file, bounded in time, and keep it compressed for the map."""

import json
from collections.abc import Iterator

from sync.core.activity import Activity
from sync.core.route import NoRoute, ReadingStopped
from sync.engine.desk import Desk
from sync.engine.legs import original_name, route_name

RESERVE = 3.0


def read_route(row: Activity, desk: Desk) -> Iterator[Activity]:
    """Safe to run twice: it reads our own copy of the file and writes the same route again."""
    seconds = desk.app.timing.route_seconds
    if desk.time_left() < seconds + RESERVE:
        return  # still due: a file that is slow to read gets its whole time, or waits for it
    data = desk.app.files.get(original_name(row))
    if data is None:
        yield _done(row, desk, "none: the original file is no longer kept")
        return
    try:
        route = desk.app.routes.read(data, seconds)
    except ReadingStopped:
        return  # still due: the process is being stopped
    except NoRoute as error:
        yield _done(row, desk, f"none: {error.reason}")
        return
    desk.app.files.put(route_name(row), json.dumps(route.to_document(), separators=(",", ":")).encode())
    yield _done(row, desk, "read")


def _done(row: Activity, desk: Desk, outcome: str) -> Activity:
    why = "its route was read" if outcome == "read" else f"no route to show: {outcome.removeprefix('none: ')}"
    return row.waits(desk.now, f"{row.reason}; {why}", row.due, route=outcome, route_due=None)
