"""Everything of a person as one zip, or a selection of their runs for other programs; and how its sending goes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Query, Request

from sync.app import App
from sync.engine.asks.export import Entry, export
from sync.engine.asks.take_out import FIRST, LAST, Selection, take_out
from sync.entrypoints.api.access.callers import caller_of
from sync.entrypoints.api.access.checks import OURS, bearer_of
from sync.entrypoints.api.access.cookies import SESSION, read_cookie
from sync.entrypoints.api.access.sign_in import policy_of
from sync.entrypoints.api.answers import export as answers
from sync.entrypoints.api.answers.problem import WrongField
from sync.entrypoints.api.events import still_in
from sync.entrypoints.api.exports import Archive, Exports
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here
from sync.entrypoints.selections import NAMES, CannotBeCut, NoParquet, has_parquet, selection

router = APIRouter(tags=["export"])
ExportForm = StrEnum("ExportForm", {name.upper(): name for name in NAMES})  # type: ignore[misc]  # its members are those names


class ZoneChoice(StrEnum):
    """What becomes of what lies in privacy zones."""

    KEEP = "keep"
    CUT = "cut"


@router.get(
    "/export",
    response_class=Archive,
    responses={200: {"description": "A zip, made as it is sent", "content": {"application/zip": {}}}},
)
async def take_out_archive(
    site: Here,
    person: Person,
    request: Request,
    what: Annotated[
        list[ExportForm], Query(alias="as", description="Only this, to take along; may be repeated. None: everything")
    ] = [],  # noqa: B006
    since: Annotated[date | None, Query(description="With `as`: runs from this day (UTC) on")] = None,
    until: Annotated[date | None, Query(description="With `as`: before this day (UTC)")] = None,
    zones: Annotated[
        ZoneChoice, Query(description="With `as`: whether privacy zones are cut out of routes")
    ] = ZoneChoice.KEEP,
) -> Archive:
    """One zip of everything, which `runtrack import-archive` brings back; with `as` files and tables of the runs of
    some days. One at a time for each person. ExportForm is broken off is no archive."""
    _made_here(request)
    chosen = _chosen([str(each) for each in what], since, until, zones)
    now, exports = site.now(), exports_of(request)

    def entries(app: App) -> Iterator[Entry]:
        if chosen is not None:
            return take_out(app, person, chosen, now)
        return export(app, person, now, f"runtrack {version('runtrack')}")

    caller, word = caller_of(request), read_cookie(policy_of(request), request, SESSION)
    told = await exports.begin(person, entries, lambda: still_in(site, caller, word))
    name = f"runtrack-{person}-{now:%Y-%m-%d}{'-selection' if chosen else ''}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Archive(told, headers=headers | {"X-Accel-Buffering": "no"}, media_type="application/zip")


@router.get("/export/progress")
async def export_progress(person: Person, request: Request) -> answers.ExportProgress:
    """The archive of yours that is under way, or the last one since the server began. How large it becomes is not known
    before it is there."""
    exports = exports_of(request)
    seen = exports.of(person)
    return answers.ExportProgress(
        parquet=has_parquet(),
        free=exports.is_free(person),
        began=seen.began if seen else None,
        how=seen.how if seen else None,
        files=seen.files if seen else 0,
        bytes=seen.bytes if seen else 0,
    )


def exports_of(request: Request) -> Exports:
    found: Exports = request.app.state.exports
    return found


def _chosen(names: list[str], since: date | None, until: date | None, zones: ZoneChoice) -> Selection | None:
    if not names:
        if since or until or zones is ZoneChoice.CUT:
            raise _wrong("as", "say as what, where days or zones are chosen")
        return None
    first, last = (_day(since) if since else FIRST), (_day(until) if until else LAST)
    if first >= last:
        raise _wrong("until", "the last day is not after the first one")
    try:
        return selection(names, first, last, cut_zones=zones is ZoneChoice.CUT)
    except NoParquet:
        raise _wrong("as", "Parquet needs Apache Arrow, which is not installed here; `tables` is CSV") from None
    except CannotBeCut:
        raise _wrong("zones", "no zone can be cut out of the watch's own file (`fit`)") from None


def _wrong(field: str, message: str) -> Refusal:
    wrong = WrongField(field=field, message=message)
    return Refusal(422, "invalid", "Something of this request cannot be used.", errors=[wrong])


def _day(chosen: date) -> datetime:
    return datetime(chosen.year, chosen.month, chosen.day, tzinfo=UTC)


def _made_here(request: Request) -> None:
    """A link on another site's page may lead a browser here: no archive is begun by it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in OURS and bearer_of(request.headers) is None:
        raise Refusal(403, "made-elsewhere", "This wish was made on another site's page: it was not carried out.")
