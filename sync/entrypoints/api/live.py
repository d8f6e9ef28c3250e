"""A run in progress: for its runner, and for whoever has a link to it."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, StreamingResponse

from sync.app import App
from sync.core.live.shown import LiveLink
from sync.engine.asks import live_links
from sync.engine.own import app_of
from sync.entrypoints.api.access.callers import caller_of
from sync.entrypoints.api.access.cookies import SESSION, read_cookie
from sync.entrypoints.api.access.sign_in import policy_of
from sync.entrypoints.api.answers import live as answers
from sync.entrypoints.api.events import QUIET, still_in
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.live_streams import LiveStreams
from sync.entrypoints.api.pages import no_pages
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.shared import UNLISTED
from sync.entrypoints.api.site import Here, Site
from sync.entrypoints.api.streams import Stream
from sync.entrypoints.api.tags import is_known
from sync.entrypoints.api.told_live import Audience, mark, seen, told

router = APIRouter(tags=["live"])
pages = APIRouter(include_in_schema=False)
STREAM = dict[str, Any]({"text/event-stream": {}})


@router.get("/live", response_model=answers.LiveAnswer)
async def live(site: Here, person: Person, request: Request) -> Response:
    """Your run in progress; the one that ended last while its own file has not come. Whole: for who asks from time to
    time, with `If-None-Match`."""
    return await _told(site, Audience(person), request)


@router.get(
    "/live/events",
    response_class=StreamingResponse,
    responses={200: {"description": "Events `live`, each a `LiveAnswer`", "content": STREAM}},
)
async def live_events(site: Here, person: Person, request: Request) -> StreamingResponse:
    """The same as it goes on: everything first, then what has come. Ends with the session."""
    word = read_cookie(policy_of(request), request, SESSION)
    caller = caller_of(request)
    return _stream(request, Audience(person), lambda: still_in(site, caller, word))


@router.get("/live/links")
async def list_live_links(site: Here, person: Person) -> answers.LiveLinks:
    """Your links to it."""
    known = live_links.live_links(site.installation.store, person, site.now())
    return answers.LiveLinks(links=[_link(site, each) for each in known])


@router.post("/live/links", status_code=201)
async def show_live(site: Here, person: Person, asked: answers.LiveLinkAsked) -> answers.LiveLinkAnswer:
    """A new link: it shows whatever run is in progress until it ends."""
    secret = secrets.token_urlsafe(16)
    made = await site.change(
        person,
        lambda app: live_links.show_live(
            app.store, person, secret, site.now(), until=asked.until, shows=tuple(dict.fromkeys(asked.shows))
        ),
    )
    return _link(site, made)


@router.delete("/live/links/{id}", status_code=204)
async def revoke_live_link(site: Here, person: Person, id: str) -> None:
    """Take a link back, for good."""
    if not await site.change(person, lambda app: live_links.revoke_live(app.store, person, id, site.now())):
        raise Refusal(404, "not-found", "There is no such link.")


@router.get("/shared-live/{id}", response_model=answers.LiveAnswer)
async def shared_live(site: Here, id: str, request: Request) -> Response:
    """A run in progress that its runner shows to whoever has the link; nobody has to sign in."""
    answer = await _told(site, _behind(site, id), request)
    answer.headers.update(UNLISTED)
    return answer


@router.get(
    "/shared-live-events/{id}",
    response_class=StreamingResponse,
    responses={200: {"description": "Events `live`, each a `LiveAnswer`", "content": STREAM}},
)
async def shared_live_events(site: Here, id: str, request: Request) -> StreamingResponse:
    """The same as it goes on. Ends with the link."""
    return _stream(request, _behind(site, id), lambda: _holds(site, id))


@pages.get("/l/{id}")
async def live_page(site: Here, id: str, request: Request) -> Response:
    """The pages' own page."""
    page = request.app.state.pages / "index.html"
    if not page.is_file():
        return no_pages()
    return HTMLResponse(page.read_text(), 200 if _holds(site, id) else 404, UNLISTED)


def _link(site: Site, one: LiveLink) -> answers.LiveLinkAnswer:
    url = f"{site.address}/l/{one.id}"
    return answers.LiveLinkAnswer(id=one.id, url=url, made=one.made, until=one.until, shows=list(one.shows))


def _holds(site: Site, id: str) -> bool:
    return live_links.live_link(site.installation, id, site.now()) is not None


def _behind(site: Site, id: str) -> Audience:
    """Raises `Refusal` for a link that leads nowhere."""
    link = live_links.live_link(site.installation, id, site.now())
    if link is None:
        raise Refusal(404, "not-found", "This link leads nowhere: it has ended, was taken back, or never was.")
    return Audience(link.user, link.id)


async def _told(site: Site, audience: Audience, request: Request) -> Response:
    """The tag is of what is told but for the moment."""
    now = site.now()

    def look(app: App) -> tuple[str, bytes]:
        own = app_of(app, audience.user)
        one = seen(own, audience, now)
        marked = repr((mark(own, audience), one is not None and (one.over, one.last)))
        return hashlib.sha256(marked.encode()).hexdigest()[:32], told(own, audience, one, now)

    tag, data = await site.look(audience.user, look)
    await site.change(audience.user, lambda app: live_links.watched(app.store, audience.user, now))
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type="application/json")


def _stream(request: Request, audience: Audience, holds: Callable[[], bool]) -> StreamingResponse:
    streams: LiveStreams = request.app.state.live_streams
    stream = streams.join(audience)
    if stream is None:
        raise Refusal(503, "too-many-streams", "Too many event streams are open.", headers={"Retry-After": "30"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", **UNLISTED}
    return StreamingResponse(_events(streams, audience, stream, holds), media_type="text/event-stream", headers=headers)


async def _events(
    streams: LiveStreams, audience: Audience, stream: Stream, holds: Callable[[], bool]
) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 3000\n\n"
        looked = time.monotonic()
        while True:
            try:
                event = await asyncio.wait_for(stream.get(), QUIET)
            except TimeoutError:
                event = b": here\n\n"
            if event is None:
                return
            if time.monotonic() - looked >= QUIET:  # what is taken back shows nothing at once, and ends here
                looked = time.monotonic()
                if not holds():
                    return
            yield event
    finally:
        streams.leave(audience, stream)
