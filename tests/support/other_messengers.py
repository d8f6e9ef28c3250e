"""A world with a simulated Matrix and Messenger, and no Telegram: Anna sends songs, `me` listens."""

from pathlib import Path
from typing import Any

from sync.engine.asks.chats import code_for
from sync.engine.incoming import keep
from sync.engine.receiving import receive
from sync.engine.tick import tick
from sync.sim.delivery import Delivery
from sync.sim.http import SimService
from sync.sim.matrix import SimMatrix
from sync.sim.messenger import SimMessenger
from sync.wiring import ME
from tests.support.engine.two_friends import ANNA
from tests.support.songs import SongWorld
from tests.support.world import MINUTE

PEOPLE = {ME: "@me:sim.example", ANNA: "@anna:sim.example"}
PSIDS = {ME: "7001", ANNA: "7002"}
CODE = "c0de-c0de-c0de-c0de-{}"


class OtherWorld(SongWorld):
    """See the module. There are no quiet hours, unless a test sets some."""

    def __init__(self, folder: Path, **how: Any) -> None:
        super().__init__(folder, **{"RUNTRACK_QUIET_HOURS": "off"} | how)
        self.matrix, self.page = SimMatrix(self.clock.now), SimMessenger(self.clock.now)
        self.rooms = dict[str, str]()

    @property
    def services(self) -> tuple[SimService, ...]:
        return (*super().services, self.matrix, self.page)

    @property
    def bases(self) -> dict[str, str]:
        return super().bases | {"https://graph.facebook.com": self.page.url}

    @property
    def environ(self) -> dict[str, str]:
        return {
            "MATRIX_HOMESERVER": self.matrix.url,
            "MATRIX_ACCESS_TOKEN": self.matrix.token,
            "MESSENGER_PAGE_TOKEN": self.page.token,
            "MESSENGER_APP_SECRET": self.page.app_secret,
            "MESSENGER_VERIFY_TOKEN": "verify",
            "MESSENGER_API_URL": self.page.url,
        } | super().environ

    def on_matrix(self, *users: str) -> None:
        """Each has a room with the bot, and brought it a code."""
        for user in users:
            code, _ = code_for(self.wired.app, user, "matrix", CODE.format(user), self.now)
            self.rooms[user] = self.matrix.invite(PEOPLE[user])
            self.told()
            self.writes(user, f"start {code}")
            self.told()

    def on_messenger(self, *users: str) -> None:
        """Each has come by the link to the Page."""
        for user in users:
            code, _ = code_for(self.wired.app, user, "messenger", CODE.format(user), self.now)
            self.brings(self.page.begins(PSIDS[user], code))

    def writes(self, user: str, text: str) -> None:
        self.matrix.says(self.rooms[user], PEOPLE[user], text)

    def brings(self, delivery: Delivery) -> None:
        """Facebook brings it to the webhook, and it is acted upon."""
        from sync.adapters.facebook_deliveries import updates_of

        keep(self.store, "messenger", updates_of(delivery.body), self.now)
        self.told()

    def everybody(self, minutes: int = 1) -> None:
        """A tick of each, so many times."""
        for _ in range(minutes):
            for user in (ANNA, ME):
                report = tick(self.wired.app, user, self.now, lambda: 50.0)
                assert not report.bugs, report.failed
            self.clock.advance(MINUTE.total_seconds())

    def told(self) -> int:
        """The messengers are looked at once."""
        done = receive(self.wired.app, self.now, lambda: 50.0)
        self.clock.advance(MINUTE.total_seconds() / 6)
        return done

    def room(self, user: str) -> list[str]:
        """What somebody reads of the bot in their room."""
        return self.matrix.shown(self.rooms[user])

    def thread(self, user: str) -> list[str]:
        """What somebody reads of the Page."""
        return self.page.person(PSIDS[user]).shown
