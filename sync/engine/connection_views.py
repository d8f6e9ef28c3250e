"""Read models of the connections as a page shows them: every service, also one that nobody has to connect."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.user import Connection
from sync.engine import services
from sync.engine.asks import login_attempts
from sync.engine.asks.preferences import PreferenceView, preferences
from sync.engine.services import ServiceView
from sync.service import Role, Service


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """A service and the person's connection to it. `lacks`: the settings without which it cannot be asked; `inactive`:
    it refuses this application; `told`: what a login of the last minutes came to."""

    service: Service
    seen: ServiceView
    account: str
    ready: bool
    lacks: tuple[PreferenceView, ...]
    inactive: bool
    told: str


def connections(app: App, user: str, now: datetime) -> list[ConnectionView]:
    """All of them, in the order in which they are believed; without those that only know songs, carry messages or show
    a run while it goes on."""
    own = {one.variable: one for one in preferences(app, user)}
    elsewhere = {Role.SONGS, Role.MESSENGER, Role.LIVE, Role.MAILBOX}
    shown = [name for name, built in app.services.items() if built.service.roles - elsewhere]
    return [_seen(app, user, name, own, now) for name in shown]


def _seen(app: App, user: str, name: str, own: dict[str, PreferenceView], now: datetime) -> ConnectionView:
    built = app.services[name]
    about, link = built.service, app.store.load(Connection, user, name)
    asked = about.roles & {Role.SOURCE, Role.TARGET, Role.PLAYS}
    seen = services.service(app, user, name, now) if asked else _catalogue(name)
    return ConnectionView(
        about,
        seen,
        link.account if link is not None and link.sealed else "",
        not built.lacks,
        tuple(own[each] for each in about.needs if each in own),
        name == app.target_name and services.budget(app, now).inactive,
        login_attempts.told(app, user, name, now),
    )


def _catalogue(name: str) -> ServiceView:
    """What nobody connects is asked when something is wanted of it."""
    return ServiceView(name, True, "fine", "", "", *(None,) * 8, (), (), endless=True, login=False)
