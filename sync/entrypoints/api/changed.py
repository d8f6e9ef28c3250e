"""Whether anything has changed, for pages that ask from time to time: where no event stream can be held open."""

import hashlib

from fastapi import APIRouter, Request, Response

from sync.engine.changes import seen
from sync.entrypoints.api.answers.changed import Changed
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.site import Here
from sync.entrypoints.api.tags import is_known

router = APIRouter(tags=["events"])


@router.get(
    "/changed",
    response_model=Changed,
    responses={304: {"description": "It is still the one that `If-None-Match` names"}},
)
async def changed(site: Here, person: Person, request: Request) -> Response:
    """A mark of everything that the event stream tells of: another one says that something has changed."""
    now = await site.short_look("changed", person, lambda app: seen(app, person))
    mark = hashlib.sha256(repr(now).encode()).hexdigest()[:32]
    headers = {"ETag": f'"{mark}"', "Cache-Control": "private, no-cache", "Vary": "Cookie"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    told = Changed(mark=mark, stream=request.app.state.streams is not None)
    return Response(told.model_dump_json(), headers=headers, media_type="application/json")
