"""A world with a simulated Telegram: Anna sends songs, `me` listens, and each has a chat as far as a test says so."""

from pathlib import Path
from typing import Any

from sync.core.message import Message, MessageState
from sync.engine.asks.chats import joined
from sync.engine.receiving import receive
from sync.engine.tick import tick
from sync.sim.http import SimService
from sync.sim.telegram import SimTelegram
from sync.sim.telegram_people import SimMessage
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA
from tests.support.songs import SongWorld
from tests.support.world import MINUTE

CHATS = {ME: 22, ANNA: 11}
"""Telegram's numbers of the two."""


class MessageWorld(SongWorld):
    """See the module. There are no quiet hours, unless a test sets some."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **{"RUNTRACK_QUIET_HOURS": "off"} | how)
        self.telegram = SimTelegram(self.clock.now)

    @property
    def services(self) -> tuple[SimService, ...]:
        return (*super().services, self.telegram)

    @property
    def bases(self) -> dict[str, str]:
        return super().bases | {"https://api.telegram.org": self.telegram.url}

    @property
    def environ(self) -> dict[str, str]:
        telegram = {"TELEGRAM_BOT_TOKEN": self.telegram.token, "TELEGRAM_API_URL": self.telegram.url}
        return telegram | super().environ

    def chat(self, *users: str) -> None:
        """Each has begun with the bot."""
        for user in users:
            self.telegram.begun.add(CHATS[user])
            joined(self.store, user, "telegram", str(CHATS[user]), self.now)

    def everybody(self, minutes: int = 1) -> None:
        """A tick of each, so many times."""
        for _ in range(minutes):
            for user in (ANNA, ME):
                report = tick(self.wired.app, user, self.now, lambda: 50.0)
                assert not report.bugs, report.failed
            self.clock.advance(MINUTE.total_seconds())

    def told(self) -> int:
        """The messengers are looked at once, as the daemon does it."""
        done = receive(self.wired.app, self.now, lambda: 50.0)
        self.clock.advance(MINUTE.total_seconds() / 6)
        return done

    def read_by(self, user: str) -> list[SimMessage]:
        return self.telegram.shown_to(CHATS[user])

    def outbox(self, user: str, *states: MessageState) -> list[Message]:
        return [one for one in self.store.all(Message, user) if not states or one.state in states]
