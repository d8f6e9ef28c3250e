"""Have a messenger bring what happens to an address of this installation, or be asked for it again."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.app import App
from sync.core.inbound import Polling
from sync.engine import saving
from sync.engine.asks.chats import NoMessenger
from sync.engine.asks.refusals import Refused
from sync.ports import Store, StoreBroken
from sync.ports.messenger import Delivers

PLACE = "/api/hooks/"
_PUBLIC = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::(?:443|80|88|8443))?", re.IGNORECASE)


class AlwaysAsked(Refused):
    """This messenger brings nothing, or is told elsewhere where to bring it."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class NotPublic(Refused):
    """No messenger would bring anything to this address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def bring(app: App, service: str, address: str, now: datetime) -> str:
    """From now on it brings what happens to the pages that are reached at `address` (their beginning, as
    `https://run.example`); returns where to. Two calls. Safe to repeat: killed before it is noted, the looks go on, and
    say that they are refused. Raises `NoMessenger`, `AlwaysAsked`, `NotPublic`, and the messenger's own errors."""
    messenger = _of(app, service, now)
    base = address.rstrip("/")
    if not _PUBLIC.fullmatch(base):
        raise NotPublic(address)
    place, known = f"{base}{PLACE}{service}", dict(messenger.about())
    messenger.deliver_to(place)
    _noted(app.store, service, lambda one: replace(one, brought_to=place, known=known, due=None, failures=0, why=""))
    return place


def ask_again(app: App, service: str, now: datetime) -> None:
    """It brings nothing any more, and is asked, beginning with the oldest that it still has: what it brought is known.
    One call. Safe to repeat: noted first, so that killed in between, the looks say that they are refused. Raises
    `NoMessenger`, `AlwaysAsked`, and the messenger's own errors."""
    messenger = _of(app, service, now)
    _noted(app.store, service, lambda one: replace(one, brought_to="", after="", due=None, failures=0, why=""))
    messenger.deliver_to("")


def _of(app: App, service: str, now: datetime) -> Delivers:
    if service not in app.messengers:
        raise NoMessenger(service)
    messenger = app.messengers[service](now)
    if not isinstance(messenger, Delivers):
        raise AlwaysAsked(service)
    return messenger


def _noted(store: Store, service: str, change: Callable[[Polling], Polling]) -> None:
    for _ in range(saving.TRIES):
        if saving.put(store, change(store.load(Polling, service) or Polling(service))) is not None:
            return
    raise StoreBroken("what this messenger tells keeps being changed by another program", "stop the other one")
