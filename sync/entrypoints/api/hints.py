"""Where the target tells by itself that something has changed (its webhooks). Off unless a secret is set.

The address holds the secret, and what is told is a hint only (`core/hints.py`): the next tick asks the target.
"""

import hmac
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field, ValidationError

from sync.adapters.all import OURS
from sync.app import App
from sync.core.hints import Heard, Hint
from sync.core.role import Role
from sync.core.user import Connection
from sync.core.user_name import ME
from sync.engine.asks.look_now import look_now
from sync.engine.people import people
from sync.entrypoints.api.access.sign_in import policy_of
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site

router = APIRouter(include_in_schema=False)
TARGET = next(each.name for each in OURS if Role.TARGET in each.roles)
LARGEST = 4096
"""Bytes of an event; the target's have some 300."""
KNOWN_FOR = timedelta(minutes=1)
"""How long it is believed whose accounts there are: no event costs a look into the store."""


class Event(BaseModel):
    """What the target sends, by its reference of webhooks; it may come to hold more."""

    aspect_type: Literal["create", "update", "delete"]
    object_type: Literal["activity", "athlete"]
    object_id: Annotated[int, Field(ge=0, lt=2**63)]
    owner_id: Annotated[int, Field(ge=0, lt=2**63)]
    event_time: Annotated[int, Field(ge=0, lt=2**40)]


class Hints:
    """Of one server. Belongs to its event loop."""

    def __init__(self, site: Site) -> None:
        self._site, self._heard = site, Heard()
        self._users = dict[str, str]()
        self._read_at: datetime | None = None

    async def hear(self, hint: Hint) -> None:
        now = self._site.now()
        user = (await self._accounts(now)).get(hint.account)
        if user is not None and self._heard.is_to_be_followed(hint, user, now):
            await self._site.change(user, lambda app: look_now(app, user, now))

    async def _accounts(self, now: datetime) -> dict[str, str]:
        if self._read_at is None or not timedelta(0) <= now - self._read_at < KNOWN_FOR:
            self._read_at = now
            self._users = await self._site.look(ME, _accounts)
        return self._users


def _accounts(app: App) -> dict[str, str]:
    """Whose account at the target is whose here."""
    links = ((user, app.store.load(Connection, user, app.target_name)) for user in people(app))
    return {link.account: user for user, link in links if link is not None and link.sealed and link.account}


@router.get(f"/hints/{TARGET}/{{secret}}")
async def verify(
    request: Request,
    secret: str,
    mode: Annotated[str, Query(alias="hub.mode")] = "",
    challenge: Annotated[str, Query(alias="hub.challenge")] = "",
    token: Annotated[str, Query(alias="hub.verify_token")] = "",
) -> dict[str, str]:
    """The target asks whether this address wants its events: it does where the token is the secret as well."""
    _check(request, secret)
    if mode != "subscribe" or not _is_secret(request, token):
        raise Refusal(403, "not-asked-for", "Nobody here has asked for these events.")
    if not (challenge.isascii() and challenge.isalnum() and len(challenge) <= 100):
        raise Refusal(422, "invalid", "hub.challenge: 1 to 100 letters and digits")
    return {"hub.challenge": challenge}


@router.post(f"/hints/{TARGET}/{{secret}}")
async def hear(site: Here, request: Request, secret: str) -> dict[str, str]:
    """An event. A new activity is a reason to look; of the others the next look tells by itself."""
    _check(request, secret)
    body = await request.body()
    if len(body) > LARGEST:
        raise Refusal(413, "too-large", f"At most {LARGEST} bytes are taken.")
    try:
        event = Event.model_validate_json(body, strict=True)
    except ValidationError:
        raise Refusal(422, "invalid", "This is no event.") from None
    if event.object_type == "activity" and event.aspect_type == "create":
        hints = request.app.state.hints = request.app.state.hints or Hints(site)
        await hints.hear(Hint(str(event.owner_id), event.object_id, event.event_time))
    return {}


def _check(request: Request, secret: str) -> None:
    """Raises `Refusal` as for any address that is none."""
    if not _is_secret(request, secret):
        raise Refusal(404, "not-found", "Not Found")


def _is_secret(request: Request, text: str) -> bool:
    ours = policy_of(request).hook
    return bool(ours) and hmac.compare_digest(ours.encode(), text.encode("utf-8", "surrogatepass"))
