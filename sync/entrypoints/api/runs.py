"""The runs: the list, its calendar, one run, its story and its route."""

import hashlib
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from sync.app import App
from sync.core.run_list import Wanted
from sync.core.states import State
from sync.engine import run_pages, story
from sync.engine.asks.refusals import NotFound
from sync.engine.routes import packed_route_of
from sync.engine.run_files import Form, run_file
from sync.entrypoints.api import cursors, told_runs
from sync.entrypoints.api.answers import runs as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here
from sync.entrypoints.api.tags import is_known

router = APIRouter(tags=["runs"])
FIRST_YEAR, LAST_YEAR = 1971, 2199
KINDS = {
    Form.FIT: "application/vnd.ant.fit",
    Form.GPX: "application/gpx+xml",
    Form.TCX: "application/vnd.runtrack.tcx+xml",
    Form.GEOJSON: "application/geo+json",
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.M3U8: "application/vnd.apple.mpegurl",
    Form.XSPF: "application/xspf+xml",
    Form.JSPF: "application/jspf+json",
}


@router.get("/activities", response_model=answers.RunList)
async def list_runs(
    site: Here,
    person: Person,
    cursor: Annotated[str | None, Query(description="`next` of the page before", max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    q: Annotated[str, Query(description="Words of title, songs and artists, whatever their case", max_length=200)] = "",
    state: Annotated[list[State], Query(description="Only these; may be repeated")] = [],  # noqa: B006
    sport: Annotated[list[str], Query(description="Only these; may be repeated")] = [],  # noqa: B006
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Of the start, in UTC")] = None,
    since: Annotated[date | None, Query(description="From this day (UTC) on")] = None,
    until: Annotated[date | None, Query(description="Before this day (UTC)")] = None,
    music: Annotated[bool | None, Query(description="Whether songs were found")] = None,
) -> Response:
    """The runs, newest first. A page may hold fewer than `limit`, even none, while `next` says that it goes on."""
    first, end = _day(since), _day(until)
    if year is not None:
        first = max(filter(None, (first, datetime(year, 1, 1, tzinfo=UTC))))
        end = min(filter(None, (end, datetime(year + 1, 1, 1, tzinfo=UTC))))
    wanted = Wanted(frozenset(state), frozenset(), frozenset(sport), q, first, end, music)
    app = site.installation
    page = run_pages.page(app, person, told_runs.Glance, wanted, after=cursors.read(cursor, person), limit=limit)
    return Response(told_runs.page(app, page, cursors.written(page.next)), media_type="application/json")


@router.get("/calendar")
async def calendar(
    site: Here, person: Person, year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None
) -> answers.Calendar:
    """Every run of a year, this one where none is said."""
    chosen = year if year is not None else site.now().year
    view = await site.short_look("calendar", person, lambda app: run_pages.calendar(app, person, chosen))
    return told_runs.calendar(view)


@router.get("/activities/{id}")
async def one_run(site: Here, person: Person, id: str) -> answers.Run:
    """One run, by its name, or an id at its source or on the target."""
    app = site.app(person)
    return told_runs.one(app, run_pages.seen(app, run_pages.run(app, person, id), site.now()))


@router.get("/activities/{id}/why")
async def why(site: Here, person: Person, id: str) -> answers.Why:
    """Every decision about a run, oldest first, and what comes next."""
    app = site.app(person)
    row = run_pages.run(app, person, id)
    return told_runs.why(row, story.comes_next(app, row, site.now()))


@router.get(
    "/activities/{id}/route",
    responses={
        200: {"description": "The route, gzipped, as it is kept (docs/api.md)", "content": {"application/json": {}}},
        304: {"description": "It is still the one that `If-None-Match` names"},
    },
)
async def route(site: Here, person: Person, id: str, request: Request) -> Response:
    """The points of a run, as they are kept: gzipped JSON, column by column."""

    def kept(app: App) -> bytes:
        found = packed_route_of(app, run_pages.run(app, person, id))
        if found is None:
            raise Refusal(404, "no-route", "There is no route of this run.")
        return found

    data = await site.short_look("route", person, kept)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(data, headers={**headers, "Content-Encoding": "gzip"}, media_type="application/json")


@router.get(
    "/activities/{id}/file.{form}",
    response_class=Response,
    responses={200: {"description": "The file", "content": {kind: {} for kind in KINDS.values()}}},
)
async def download(site: Here, person: Person, id: str, form: Form) -> Response:
    """The run as a file, its songs in it: laps of a TCX, way points of a GPX, lines of a GeoJSON, cells of a table."""
    made = await site.look(person, lambda app: run_file(app, run_pages.run(app, person, id), form))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "private, no-cache"}
    return Response(made.data, headers=headers, media_type=KINDS[form])


def _day(day: date | None) -> datetime | None:
    if day is None:
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotFound(str(day))
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
