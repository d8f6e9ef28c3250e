"""The chats in which one hears of songs."""

from sync.entrypoints.api.answers.shape import Answer, Time


class ChatAnswer(Answer):
    """A messenger that is set up here, and one's chat there."""

    service: str
    title: str
    since: Time | None
    """When the chat was connected; null: none is."""
    open: bool
    """Whether anything is written there."""
    quiet: bool
    """You have stopped it there, and begin it again there."""


class Chats(Answer):
    """All messengers that are set up here; none: the operator has set up none."""

    chats: list[ChatAnswer]


class ChatCode(Answer):
    """What is brought to the messenger's bot, once, from the chat that is to be yours."""

    code: str
    url: str
    """Opens the bot with it; empty: send it the code as `/start CODE`."""
    ends: Time
