"""Every messenger with its simulator, for the contract suite: how a chat there is read as its person sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sync.adapters.telegram import TelegramBot
from sync.adapters.telegram_service import API
from sync.core.secret import Secret
from sync.ports.messenger import Messenger
from sync.service import Hosts
from sync.sim.clock import HandClock
from sync.sim.http import SimService
from sync.sim.telegram import SimTelegram

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)


@dataclass
class Harness:
    """One messenger. `chat`: one that may be written to; `shown`: the texts that its person sees there; `send`, `edit`:
    the simulator's endpoints, "" for none; `writes` and `presses`: the person does, None where the messenger hears
    nothing; `gone`: the chat is from now on."""

    name: str
    sim: SimService
    messenger: Messenger
    chat: str
    shown: Callable[[], list[str]]
    send: str
    edit: str = ""
    writes: Callable[[str], Any] | None = None
    presses: Callable[[str], Any] | None = None
    gone: Callable[[], Any] | None = None
    more: dict[str, Any] = field(default_factory=dict)


def telegram() -> Harness:
    sim = SimTelegram(HandClock(NOW).now)
    sim.start()
    sim.begun.add(11)
    bot = TelegramBot(Hosts({API: sim.url}), Secret(sim.token), base=API, seconds=2.0)
    return Harness(
        "telegram",
        sim,
        bot.at(NOW),
        "11",
        lambda: [one.text for one in sim.shown_to(11)],
        "sendMessage",
        "editMessageText",
        lambda text: sim.writes(11, text),
        lambda data: sim.presses(11, data),
        lambda: sim.blocks(11),
    )


MESSENGERS: list[Callable[[], Harness]] = [telegram]
"""A line for each."""
