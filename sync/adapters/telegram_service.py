"""Telegram as a service: what it says about itself. Who writes there is `telegram.py` (docs/services/telegram.md)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sync.core.errors import AppInactive
from sync.service import Built, Host, Parts, Role, Service
from sync.setting import secret

if TYPE_CHECKING:
    from sync.adapters.telegram import Telegram, TelegramBot

API = "https://api.telegram.org"
NAME = "telegram"


def _build(parts: Parts) -> Built:
    kept = list["TelegramBot"]()  # with its connections, for as long as the application is

    def messenger(now: datetime) -> "Telegram":
        if not kept:
            from sync.adapters.telegram import TelegramBot  # which most ticks do not need

            token = parts.values["TELEGRAM_BOT_TOKEN"]
            kept.append(TelegramBot(parts.hosts, token, base=API, seconds=parts.seconds))
        return kept[0].at(now)

    return Built(SERVICE, None, messenger=messenger)


SERVICE = Service(
    name=NAME,
    title="Telegram",
    about="Connect Telegram: you hear of songs there, and send some.",
    roles=frozenset({Role.MESSENGER}),
    build=_build,
    has_login=False,
    hosts=(Host(API, "TELEGRAM_API_URL", "Base of Telegram's Bot API."),),
    options=(
        secret("TELEGRAM_BOT_TOKEN", "The token of your Telegram bot (docs/services/telegram.md).", travels=False),
    ),
    needs=("TELEGRAM_BOT_TOKEN",),
    how_to="Write /newbot to @BotFather in Telegram, and set TELEGRAM_BOT_TOKEN to the token that it gives you.",
    needs_from="@BotFather in Telegram",
    advice={AppInactive: "set TELEGRAM_BOT_TOKEN to the token that @BotFather gives you for this bot"},
    limits="30 messages a second, one a second in a chat, 20 a minute in a group",
    policy="a bot writes to nobody who has not begun with it",
    german="sync.adapters.telegram_german",
)
