"""Disconnect a service: its login is forgotten, a play source's plays with it unless they are to be kept."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.errors import LoginNeeded, SyncError, Unopened
from sync.core.music import Gap
from sync.core.user import Connection
from sync.engine.asks.refusals import Refused
from sync.ports import StoreBroken
from sync.service import Role


class NotThere(Refused):
    """The service is not connected."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What has become of it: how many plays were deleted (None: it has none, or they were kept), and what the service
    was told (None: it cannot be told; "": it ended the login as well; else why it did not). `dead`: it had done so."""

    plays: int | None
    told: str | None
    dead: bool = False


def disconnect(app: App, user: str, service: str, now: datetime, *, keep_plays: bool = False) -> Disconnected:
    """Forget it here, and tell the service where it can be told. Raises `NotThere`; that the service does not answer
    hinders nothing."""
    known, built = app.store.load(Connection, user, service), app.services[service]
    if known is None or not known.sealed or built.keeper is None:
        raise NotThere(service)
    told, dead = None, False
    if built.revoke is not None:
        try:
            built.revoke(user, now)
            told = ""
        except (SyncError, StoreBroken) as error:
            told, dead = error.reason, isinstance(error, LoginNeeded) and not isinstance(error, Unopened)
    gone = _plays_forgotten(app, user, service) if Role.PLAYS in built.service.roles and not keep_plays else None
    built.keeper.forget(user)
    return Disconnected(gone, told, dead)


def _plays_forgotten(app: App, user: str, service: str) -> int:
    """Where a service's policy asks that its data goes with the connection, the others are treated alike."""
    for gap in app.store.all(Gap, user):
        if gap.source == service:
            app.store.remove(gap)
    return app.store.remove_plays(user, service)
