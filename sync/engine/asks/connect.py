"""Connect a service: the login's own steps, and what is kept when it is done."""

from datetime import datetime

from sync.app import App
from sync.core.user import User
from sync.engine.asks.refusals import Refused
from sync.login import Done, Given, Login, Step
from sync.service import Role


class AnotherAccount(Refused):
    """A source's account is another one than that whose runs the ledger holds. Nothing was stored."""

    def __init__(self, account: str, known: str) -> None:
        super().__init__(f"another account ({account}, not {known})")
        self.account, self.known = account, known


def begin(app: App, user: str, service: str, given: Given, now: datetime) -> Step:
    """The first step of a login; one that is `Done` is stored. Raises `NotConnected`, `AnotherAccount`, and our errors
    where the service does not answer."""
    return _kept(app, user, service, login_of(app, service).begin(given, now), now)


def go_on(app: App, user: str, service: str, state: Given, given: Given, now: datetime) -> Step:
    """The step after an answer to an `Ask` or an `Open`. Raises what `begin` does, and `NotOurs`."""
    return _kept(app, user, service, login_of(app, service).answer(state, given, now), now)


def login_of(app: App, service: str) -> Login:
    """How a service that has logins is connected."""
    login = app.services[service].login
    assert login is not None, service
    return login()


def _kept(app: App, user: str, service: str, step: Step, now: datetime) -> Step:
    if isinstance(step, Done):
        built, known = app.services[service], app.store.load(User, user)
        owner = known.source_owner if known is not None and Role.SOURCE in built.service.roles else None
        if owner is not None and step.account not in ("", str(owner)):
            raise AnotherAccount(step.account, str(owner))
        assert built.keeper is not None, service
        built.keeper.save_login(user, step.bundle, now, scopes=step.scopes, account=step.account)
    return step
