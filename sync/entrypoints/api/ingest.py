"""Where the apps on phones post where their runner is: `/ingest/<app>/<secret>`, outside of the API.

No person signs in there and no page calls it: the secret in the address is all, and it can only bring points. What
cannot be read is answered as if all were well, else the phone would send it for ever and nothing after it; its owner is
told in the pages. A store that cannot keep it answers so, and the phone sends it again.
"""

from collections import OrderedDict
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from sync.app import App
from sync.core.live.parting import Remembered
from sync.core.live.phones.apps import APPS
from sync.core.live.phones.phone import LivePhone
from sync.core.live.phones.told import Told, Trouble
from sync.engine.asks.phones import phone_of
from sync.engine.leaving import is_marked
from sync.engine.live.phones import read, take_in
from sync.entrypoints.api.access.callers import Caller
from sync.entrypoints.api.access.checks import INGEST
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here
from sync.ports import Conflict, Store

router = APIRouter(include_in_schema=False)
MOST_REMEMBERED = 500
"""Phones of which the last minutes are remembered; whoever is forgotten starts anew."""
BUSY = "It is being worked on at this moment: try again."


class Phones:
    """The last minutes of the phones of one server, in memory alone. Belongs to the thread of its wishes."""

    def __init__(self) -> None:
        self._known = OrderedDict[str, Remembered]()

    def take_in(self, store: Store, phone: LivePhone, told: Told, now: datetime) -> None:
        """Raises `Conflict`, with nothing forgotten: the phone sends it again. Who was revoked, or is being deleted, in
        the meantime is not listened to."""
        known = store.load(LivePhone, phone.user, phone.id)
        if known is None or is_marked(store, phone.user):
            return
        self._known[phone.id] = take_in(store, known, told, self._known.get(phone.id, Remembered()), now)
        self._known.move_to_end(phone.id)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)


@router.api_route(f"{INGEST}{{name}}/{{secret}}", methods=["GET", "POST"])
async def ingest(site: Here, request: Request, name: str, secret: str) -> Response:
    """What a phone says of where it is; what each app takes for yes is its own."""
    app = APPS.get(name)
    phone = phone_of(site.installation.store, name, secret) if app is not None else None
    if app is None or phone is None:
        raise Refusal(404, "not-found", "Not Found")
    request.scope["caller"] = Caller(phone.user)  # for the log: whose it was
    await request.app.state.gate.counting.check_post(phone.id)
    body, query, now = await _body(request, app.largest), request.scope["query_string"], site.now()
    phones: Phones = request.app.state.phones

    def kept(wired: App) -> None:
        told = Told(trouble=Trouble.TOO_LARGE) if body is None else read(name, query, body)
        phones.take_in(wired.store, phone, told, now)

    try:
        await site.change(phone.user, kept)
    except Conflict:
        raise Refusal(503, "being-changed", BUSY, headers={"Retry-After": "5"}) from None
    return Response(app.answer, headers={"Cache-Control": "no-store"}, media_type=app.kind)


async def _body(request: Request, most: int) -> bytes | None:
    """None where it is longer; it is read to its end nevertheless, or the phone would not hear the answer."""
    read = bytearray()
    async for piece in request.stream():
        if len(read) <= most:
            read += piece
    return bytes(read) if len(read) <= most else None
