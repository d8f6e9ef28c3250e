"""Read the route of an uploaded run's file, bounded in time, and keep it compressed for the map."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity, State
from sync.core.annotation import STARTS_WITHIN
from sync.core.route import NoRoute, ReadingStopped, Route
from sync.core.route_packing import packed, unpacked
from sync.core.states import How
from sync.engine.context import TickContext
from sync.engine.kept_routes import packed_route_of as packed_route_of
from sync.engine.kept_routes import route_of as route_of
from sync.engine.legs import original_name, route_name
from sync.engine.soundtrack import NEIGHBOURS, parts_of

if TYPE_CHECKING:
    from sync.core.soundtrack import Part

RESERVE = 3.0
SETTLED = timedelta(hours=1)
"""Behind the last play that may say what a stamp means, the songs are laid onto the run once more."""


def read_route(row: Activity, context: TickContext) -> Iterator[Activity]:
    """Safe to run twice: it reads our own copy of the file and writes the same route and digest again. Of a route that
    was read before only what is derived from it is made anew, where it is of other rules or other songs."""
    if row.route == "read":
        yield from _made_anew(row, context)
        return
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
    kept_as = packed(route)
    context.app.files.put(route_name(row), kept_as)
    parts = parts_of(context.app, row)
    _make(context.app, row, parts, unpacked(kept_as), context.now)
    yield _done(_found_by(row, parts), context, "read", _again(row, parts, context.now))


def _made_anew(row: Activity, context: TickContext) -> Iterator[Activity]:
    """The route may be kept no longer: then the digest stays as it is, and the songs have the figures that they had."""
    from sync.engine import digests, song_figures

    parts = parts_of(context.app, row)
    if not (digests.is_of_now(context.app, row.key) and song_figures.are_of(context.app, row.key, parts)):
        _make(context.app, row, parts, route_of(context.app, row), context.now)
    yield replace(_found_by(row, parts), route_due=_again(row, parts, context.now))


def _make(app: App, row: Activity, parts: "Sequence[Part]", route: Route | None, now: datetime) -> None:
    from sync.engine import digests, insights, shares, song_figures  # an idle tick makes nothing of a route

    if route is not None:
        digests.make(app, row.key, route)
    if song_figures.make(app, row, parts, route):
        insights.ask(app, row.key.user, now)
    if parts:
        shares.run_was_read(app.store, row, now)


def _found_by(row: Activity, parts: "Sequence[Part]") -> Activity:
    """By the words of these songs."""
    from sync.engine import heard_words

    return replace(row, music=heard_words.known_by(row.music, parts))


def _again(run: Activity, parts: "Sequence[Part]", now: datetime) -> datetime | None:
    """When its songs are to be laid onto it once more: plays of the day and a half after it may still say what the
    stamps of its own mean. None: never by itself."""
    settled = run.start + timedelta(seconds=run.elapsed) + NEIGHBOURS + SETTLED
    return settled if parts and settled > now else None


def _done(row: Activity, context: TickContext, outcome: str, again: datetime | None = None) -> Activity:
    due = context.now if outcome == "read" and _is_shown(row, context) else row.due
    why = "its route was read" if outcome == "read" else f"no route to show: {outcome.removeprefix('none: ')}"
    return row.waits(context.now, f"{row.reason}; {why}", due, route=outcome, route_due=again)


def _is_shown(row: Activity, context: TickContext) -> bool:
    """Whether the text in its description may say more now."""
    if row.how is not How.UPLOADED and row.start < context.now - STARTS_WITHIN:
        return False  # its file came later: what stands in old runs is not written anew by itself
    shows = context.app.renderer is not None and context.app.renderer.shows_route
    return shows and row.state is State.ANNOTATED and row.music.songs > 0 and not row.music.closed
