"""A login whose steps are asked for one by one, in requests that share no memory: each step's state is kept sealed.

An answer counts once, within ten minutes, and for the newest attempt alone. Some logins keep the service's cookies in
their process between two steps; then both are asked of one process, or the second says that the login is over.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.credential import fingerprint
from sync.core.errors import SyncError
from sync.core.login_attempt import HOLDS, LoginAttempt
from sync.engine import saving
from sync.engine.asks import connect
from sync.engine.asks.refusals import Refused
from sync.login import Ask, Done, Given, NotConnected, NotOurs, Open, Step
from sync.ports import StoreBroken

type Secret = Callable[[], str]
"""A new secret of at least 128 random bits, which nobody can guess."""


class NoLogin(Refused):
    """The service is not one that a person connects; `service` is what was asked for."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class NotReady(Refused):
    """A setting that the service cannot be asked without is missing; `missing` is its variable."""

    def __init__(self, service: str, missing: str) -> None:
        super().__init__(f"{service}: {missing}")
        self.service, self.missing = service, missing


class LoginOver(Refused):
    """This attempt was answered, is too old, or another one was begun after it."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step, and the secret that its answer needs: "" where there is nothing to be answered."""

    step: Step
    attempt: str = ""


def begin(app: App, user: str, service: str, given: Given, now: datetime, secret: Secret) -> Stepped:
    """Raises `NoLogin`, `NotReady`, and what `connect.begin` does."""
    built = app.services.get(service)
    if built is None or built.login is None:
        raise NoLogin(service)
    if built.lacks:
        raise NotReady(service, built.lacks)
    app.sealer.seal("", "a try")  # a key must be there, or be made, before a person is asked for anything
    return _kept(app, user, service, connect.begin(app, user, service, given, now), now, secret)


def answer(app: App, user: str, service: str, attempt: str, given: Given, now: datetime, secret: Secret) -> Stepped:
    """Raises `LoginOver`, and what `connect.go_on` does. Whatever comes of it, the attempt was answered."""
    known = app.store.load(LoginAttempt, user, service)
    if known is None or known.id != fingerprint(attempt) or not known.holds(now):
        raise LoginOver(service)
    state = json.loads(app.sealer.open(known.sealed, *known.bound_to))
    used = saving.put(app.store, replace(known, used=True, sealed=""))
    if used is None:
        raise LoginOver(service)
    try:
        step = connect.go_on(app, user, service, state, given, now)
    except (NotConnected, NotOurs, SyncError, Refused) as error:
        saving.put(app.store, replace(used, told=str(error)))  # or a newer attempt has begun
        raise
    if isinstance(step, Done):
        saving.put(app.store, replace(used, told=" ".join((*step.said, *step.warnings))))
    return _kept(app, user, service, step, now, secret)


def told(app: App, user: str, service: str, now: datetime) -> str:
    """What the latest login came to, for as long as its attempt would have held; else ""."""
    known = app.store.load(LoginAttempt, user, service)
    return known.told if known is not None and timedelta(0) <= now - known.made < HOLDS else ""


def _kept(app: App, user: str, service: str, step: Step, now: datetime, secret: Secret) -> Stepped:
    if isinstance(step, Ask):
        word = secret()
    elif isinstance(step, Open):
        word = step.state["state"]
    else:
        return Stepped(step)
    fresh = LoginAttempt(user, service, fingerprint(word), "", now)
    fresh = replace(fresh, sealed=app.sealer.seal(json.dumps(dict(step.state)), *fresh.bound_to))
    for _ in range(3):
        before = app.store.load(LoginAttempt, user, service)
        if saving.put(app.store, replace(fresh, version=before.version if before else 0)) is not None:
            return Stepped(step, word)
    raise StoreBroken("this login keeps being begun by another program", "try again")
