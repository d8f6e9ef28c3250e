"""Play sources that are connected by an account's name, and perhaps a token: there is nothing to refresh."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from sync.core.bundle import Bundle, InvalidGrant
from sync.core.errors import RateLimited, SyncError
from sync.core.user import Connection
from sync.login import PICKED_UP, Ask, Done, Field, Given, NotConnected, Step, Wait
from sync.ports import PlaySource
from sync.service import Built, Parts, Service

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When these logins end: not by the calendar."""
MARGIN = timedelta(minutes=5)


class ByName(Protocol):
    """Such a source, for all users."""

    def for_user(self, user: str, name: str, now: datetime, token: str = "") -> PlaySource:
        """The plays of the account `name`, as plays of our `user`."""
        ...

    def check(self, name: str, now: datetime, token: str = "") -> str:
        """The account's name as the service writes it. Raises our errors."""
        ...


def built(service: Service, source: ByName, parts: Parts) -> Built:
    """The source for use: name and token come from the stored login."""
    keeper, store = parts.keeper(_never, MARGIN), parts.store

    def stored(user: str, now: datetime) -> tuple[str, str]:
        fields, link = keeper.usable(user, now).fields, store.load(Connection, user, service.name)
        return link.account if link else "", fields.get("token", "")

    def bind(user: str, now: datetime) -> PlaySource:
        name, token = stored(user, now)
        return source.for_user(user, name, now, token=token)

    def check(user: str, now: datetime) -> None:
        name, token = stored(user, now)
        source.check(name, now, token)

    return Built(service, source, keeper, bind, check=check, login=lambda: ConnectByName(service, source))


def name_field(title: str) -> Field:
    """The account's name, as a command takes it."""
    about = f"Your user name at {title}"
    return Field("name", f"{about}: ", about=about, metavar="NAME", kind="argument")


class ConnectByName:
    """A login that is only a name, or a name and a token, checked by one call. See `login.Login`."""

    def __init__(self, service: Service, source: ByName) -> None:
        self._service, self._source = service, source

    def begin(self, given: Given, now: datetime) -> Step:
        return self.answer({}, given, now) if "name" in given else Ask((name_field(self._service.title),))

    def answer(self, state: Given, given: Given, now: datetime) -> Step:
        title, name, token = self._service.title, given["name"].strip(), given.get("token")
        if token is not None and not (token and token.isascii() and token.isprintable()):
            raise NotConnected(f"This is no {title} token: {self._service.how_to}")
        if not name or not name.isprintable():
            raise NotConnected("Name your account, as its page on the service shows it.")
        try:
            known = self._source.check(name, now, token or "")
        except RateLimited as error:
            return Wait(error.until, f"{title} asks to wait")
        except SyncError as error:
            raise NotConnected(f"{error.reason}. Nothing was stored.") from None
        bundle = Bundle({"token": token} if token else {"name": known}, NEVER)
        return Done(bundle, known, (), (f"{title} is connected (user {known}). {PICKED_UP}",))


def _never(bundle: Bundle, now: datetime) -> Bundle:
    raise InvalidGrant("it was revoked")
