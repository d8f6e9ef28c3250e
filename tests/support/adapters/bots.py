"""The simulated Matrix and Messenger on a port, with the real adapters at them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from sync.adapters.facebook_messenger import API, FacebookMessenger
from sync.adapters.http import Hosts
from sync.adapters.matrix import Matrix
from sync.adapters.matrix_account import MatrixAccount
from sync.adapters.writing_http import WritingHttp
from sync.core.errors import SyncError
from sync.core.said import Button, Piece, Said
from sync.core.secret import Secret
from sync.sim.clock import HandClock
from sync.sim.matrix import SimMatrix
from sync.sim.messenger import SimMessenger

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)
ANA = "@ana:sim.example"
KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "token-canary-1"
SONG = Said(
    (Piece("Ana", strong=True), Piece(" sent you "), Piece("Ünder <the> Bridge", link="https://x.example/?a=1&b=2")),
    ((Button("I played it", data="p:1"), Button("Not for me", data="n:1")), (Button("Open", url="https://y.example"),)),
)
PATIENCE = 1.0


class MatrixBot:
    """One homeserver, and the bot's adapter; `token` and `patience` of the adapter."""

    def __init__(self, sim: SimMatrix, clock: HandClock) -> None:
        self.sim, self.clock = sim, clock
        self.account = MatrixAccount(WritingHttp("matrix", Hosts({}), seconds=PATIENCE), sim.url, Secret(TOKEN))

    @property
    def bot(self) -> Matrix:
        return Matrix(self.account, self.clock.now())


class MessengerBot:
    """One Page, and its adapter."""

    def __init__(self, sim: SimMessenger, clock: HandClock) -> None:
        self.sim, self.clock = sim, clock
        self._http = WritingHttp("messenger", Hosts({API: sim.url}), seconds=PATIENCE)

    @property
    def bot(self) -> FacebookMessenger:
        return FacebookMessenger(self._http, Secret(TOKEN), Secret(self.sim.app_secret), self.clock.now())


@contextmanager
def matrix_bot() -> Iterator[MatrixBot]:
    clock = HandClock(NOON)
    sim = SimMatrix(clock.now, token=TOKEN)
    sim.start()
    yield MatrixBot(sim, clock)
    sim.stop()


@contextmanager
def messenger_bot() -> Iterator[MessengerBot]:
    clock = HandClock(NOON)
    sim = SimMessenger(clock.now, token=TOKEN)
    sim.start()
    yield MessengerBot(sim, clock)
    sim.stop()


def error_of(call: Callable[[], object]) -> SyncError:
    """What the call raises, one of ours that shows no token."""
    with pytest.raises(SyncError) as raised:
        call()
    said = repr(raised.value) + str(raised.value.__cause__) + raised.value.detail
    assert TOKEN not in said
    return raised.value
