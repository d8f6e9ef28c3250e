"""Disconnect a service: its login is forgotten, a play source's plays with it unless they are to be kept."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.live.now_playing import NowPlaying
from sync.core.music import Gap, live_of
from sync.core.user import Connection
from sync.engine import derived, heard_words, insights, saving, song_figures
from sync.engine.asks.refusals import Refused
from sync.engine.asks.revoking import Told, revoked
from sync.service import Role


class NotThere(Refused):
    """The service is not connected."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """What has become of it: how many plays were deleted (None: it has none, or they were kept), and what the service
    was told."""

    plays: int | None
    told: Told


def disconnect(app: App, user: str, service: str, now: datetime, *, keep_plays: bool = False) -> Disconnected:
    """Forget it here, and tell the service where it can be told. Raises `NotThere`, and `StoreBroken`, upon which it
    may be repeated; that the service does not answer hinders nothing."""
    known, built = app.store.load(Connection, user, service), app.services[service]
    if known is None or not known.sealed or built.keeper is None:
        raise NotThere(service)
    told = revoked(built, user, now)
    gone = _plays_forgotten(app, user, service, now) if Role.PLAYS in built.service.roles and not keep_plays else None
    built.keeper.forget(user)
    return Disconnected(gone, told)


def disconnect_all(app: App, user: str, now: datetime, *, keep_plays: bool = False) -> dict[str, Disconnected]:
    """Each service that is connected, by name. Raises `StoreBroken`, upon which it may be repeated."""
    links = [link.service for link in app.store.all(Connection, user) if link.sealed and link.service in app.services]
    return {name: disconnect(app, user, name, now, keep_plays=keep_plays) for name in links}


def _plays_forgotten(app: App, user: str, service: str, now: datetime) -> int:
    """Where a service's policy asks that its data goes with the connection, the others are treated alike. So does what
    is derived of it; what is left of a run's songs is laid onto it anew."""
    for gap in app.store.all(Gap, user):
        if gap.source == service:
            app.store.remove(gap)
    saving.changed(app.store, NowPlaying, (user,), lambda one: one.without(service))
    gone = app.store.remove_plays(user, service) + app.store.remove_plays(user, live_of(service))
    if gone:
        song_figures.forget(app, user, service)
        insights.start_over(app, user, now)
        heard_words.forget(app, user)
        derived.ask_for_all(app, user)
    return gone
