"""The login that is only an account's name, and perhaps a token: there is nothing to refresh."""

from datetime import datetime

from sync.adapters.account_name import NEVER, ByName, name_field
from sync.core.bundle import Bundle
from sync.core.errors import RateLimited, SyncError
from sync.login import PICKED_UP, Ask, Done, Given, NotConnected, Step, Wait
from sync.service import Service


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
