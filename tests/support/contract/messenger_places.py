"""Each messenger with its simulator on a port, behind one set of things that a contract does to all of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sync.adapters.facebook_deliveries import updates_of
from sync.adapters.http import Hosts
from sync.adapters.telegram import TelegramBot
from sync.adapters.telegram_hook import HEADER, is_said, update_in
from sync.adapters.telegram_service import API
from sync.core.inbound import Update
from sync.core.secret import Secret
from sync.ports.messenger import Messenger
from sync.sim.clock import HandClock
from sync.sim.delivery import Delivery
from sync.sim.http import SimService
from sync.sim.telegram import SimTelegram
from tests.support.adapters.bots import ANA, NOON, PATIENCE, MatrixBot, MessengerBot, matrix_bot, messenger_bot


class Place(ABC):
    """`chat`: where it may write; `sim`: its far side, with the endpoints `sends`, `edits` and `looks` ("": none);
    `has_buttons`: its person can press one."""

    chat: str
    sim: SimService
    clock: HandClock
    sends: str
    edits = ""
    looks = ""
    has_buttons = True

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

    def presses(self, data: str) -> None:
        """Its person presses a button."""
        raise NotImplementedError

    def says_among_others(self, text: str) -> str:
        """Its person writes in a chat of several people; returns that chat."""
        raise NotImplementedError

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


class Asked(Place):
    """One that is asked for what came."""

    after = ""

    def told(self) -> tuple[Update, ...]:
        found = self.bot.updates(self.after)
        self.after = found.after
        return found.some


class OnTelegram(Asked):
    sends, edits, looks = "sendMessage", "editMessageText", "getUpdates"

    def __init__(self, seconds: float = PATIENCE) -> None:
        self.clock, self.chat = HandClock(NOON), "11"
        self.sim = self.telegram = SimTelegram(self.clock.now)
        self.telegram.begun.add(11)
        self.telegram.start()
        hosts = Hosts({API: self.telegram.url})
        self._bot = TelegramBot(hosts, Secret(self.telegram.token), base=API, seconds=seconds)

    @property
    def bot(self) -> Any:
        return self._bot.at(self.clock.now())

    def shown(self) -> list[str]:
        return [one.text for one in self.telegram.shown_to(11)]

    def says(self, text: str) -> None:
        self.telegram.writes(11, text)

    def presses(self, data: str) -> None:
        self.telegram.presses(11, data)

    def says_among_others(self, text: str) -> str:
        self.telegram.writes(11, text, chat=-500)
        return "-500"

    def shut(self) -> None:
        self.telegram.blocks(11)

    def limit(self) -> None:
        self.telegram.inject("sendMessage", "429")

    def revoke(self) -> None:
        self.telegram.token = "another"


class OnTelegramByWebhook(OnTelegram):
    looks = ""

    def __init__(self) -> None:
        super().__init__()
        self.bot.deliver_to("https://run.example/api/hooks/telegram")

    def told(self) -> tuple[Update, ...]:
        found = list[Update]()

        def taken(delivery: Delivery) -> int:
            assert is_said(self.telegram.token, delivery.headers[HEADER])
            update = update_in(delivery.body)
            found.extend([] if update is None else [update])
            return 200

        self.telegram.brings(taken)
        return tuple(found)


class OnMatrix(Asked):
    sends, edits, looks, has_buttons = "send", "send", "sync", False

    def __init__(self, place: MatrixBot) -> None:
        self.sim, self.clock, self._place = place.sim, place.clock, place
        self.matrix, self.chat = place.sim, place.sim.joined(ANA)

    @property
    def bot(self) -> Messenger:
        return self._place.bot

    def shown(self) -> list[str]:
        return self.matrix.shown(self.chat)

    def says(self, text: str) -> None:
        self.matrix.says(self.chat, ANA, text)

    def says_among_others(self, text: str) -> str:
        room = self.matrix.joined(ANA)
        self.matrix.rooms[room].others = 3
        self.matrix.says(room, ANA, text)
        return room

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

    def presses(self, data: str) -> None:
        self._brought.append(self.page.writes(self.chat, "a label", quick_reply={"payload": data}).body)

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
    if name.startswith("telegram"):
        place = OnTelegram() if name == "telegram" else OnTelegramByWebhook()
        yield place
        place.sim.stop()
    elif name == "matrix":
        with matrix_bot() as bot:
            yield OnMatrix(bot)
    else:
        with messenger_bot() as page:
            yield OnMessenger(page)


PLACES = ("telegram", "telegram by webhook", "matrix", "messenger")
EDITING = tuple(name for name in PLACES if name != "messenger")
LOOKED_AT = ("telegram", "matrix")
WITH_GROUPS = tuple(name for name in PLACES if name != "messenger")
WITH_BUTTONS = tuple(name for name in PLACES if name != "matrix")
