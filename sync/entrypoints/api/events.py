"""The event stream of a browser (`text/event-stream`): what changed, as it changes."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from sync.core.signing_in import ApiToken
from sync.engine.asks import sessions
from sync.entrypoints.api.access.callers import Caller, caller_of
from sync.entrypoints.api.access.cookies import SESSION, read_cookie
from sync.entrypoints.api.access.sign_in import policy_of
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site
from sync.entrypoints.api.streams import Stream, Streams

QUIET = 15.0
"""Seconds without an event after which a sign of life is sent, and it is looked whether the session still holds."""
router = APIRouter(tags=["events"])


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `tick`, `run`, `play`, `connection`, `song`, `live`, `again`",
            "content": {"text/event-stream": {}},
        }
    },
)
async def events(site: Here, person: Person, request: Request) -> StreamingResponse:
    """What changed: `tick` {at}, `run` {id, state}, `play` {source, at, title, artist}, `connection` {service, state},
    `song` {id}, `live` {} (a run in progress began or is over); `again`: look at everything again. `Last-Event-ID`
    brings what was missed. Ends with the session."""
    streams: Streams = request.app.state.streams
    stream = streams.join(person, request.headers.get("last-event-id", ""))
    if stream is None:
        raise Refusal(503, "too-many-streams", "Too many event streams are open.", headers={"Retry-After": "30"})
    word = read_cookie(policy_of(request), request, SESSION)
    told = _told(site, streams, person, stream, caller_of(request), word)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(told, media_type="text/event-stream", headers=headers)


async def _told(
    site: Site, streams: Streams, user: str, stream: Stream, caller: Caller, word: str
) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 3000\n\n"
        while True:
            try:
                event = await asyncio.wait_for(stream.get(), QUIET)
            except TimeoutError:
                if not still_in(site, caller, word):
                    return
                event = b": here\n\n"
            if event is None:
                return
            yield event
    finally:
        streams.leave(user, stream)


def still_in(site: Site, caller: Caller, word: str) -> bool:
    """Whether the session or the token by which it was opened is still there."""
    store = site.installation.store
    if caller.session is not None:
        return sessions.session_of(store, word, site.now()) is not None
    return caller.token is None or store.load(ApiToken, caller.token.user, caller.token.id) is not None
