"""What an error or a success means for the service it came from: blocked, waiting for a person, or back again.

A service that answers nothing at all is asked by one row for all, now and then; the others stay due, untouched, and go
on in the tick in which it answers again.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sync.app import App
from sync.core.backoff import doubled, probe_wait
from sync.core.budget import Budget
from sync.core.errors import (
    UNOPENED,
    AppInactive,
    LoginNeeded,
    RateLimited,
    Rejected,
    SyncError,
    Unavailable,
    Unclear,
)
from sync.core.notice import Notice, NoticeKind
from sync.core.user import Connection
from sync.core.user_name import ME
from sync.engine import saving
from sync.engine.notices import after, open_notice
from sync.engine.people import people
from sync.ports import SealBroken, Store

PROBE_INACTIVE = timedelta(hours=1)
LONG_AWAY = timedelta(hours=6)
CATALOGUE_PAUSE = timedelta(minutes=15)
NOTE_OK_EVERY = timedelta(minutes=15)
log = logging.getLogger("runtrack.health")


def unopened(app: App, connection: Connection) -> str:
    """Why the tokens of a connection cannot be opened with the sealing key, and the way out; "" when they can."""
    try:
        app.sealer.open(connection.sealed, *connection.bound_to)
    except SealBroken as error:
        return f"{UNOPENED}: {error.reason} ({error.advice})"
    return ""


def as_reopened(app: App, links: Iterable[Connection]) -> list[Connection]:
    """The connections as `reopened` would leave them."""
    return [replace(link, login_needed="") if _opens_again(app, link) else link for link in links]


def reopened(app: App, links: Iterable[Connection]) -> bool:
    """Forget the complaint of logins that could not be opened, where the key that opens them is back; whether any."""
    again = [link for link in links if _opens_again(app, link)]
    for link in again:
        log.warning("can be opened again", extra={"service": link.service})
        saving.connection(app.store, link.user, link.service, lambda c: replace(c, login_needed=""))
    return bool(again)


def _opens_again(app: App, link: Connection) -> bool:
    return bool(link.sealed) and link.login_needed.startswith(UNOPENED) and not unopened(app, link)


def trouble(app: App, user: str, error: SyncError, now: datetime, uptime: timedelta, *, row: bool = False) -> None:
    """Save what the error means for its service. Logged when it begins, not each time. `row`: it happened to a row."""
    service = error.service
    if service in {catalogue.name for catalogue in app.catalogues}:
        paused(app, error, now)
        return
    match error:
        case RateLimited():
            blocked(app, user, error, now)
        case LoginNeeded():
            _log_change(app, user, service, "needs a login", error)
            saving.connection(app.store, user, service, lambda c: _login_needed(c, error.reason, now))
            open_notice(app, _notice(app, user, f"login:{service}", NoticeKind.LOGIN, error, now))
        case AppInactive() if service != app.target_name:
            log.error("the application is refused", extra={"service": service, "reason": error.reason})
            saving.connection(
                app.store,
                user,
                service,
                lambda c: replace(c, blocked_until=now + PROBE_INACTIVE, blocked_why=error.reason),
            )
            open_notice(app, _notice(app, user, f"app:{service}", NoticeKind.APPLICATION, error, now))
        case AppInactive():
            log.error("the application is refused", extra={"service": service, "reason": error.reason})
            until = now + PROBE_INACTIVE
            saving.budget(app, now, lambda b: replace(b, inactive=True, blocked_until=until, blocked_why=error.reason))
            refused = _notice(app, user, f"app:{service}", NoticeKind.APPLICATION, error, now)
            open_notice(app, replace(refused, advice=app.services[service].service.refused))
        case Rejected():
            log.error("refused", extra={"service": service, "reason": error.reason})
            open_notice(app, _notice(app, user, f"refused:{service}", NoticeKind.REFUSED, error, now))
        case Unavailable() | Unclear() if service:
            _away(app, user, error, now, uptime, row=row)


def refuses_bot(app: App, error: AppInactive, now: datetime) -> None:
    """A messenger takes the bot's own token no longer: who keeps the installation is told, once."""
    open_notice(app, _notice(app, _keeper(app), f"app:{error.service}", NoticeKind.APPLICATION, error, now))


def takes_bot(app: App, service: str, now: datetime) -> None:
    """It takes the token again. Safe to repeat."""
    problem = f"app:{service}"
    saving.changed(app.store, Notice, (_keeper(app), problem), lambda one: after(one, {problem}, now))


def _keeper(app: App) -> str:
    """Who keeps an installation is who was there first: it was never named, or is the first by name."""
    names = people(app)
    return ME if ME in names else names[0]


def _notice(app: App, user: str, problem: str, kind: NoticeKind, error: SyncError, now: datetime) -> Notice:
    """The facts of a service's trouble: its words, and what it does not keep until it is asked again."""
    held = next((source.held for source in app.music if source.service == error.service), None)
    notice = Notice(user, problem, "", now, kind=kind, service=error.service, reason=error.reason, held=held)
    known = app.services.get(error.service)
    return replace(notice, title=known.service.title) if known is not None else notice


def _login_needed(connection: Connection, reason: str, now: datetime) -> Connection:
    """Of the login that this tick began with: one that a person has made meanwhile is not the one that was refused."""
    newer = connection.authorized_at is not None and connection.authorized_at > now
    return connection if newer else replace(connection, login_needed=reason)


def is_paused(store: Store, service: str, now: datetime) -> bool:
    """Whether a catalogue or a finder of songs is left alone, as `paused` has saved it."""
    pause = store.load(Budget, service, "")
    return pause is not None and pause.is_blocked(now)


def paused(app: App, error: SyncError, now: datetime) -> None:
    """A catalogue or a finder of songs is left alone for a while; nobody has to hear of it: nothing waits for it."""
    until = error.until if isinstance(error, RateLimited) else now + CATALOGUE_PAUSE
    known = app.store.load(Budget, error.service, "") or Budget(error.service, "")
    log.info("catalogue pauses", extra={"service": error.service, "until": until.isoformat(), "reason": error.reason})
    saving.put(app.store, replace(known, blocked_until=until, blocked_why=error.reason))


def fine(app: App, user: str, services: set[str], now: datetime, *, served: Collection[str] = ()) -> set[str]:
    """These services answered: whatever was wrong with them is over. Returns the problems that this solves. `served`:
    those from which a row got all that it needed."""
    over: set[str] = set()
    every = max(NOTE_OK_EVERY, app.timing.note_every)
    for service in services:
        of_use = service in served
        saving.connection(app.store, user, service, partial(_well, now=now, every=every, served=of_use))
        over |= {f"login:{service}", f"away:{service}", f"refused:{service}", f"app:{service}"}
    if app.target_name in services:
        saving.budget(app, now, _active)
    return over


def _active(budget: Budget) -> Budget:
    if not budget.inactive:
        return budget
    return replace(budget, inactive=False, blocked_until=None, blocked_why="")


def _well(connection: Connection, now: datetime, every: timedelta, served: bool) -> Connection:
    if connection.unavailable_since is not None:
        log.warning("is back", extra={"service": connection.service})
    stale = served or connection.last_ok is None or now - connection.last_ok > every
    if not (stale or connection.unavailable_since or connection.blocked_until or connection.blocked_hits):
        return connection
    return replace(
        connection,
        last_ok=now,
        unavailable_since=None,
        unavailable_from=None,
        probes=0,
        probe_at=None,
        served_at=now if served else connection.served_at,
        last_error="",
        blocked_until=None,
        blocked_why="",
        blocked_hits=0,
    )


def blocked(app: App, user: str, error: RateLimited, now: datetime) -> None:
    log.warning(
        "asks us to wait", extra={"service": error.service, "until": error.until.isoformat(), "reason": error.reason}
    )
    if error.service == app.target_name:
        saving.budget(app, now, lambda b: replace(b, blocked_until=error.until, blocked_why=error.reason))
        return
    saving.connection(
        app.store,
        user,
        error.service,
        lambda c: replace(
            c,
            blocked_until=doubled(error.until, now, c.blocked_hits) if error.doubling else error.until,
            blocked_why=error.reason,
            blocked_hits=c.blocked_hits + 1,
        ),
    )


def away_for(connection: Connection, uptime: timedelta) -> timedelta:
    """How long a service has not answered, of the time in which ticks ran; 0 when it does."""
    if connection.unavailable_from is None:
        return timedelta(0)
    return max(timedelta(0), uptime - connection.unavailable_from)


def _away(app: App, user: str, error: SyncError, now: datetime, uptime: timedelta, *, row: bool) -> None:
    service, reason = error.service, error.reason
    _log_change(app, user, service, "does not answer", error)
    saving.connection(app.store, user, service, lambda c: _unavailable(c, reason, now, uptime, row=row))
    connection = app.store.load(Connection, user, service)
    if connection and connection.unavailable_since and away_for(connection, uptime) > LONG_AWAY:
        away = _notice(app, user, f"away:{service}", NoticeKind.AWAY, error, now)
        open_notice(app, replace(away, since=connection.unavailable_since))


def _unavailable(connection: Connection, reason: str, now: datetime, uptime: timedelta, *, row: bool) -> Connection:
    probes = connection.probes + row
    return replace(
        connection,
        unavailable_since=connection.unavailable_since or now,
        unavailable_from=uptime if connection.unavailable_from is None else connection.unavailable_from,
        probes=probes,
        probe_at=now + probe_wait(probes) if row else connection.probe_at,
        last_error=reason,
    )


def _log_change(app: App, user: str, service: str, what: str, error: SyncError) -> None:
    connection = app.store.load(Connection, user, service)
    if connection is not None and connection.unavailable_since is None and not connection.login_needed:
        detail = {"detail": error.detail} if error.detail else {}
        log.warning(what, extra={"service": service, "reason": error.reason, **detail})
