"""Which services may be called now, by a tick and by its rows, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.budget import Budget
from sync.core.user import Connection
from sync.engine import saving


@dataclass(frozen=True, slots=True)
class Block:
    """Why a service may not be called, and until when (None: until a person has acted)."""

    why: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """The services that may not be called now, by name; whether only a person can change that.

    `source`: where this runner's runs come from; it is the `target` itself where there is no Garmin, but Strava and a
    music service. `login_needed`: of a service that this runner cannot do without, for it was never connected or is no
    longer. `away`: the services that have not answered of late; `rests`: those among them that rows leave alone now."""

    services: Mapping[str, Block]
    source: str
    target: str
    away: frozenset[str]
    rests: Mapping[str, Block]
    needs_person: bool
    login_needed: bool

    @property
    def finds_on_target(self) -> bool:
        """Whether new runs are looked for on the target: there is no other source."""
        return self.source == self.target

    def why(self, *services: str) -> str:
        """Why the first of these that is blocked may not be called, "" when all may."""
        return next((self.services[service].why for service in services if service in self.services), "")

    def for_rows(self, *services: str) -> str:
        """Why no row may use the first of these that is blocked or left alone, "" when one may."""
        blocked = (self.services.get(service) or self.rests.get(service) for service in services)
        return next((block.why for block in blocked if block is not None), "")


def of_user(app: App, user: str, now: datetime) -> Blocks:
    """The state of this user's services, read from the store."""
    return of_links(app, app.store.all(Connection, user), saving.strava_budget(app), now)


def of_links(app: App, links: Sequence[Connection], budget: Budget, now: datetime) -> Blocks:
    """The same of what was read already."""
    of = {link.service: link for link in links}
    listens = any(of[source.service].sealed for source in app.music if source.service in of)
    on_target = listens and not _connected(of.get("garmin")) and _connected(of.get("strava"))
    services = {name: block for name in ("garmin", "strava") if (block := block_of(of.get(name), name, now))}
    if "strava" not in services and budget.is_blocked(now):
        services["strava"] = _until(budget.blocked_why, budget.blocked_until)
    needed = [of.get(name) for name in (("strava",) if on_target else ("garmin", "strava"))]
    waiting = any(link is None or not link.sealed or link.login_needed for link in needed)
    away = frozenset(link.service for link in links if link.unavailable_since is not None)
    return Blocks(
        services,
        source="strava" if on_target else "garmin",
        target="strava",
        away=away,
        rests={link.service: rest for link in links if link.service in away and (rest := _rest(link, now))},
        needs_person=waiting or budget.inactive,
        login_needed=waiting,
    )


def _connected(connection: Connection | None) -> bool:
    return connection is not None and bool(connection.sealed)


def block_of(connection: Connection | None, service: str, now: datetime) -> Block | None:
    """Why this user's connection to a service may not be used, None when it may."""
    name = service.title()
    if connection is None or not connection.sealed:
        return Block(f"{name} is not connected")
    if connection.login_needed:
        return Block(f"{name} needs a login: {connection.login_needed}")
    return _until(connection.blocked_why, connection.blocked_until) if connection.is_blocked(now) else None


def _until(why: str, until: datetime | None) -> Block:
    return Block(f"{why} (until {until:%H:%M} UTC)", until)


def _rest(connection: Connection, now: datetime) -> Block | None:
    if connection.probe_at is None or connection.probe_at <= now:
        return None
    name, at = connection.service.title(), connection.probe_at
    return Block(f"{name} does not answer ({connection.last_error}; asked again at {at:%H:%M} UTC)", at)
