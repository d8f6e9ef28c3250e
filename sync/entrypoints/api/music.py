"""The music: a run's soundtrack, and the plays."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.music import Gap
from sync.engine import friendship, play_views, run_pages, soundtrack_views, strip_views
from sync.engine.soundtrack_views import Line
from sync.entrypoints.api import cursors, told_music
from sync.entrypoints.api.answers import music as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here

router = APIRouter(tags=["music"])


@router.get("/activities/{id}/music", response_model=answers.Music)
async def soundtrack(site: Here, person: Person, id: str) -> Response:
    """The songs of a run with the run's figures during each, and the gaps in what is known of its time."""

    def laid(app: App) -> tuple[Activity, tuple[Line, ...], list[Gap], dict[str, str]]:
        row = run_pages.run(app, person, id)
        end = row.start + timedelta(seconds=row.elapsed)
        lines = soundtrack_views.lines(app, row)
        called = friendship.called(app.store, person) if any(line.sent_by for line in lines) else {}
        return row, lines, play_views.gaps_of(app, person, row.start, end), called

    told = told_music.soundtrack(*await site.short_look("music", person, laid))
    return Response(told, media_type="application/json")


@router.get("/strips")
async def strips(
    site: Here,
    person: Person,
    since: Annotated[AwareDatetime, Query(description="Of runs that began from this moment on")],
    until: Annotated[AwareDatetime, Query(description="And before this one")],
) -> answers.Strips:
    """When the songs of the runs of a time began and ended, newest first, of 200 runs at most: what a list shows."""
    seen = await site.short_look("strips", person, lambda app: strip_views.strips(app, person, since, until))
    return answers.Strips(strips=[answers.Strip(id=each.run.name, songs=list(each.songs)) for each in seen])


@router.get("/plays")
async def plays(
    site: Here,
    person: Person,
    cursor: Annotated[str | None, Query(description="`next` of the page before", max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    source: Annotated[str, Query(description="Only of this source", max_length=60)] = "",
) -> answers.Plays:
    """What was played, newest first."""
    before = _moment(cursor) if cursor else site.now() + timedelta(days=1)
    page = await site.short_look(
        "plays", person, lambda app: play_views.page(app, person, before, limit=limit, source=source)
    )
    return told_music.plays(page, cursors.pack([page.next.isoformat()]) if page.next else None)


def _moment(cursor: str) -> datetime:
    match cursors.unpack(cursor):
        case [str(text)]:
            return cursors.moment(text)
    raise cursors.wrong()
