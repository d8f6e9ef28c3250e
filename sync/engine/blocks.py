"""Which services may be called now, by a tick and by its rows, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sync.app import App
from sync.core.budget import Budget
from sync.core.user import Connection


@dataclass(frozen=True, slots=True)
class Blocks:
    """Why a service may not be called now ("" when it may), and whether only a person can change that.

    `without_garmin`: this runner has no Garmin, but Strava and a music service: runs are found on Strava.
    `login_needed`: of a service that this runner cannot do without, for it was never connected or is no longer.
    `away`: the services that have not answered of late, and why rows leave them alone now ("" when one may ask)."""

    garmin: str = ""
    strava: str = ""
    needs_person: bool = False
    without_garmin: bool = False
    login_needed: bool = False
    away: Mapping[str, str] = field(default_factory=dict)

    def for_rows(self) -> dict[str, str]:
        """Why no row may use a service now, "" when it may."""
        return {
            "garmin": self.garmin or self.away.get("garmin", ""),
            "strava": self.strava or self.away.get("strava", ""),
        }

    def why(self, services: tuple[str, ...]) -> str:
        reasons = {"garmin": self.garmin, "strava": self.strava}
        return next((reasons[service] for service in services if reasons[service]), "")


def blocks(app: App, user: str, now: datetime) -> Blocks:
    """The state of both services for this user, read from the store."""
    links = {link.service: link for link in app.store.all(Connection, user)}
    garmin, strava = links.get("garmin"), links.get("strava")
    budget = app.store.load(Budget, "strava", app.strava_client)
    why_garmin, why_strava = _why(garmin, "Garmin", now), _why(strava, "Strava", now)
    if not why_strava and budget is not None and budget.is_blocked(now):
        why_strava = f"{budget.blocked_why} (until {budget.blocked_until:%H:%M} UTC)"
    listens = any(link.sealed for link in links.values() if link.service in {source.service for source in app.music})
    without = listens and not (garmin and garmin.sealed) and bool(strava and strava.sealed)
    needed = (strava,) if without else (garmin, strava)
    waiting = any(c is None or not c.sealed or c.login_needed for c in needed)
    away = {link.service: _rests(link, now) for link in links.values() if link.unavailable_since is not None}
    return Blocks(why_garmin, why_strava, waiting or bool(budget and budget.inactive), without, waiting, away)


def _rests(connection: Connection, now: datetime) -> str:
    if connection.probe_at is None or connection.probe_at <= now:
        return ""
    name = connection.service.title()
    return f"{name} does not answer ({connection.last_error}; asked again at {connection.probe_at:%H:%M} UTC)"


def _why(connection: Connection | None, name: str, now: datetime) -> str:
    if connection is None or not connection.sealed:
        return f"{name} is not connected"
    if connection.login_needed:
        return f"{name} needs a login: {connection.login_needed}"
    if connection.is_blocked(now):
        return f"{connection.blocked_why} (until {connection.blocked_until:%H:%M} UTC)"
    return ""
