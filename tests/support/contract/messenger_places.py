"""Each messenger with its simulator on a port, behind one set of things that a contract does to all of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from sync.adapters.facebook_deliveries import updates_of
from sync.adapters.http import Hosts
from sync.adapters.telegram import TelegramBot
from sync.adapters.telegram_service import API
from sync.core.inbound import Update
from sync.core.secret import Secret
from sync.ports.messenger import Messenger
from sync.sim.clock import HandClock
from sync.sim.http import SimService
from sync.sim.telegram import SimTelegram
from tests.support.adapters.bots import ANA, NOON, PATIENCE, MatrixBot, MessengerBot, matrix_bot, messenger_bot


class Place(ABC):
    """`chat`: where it may write; `sim`: its far side; `sends`: the endpoint of a message."""

    chat: str
    sim: SimService
    clock: HandClock
    sends: str

    @property
    @abstractmethod
    def bot(self) -> Messenger:
        """At the clock's moment."""

    @abstractmethod
    def shown(self) -> list[str]:
        """What its person sees of the bot, each message in its last version."""

    @abstractmethod
    def says(self, text: str) -> None:
        """Its person writes."""

    @abstractmethod
    def told(self) -> tuple[Update, ...]:
        """What came since the last time, by whatever way it comes."""

    @abstractmethod
    def shut(self) -> None:
        """Its person wants nothing more of the bot."""

    @abstractmethod
    def limit(self) -> None:
        """Too many messages."""

    @abstractmethod
    def revoke(self) -> None:
        """The bot's token is no longer good."""


class OnTelegram(Place):
    sends = "sendMessage"

    def __init__(self) -> None:
        self.clock, self.chat, self._after = HandClock(NOON), "11", ""
        self.sim = self.telegram = SimTelegram(self.clock.now)
        self.telegram.begun.add(11)
        self.telegram.start()
        self._bot = TelegramBot(
            Hosts({API: self.telegram.url}), Secret(self.telegram.token), base=API, seconds=PATIENCE
        )

    @property
    def bot(self) -> Messenger:
        return self._bot.at(self.clock.now())

    def shown(self) -> list[str]:
        return [one.text for one in self.telegram.shown_to(11)]

    def says(self, text: str) -> None:
        self.telegram.writes(11, text)

    def told(self) -> tuple[Update, ...]:
        found = self.bot.updates(self._after)
        self._after = found.after
        return found.some

    def shut(self) -> None:
        self.telegram.blocks(11)

    def limit(self) -> None:
        self.telegram.inject("sendMessage", "429")

    def revoke(self) -> None:
        self.telegram.token = "another"


class OnMatrix(Place):
    sends = "send"

    def __init__(self, place: MatrixBot) -> None:
        self.sim, self.clock, self._place, self._after = place.sim, place.clock, place, ""
        self.matrix, self.chat = place.sim, place.sim.joined(ANA)

    @property
    def bot(self) -> Messenger:
        return self._place.bot

    def shown(self) -> list[str]:
        return self.matrix.shown(self.chat)

    def says(self, text: str) -> None:
        self.matrix.says(self.chat, ANA, text)

    def told(self) -> tuple[Update, ...]:
        found = self.bot.updates(self._after)
        self._after = found.after
        return found.some

    def shut(self) -> None:
        self.matrix.kick(self.chat)

    def limit(self) -> None:
        self.matrix.burst = 0

    def revoke(self) -> None:
        self.matrix.token = "another"


class OnMessenger(Place):
    sends = "send"

    def __init__(self, place: MessengerBot) -> None:
        self.sim, self.clock, self._place, self.chat = place.sim, place.clock, place, "7001"
        self.page = place.sim
        self._brought = list[bytes]()
        self.page.writes(self.chat, "hi")

    @property
    def bot(self) -> Messenger:
        return self._place.bot

    def shown(self) -> list[str]:
        return self.page.people[self.chat].shown

    def says(self, text: str) -> None:
        self._brought.append(self.page.writes(self.chat, text).body)

    def told(self) -> tuple[Update, ...]:
        brought, self._brought = self._brought, []
        return tuple(update for body in brought for update in updates_of(body))

    def shut(self) -> None:
        self.page.people[self.chat].blocks = True

    def limit(self) -> None:
        self.page.error(613)

    def revoke(self) -> None:
        self.page.token = "another"


@contextmanager
def place_of(name: str) -> Iterator[Place]:
    """One messenger."""
    if name == "telegram":
        place = OnTelegram()
        yield place
        place.sim.stop()
    elif name == "matrix":
        with matrix_bot() as bot:
            yield OnMatrix(bot)
    else:
        with messenger_bot() as page:
            yield OnMessenger(page)


PLACES = ("telegram", "matrix", "messenger")
