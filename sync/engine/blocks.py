"""Which services may be called now, by a tick and by its rows, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.app import App, RunSource
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

    `sources`: where this runner's runs come from, none where they are looked for on the `target` itself: there is no
    other source, but the target and a music service. `login_needed`: of a service that this runner cannot do without,
    for it was never connected or is no longer. `away`: the services that have not answered of late; `rests`: those
    among them that rows leave alone now. `sends`: runs go on to the target, else they are kept here; `looks_for_runs`:
    else this person has music and no activities, and is complete with that. `needed`: the services that this person
    cannot do without."""

    services: Mapping[str, Block]
    sources: tuple[str, ...]
    target: str
    away: frozenset[str]
    rests: Mapping[str, Block]
    needs_person: bool
    login_needed: bool
    sends: bool = True
    looks_for_runs: bool = True
    needed: tuple[str, ...] = ()

    @property
    def finds_on_target(self) -> bool:
        """Whether new runs are looked for on the target: there is no other source."""
        return not self.sources

    def why(self, *services: str) -> str:
        """Why the first of these that is blocked may not be called, "" when all may."""
        return next((self.services[service].why for service in services if service in self.services), "")

    def for_rows(self, *services: str) -> str:
        """Why no row may use the first of these that is blocked or left alone, "" when one may."""
        blocked = (self.services.get(service) or self.rests.get(service) for service in services)
        return next((block.why for block in blocked if block is not None), "")


def of_user(app: App, user: str, now: datetime) -> Blocks:
    """The state of this user's services, read from the store."""
    return of_links(app, user, app.store.all(Connection, user), saving.target_budget(app), now)


def of_links(app: App, user: str, links: Sequence[Connection], budget: Budget, now: datetime) -> Blocks:
    """The same of what was read already."""
    of = {link.service: link for link in links}
    listens = any(of[source.service].sealed for source in app.music if source.service in of)
    sources, target = [each for each in app.sources if is_there(each, user, of.get(each.service))], app.target_name
    sends = _sends(app, of.get(target))
    alone = listens and not sources
    on_target = alone and sends and _connected(of.get(target))
    looks = on_target or not alone
    if not sources and not on_target:
        sources = list(app.sources[:1])  # the one to connect
    services = {each.service: block for each in app.sources if (block := _of_source(app, each, user, of, now))}
    if block := block_of(of.get(target), app.title(target), now):
        services[target] = block
    elif budget.is_blocked(now):
        services[target] = _until(budget.blocked_why, budget.blocked_until)
    roles = (*(each.service for each in sources if each.login), *((target,) if sends else ())) if looks else ()
    links_needed = [of.get(name) for name in roles]
    waiting = any(link is None or not link.sealed or link.login_needed for link in links_needed)
    away = frozenset(link.service for link in links if link.unavailable_since is not None)
    return Blocks(
        services,
        sources=tuple(each.service for each in sources),
        target=target,
        away=away,
        rests={
            link.service: rest
            for link in links
            if link.service in away and (rest := _rest(link, app.title(link.service), now))
        },
        needs_person=waiting or (budget.inactive and target in roles),
        login_needed=waiting,
        sends=sends,
        looks_for_runs=looks,
        needed=roles,
    )


def _sends(app: App, target: Connection | None) -> bool:
    """Whether this user's runs are sent on: as they say, else where the target is connected or could be."""
    keep_only = app.preferences.keep_only
    return (_connected(target) or bool(app.target_client)) if keep_only is None else not keep_only


def is_there(source: RunSource, user: str, link: Connection | None) -> bool:
    """Whether this user's runs may come from this source: it is connected, or needs no login and is set up."""
    return _connected(link) if source.login else source.serves(user)


def _connected(connection: Connection | None) -> bool:
    return connection is not None and bool(connection.sealed)


def _of_source(app: App, source: RunSource, user: str, of: Mapping[str, Connection], now: datetime) -> Block | None:
    link, title = of.get(source.service), app.title(source.service)
    if source.login:
        return block_of(link, title, now)
    if not source.serves(user):
        return Block(f"{title} is not set up")
    return _until(link.blocked_why, link.blocked_until) if link is not None and link.is_blocked(now) else None


def block_of(connection: Connection | None, title: str, now: datetime) -> Block | None:
    """Why this user's connection to a service of that title may not be used, None when it may."""
    if connection is None or not connection.sealed:
        return Block(f"{title} is not connected")
    if connection.login_needed:
        return Block(f"{title} needs a login: {connection.login_needed}")
    return _until(connection.blocked_why, connection.blocked_until) if connection.is_blocked(now) else None


def _until(why: str, until: datetime | None) -> Block:
    return Block(f"{why} (until {until:%H:%M} UTC)", until)


def _rest(connection: Connection, title: str, now: datetime) -> Block | None:
    if connection.probe_at is None or connection.probe_at <= now:
        return None
    at = connection.probe_at
    return Block(f"{title} does not answer ({connection.last_error}; asked again at {at:%H:%M} UTC)", at)
