"""A year looked back on, and its poster."""

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Response

from sync.core.insights.review import Review
from sync.engine.review import review_of
from sync.entrypoints import poster
from sync.entrypoints.api.answers import review as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.language import language as preferred
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site
from sync.entrypoints.review_fields import fields

router = APIRouter(tags=["insights"])
type Spoken = Literal["en", "de"] | None


@router.get("/review/{year}")
async def review(site: Here, person: Person, year: int) -> answers.ReviewAnswer:
    """A year of running to music: how far, to which songs."""
    return await _of(site, person, year, lambda found: answers.ReviewAnswer.model_validate(fields(found)))


@router.get("/review/{year}/poster.svg", responses={200: {"content": {"image/svg+xml": {}}}})
async def poster_as_svg(site: Here, person: Person, year: int, language: Spoken = None) -> Response:
    """Its poster: each run's way in the colours of its songs, privacy zones cut out."""
    spoken = language or preferred()
    drawn = await _of(site, person, year, lambda found: poster.drawing(found, spoken))
    return Response(drawn, media_type="image/svg+xml", headers=_named(year, "svg"))


@router.get("/review/{year}/poster.png", responses={200: {"content": {"image/png": {}}}})
async def poster_as_png(site: Here, person: Person, year: int, language: Spoken = None) -> Response:
    """The same as a picture of 900 by 1,440 points."""
    spoken = language or preferred()
    drawn = await _of(site, person, year, lambda found: poster.picture(found, spoken))
    return Response(drawn, media_type="image/png", headers=_named(year, "png"))


async def _of[T](site: Site, person: str, year: int, made: Callable[[Review], T]) -> T:
    found = await site.look(person, lambda app: None if (seen := review_of(app, person, year)) is None else made(seen))
    if found is None:
        raise Refusal(404, "not-found", "There is no run in this year.")
    return found


def _named(year: int, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'inline; filename="runtrack-{year}.{kind}"', "Cache-Control": "private, no-cache"}
