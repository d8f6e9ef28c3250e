"""Play sources that are connected by an account's name, and perhaps a token: there is nothing to refresh."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from sync.core.bundle import Bundle, InvalidGrant
from sync.core.user import Connection
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

    return Built(service, source, keeper, bind, check=check)


def _never(bundle: Bundle, now: datetime) -> Bundle:
    raise InvalidGrant("it was revoked")
