"""Links to one's own runs, and the privacy zones that cut what is behind them."""

import secrets
from random import SystemRandom

from fastapi import APIRouter

from sync.core.privacy import Zone
from sync.core.shared_run import SharedRun
from sync.engine import run_pages
from sync.engine.asks import privacy_zones, share_run
from sync.engine.asks.privacy_zones import Circle
from sync.entrypoints.api.answers import shares as answers
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site

router = APIRouter(tags=["shares"])
CHANCE = SystemRandom()


@router.get("/shares")
async def list_shares(site: Here, person: Person) -> answers.Shares:
    """Your links."""
    known = share_run.shared_runs(site.installation.store, person)
    return answers.Shares(shares=[_told(site, each) for each in known])


@router.post("/shares", status_code=201)
async def share(site: Here, person: Person, asked: answers.ShareAsked) -> answers.Share:
    """A new link to a run."""
    row = run_pages.run(site.app(person), person, asked.run)
    secret = secrets.token_urlsafe(16)
    made = await site.change(
        person,
        lambda app: share_run.share_run(
            app.store, row, secret, site.now(), until=asked.until, shows=tuple(dict.fromkeys(asked.shows))
        ),
    )
    return _told(site, made)


@router.delete("/shares/{id}", status_code=204)
async def revoke_share(site: Here, person: Person, id: str) -> None:
    """Take a link back, for good."""
    if not await site.change(person, lambda app: share_run.revoke_shared(app.store, person, id, site.now())):
        raise Refusal(404, "not-found", "There is no such link.")


@router.get("/privacy-zones")
async def zones(site: Here, person: Person) -> answers.Zones:
    """Your privacy zones."""
    return _zones(privacy_zones.zones_of(site.installation.store, person))


@router.put("/privacy-zones")
async def set_zones(site: Here, person: Person, asked: answers.Zones) -> answers.Zones:
    """All of them from now on; also links that were given out earlier are cut by them."""
    circles = [Circle(each.lat, each.lon, each.radius, each.name) for each in asked.zones]
    made = await site.change(person, lambda app: privacy_zones.set_zones(app.store, person, circles, CHANCE.random))
    return _zones(made)


def _zones(known: tuple[Zone, ...]) -> answers.Zones:
    shapes = [answers.ZoneShape(lat=each.lat, lon=each.lon, radius=each.radius, name=each.name) for each in known]
    return answers.Zones(zones=shapes)


def _told(site: Site, link: SharedRun) -> answers.Share:
    row = site.installation.store.activity(link.run)
    return answers.Share(
        id=link.id,
        url=f"{site.address}/s/{link.id}",
        run=link.run.short,
        title=row.title if row is not None else "",
        made=link.made,
        until=link.until,
        shows=list(link.shows),
        holds=link.holds(site.now()),
    )
