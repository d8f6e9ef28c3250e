"""Where messengers bring what people write to the bot (their webhooks). Off unless the messenger is set up.

Only what is signed is read, and it is only kept: the next tick does what it asks for. A store that cannot keep it
answers so, and the messenger brings it again.
"""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse

from sync.core.inbound import Update
from sync.core.user_name import ME
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site

router = APIRouter(include_in_schema=False)
MESSENGER, TELEGRAM = "messenger", "telegram"


@router.get("/hooks/messenger")
async def verify(
    site: Here,
    mode: Annotated[str, Query(alias="hub.mode")] = "",
    challenge: Annotated[str, Query(alias="hub.challenge")] = "",
    token: Annotated[str, Query(alias="hub.verify_token")] = "",
) -> PlainTextResponse:
    """Facebook asks whether this address wants what people write: it does where the word is the one that was set."""
    ours = _setting(site, MESSENGER, "MESSENGER_VERIFY_TOKEN")
    if mode != "subscribe" or not hmac.compare_digest(ours.encode(), token.encode("utf-8", "surrogatepass")):
        raise Refusal(403, "not-asked-for", "Nobody here has asked for these events.")
    if not (challenge.isascii() and challenge.isalnum() and len(challenge) <= 100):
        raise Refusal(422, "invalid", "hub.challenge: 1 to 100 letters and digits")
    return PlainTextResponse(challenge)


@router.post("/hooks/messenger")
async def messenger(site: Here, request: Request) -> dict[str, str]:
    """What people did, signed over its very bytes. What is signed and says nothing that we know is answered alike, else
    it would be brought again for hours."""
    secret = _setting(site, MESSENGER, "MESSENGER_APP_SECRET")
    body = await request.body()
    from sync.adapters.facebook_deliveries import is_signed, updates_of  # with the first of them

    if not is_signed(secret, body, request.headers.get("x-hub-signature-256", "")):
        raise Refusal(403, "not-signed", "This is not signed with the app's secret.")
    try:
        some = updates_of(body)
    except ValueError:
        return {}
    await _kept(site, MESSENGER, some)
    return {}


@router.post("/hooks/telegram")
async def telegram(site: Here, request: Request) -> dict[str, str]:
    """What people did, said with the word that the bot's token makes. What is said so and is nothing that we know is
    answered alike, else it would be brought again."""
    token = _setting(site, TELEGRAM, "TELEGRAM_BOT_TOKEN")
    from sync.adapters.telegram_hook import HEADER, is_said, update_in  # with the first of them

    if not is_said(token, request.headers.get(HEADER, "")):
        raise Refusal(403, "not-signed", "This is not said with the bot's secret.")
    update = update_in(await request.body())
    await _kept(site, TELEGRAM, () if update is None else (update,))
    return {}


async def _kept(site: Site, service: str, some: tuple[Update, ...]) -> None:
    if some:
        now = site.now()
        from sync.engine.incoming import keep

        await site.change(ME, lambda app: keep(app.store, service, some, now))


def _setting(site: Site, service: str, name: str) -> str:
    """A secret that the messenger cannot do without. Raises `Refusal`, as for any address that is none, where it is not
    set up."""
    messengers = site.installation.messengers
    value: Any = site.settings.of_services[name]
    if service not in messengers or not value:
        raise Refusal(404, "not-found", "Not Found")
    return str(value.value)
