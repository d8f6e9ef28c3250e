"""A play source that is connected by an account's name, ready for use."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.adapters.account_name import ByName
from sync.core.bundle import Bundle, InvalidGrant
from sync.service import Built, Parts, Service

if TYPE_CHECKING:
    from sync.login import Login
    from sync.ports import PlaySource

MARGIN = timedelta(minutes=5)


def built(service: Service, source: ByName, parts: Parts) -> Built:
    """The source for use: name and token come from the stored login."""
    from sync.core.user import Connection

    keeper, store = parts.keeper(_never, MARGIN), parts.store

    def stored(user: str, now: datetime) -> tuple[str, str]:
        fields, link = keeper.usable(user, now).fields, store.load(Connection, user, service.name)
        return link.account if link else "", fields.get("token", "")

    def bind(user: str, now: datetime) -> "PlaySource":
        name, token = stored(user, now)
        return source.for_user(user, name, now, token=token)

    def check(user: str, now: datetime) -> None:
        name, token = stored(user, now)
        source.check(name, now, token)

    return Built(service, source, keeper, bind, check=check, login=lambda: _login(service, source))


def _login(service: Service, source: ByName) -> "Login":
    from sync.adapters.account_name_login import ConnectByName  # which no tick needs

    return ConnectByName(service, source)


def _never(bundle: Bundle, now: datetime) -> Bundle:
    raise InvalidGrant("it was revoked")
