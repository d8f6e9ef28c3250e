"""Phones that say where their runner is: made with an address of their own, listed, revoked.

They post elsewhere (`ingest.py`).
"""

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter
from pydantic import Field

from sync.core.live.phones.apps import APPS
from sync.core.live.phones.phone import LivePhone
from sync.engine.asks import phones as verbs
from sync.engine.live.setting_up import setup_of
from sync.entrypoints.api.access.policy import is_loopback
from sync.entrypoints.api.answers.phones import NewPhone, PhoneAnswer, PhoneAppAnswer, PhoneAsked, Phones
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here
from sync.entrypoints.phone_words import STEPS, TROUBLES

router = APIRouter(tags=["live"])
Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@router.get("/live/phones")
async def list_phones(site: Here, person: Person) -> Phones:
    """Your phones that say where you run, and the apps that they may say it with."""
    return Phones(
        phones=[_told(each) for each in verbs.phones(site.installation.store, person)],
        apps=[
            PhoneAppAnswer(name=each.name, title=each.title, systems=each.systems, steps=list(STEPS[each.name]))
            for each in APPS.values()
        ],
        reachable=not is_loopback(urlsplit(site.address).hostname or ""),
    )


@router.post("/live/phones", status_code=201)
async def make_phone(site: Here, person: Person, asked: PhoneAsked) -> NewPhone:
    """Let one more phone say where you run: an address for its app."""
    from sync.entrypoints.qr import as_picture  # with the first of them

    secret = secrets.token_urlsafe(32)
    made, word = await site.change(
        person, lambda app: verbs.make_phone(app.store, person, asked.app, asked.name, secret, site.now())
    )
    setup = setup_of(made, site.address, word)
    return NewPhone(phone=_told(made), address=setup.address, setup=setup.link, qr=as_picture(setup.to_scan))


@router.delete("/live/phones/{id}", status_code=204)
async def revoke_phone(site: Here, person: Person, id: Fingerprint) -> None:
    """Take one back, at once: what it sends is answered as if nothing were there."""
    if not await site.change(person, lambda app: verbs.revoke_phone(app.store, person, id)):
        raise Refusal(404, "not-found", "There is no such phone.")


def _told(phone: LivePhone) -> PhoneAnswer:
    return PhoneAnswer(
        id=phone.id,
        app=phone.app,
        app_title=APPS[phone.app].title,
        name=phone.name,
        made=phone.made,
        last_seen=phone.last_seen,
        trouble=TROUBLES[phone.trouble],
    )
