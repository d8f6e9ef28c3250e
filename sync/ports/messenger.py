"""The messengers' port. Apart from the others, for an idle tick writes to nobody."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from sync.core.inbound import Abilities, Updates
from sync.core.said import Said


class Messenger(Protocol):
    """A service by which people are written to and, where it can, write to us; for a whole installation, at one moment.

    Besides the errors of the table `send` and `edit` may raise `ChatGone`, `ChatMoved` and `WindowOver`."""

    name: str
    can: Abilities

    def send(self, chat: str, said: Said, key: str) -> str:
        """Send a message, and return the messenger's id of it ("": it has none). `key`: the same for each try, 32 signs
        of hexadecimal. Any error but `Unclear` means that it was certainly not sent."""
        ...

    def edit(self, chat: str, ref: str, said: Said) -> None:
        """Have a message that was sent show this instead: safe to repeat, also where it shows it already. `Missing`
        when it is there no longer, `Unavailable` when nobody knows whether it was done."""
        ...

    def updates(self, after: str) -> Updates:
        """What happened after that moment (""; the oldest that is kept there), without waiting for anything. One call.
        What is not understood is delivered as `Did.OTHER`."""
        ...

    def answer_press(self, press: str, words: str) -> None:
        """Let a button that was pressed come to rest, with at most 200 signs for who pressed it. Safe to repeat."""
        ...

    def link(self, code: str, known: Mapping[str, str]) -> str:
        """Where somebody goes who connects a chat by this code, "" where the code is to be sent to the bot by hand.
        `known`: what `about` has told. No call."""
        ...

    def about(self) -> Mapping[str, str]:
        """What the messenger calls us (`name`: of the bot). One call."""
        ...


@runtime_checkable
class Delivers(Messenger, Protocol):
    """A messenger that can also bring what happens to an address of ours. While it does, `updates` is refused."""

    def deliver_to(self, address: str) -> None:
        """What happens from now on, and what was not told yet, is brought there; "": it is asked for again. One call,
        safe to repeat. `Rejected` for an address that it does not take."""
        ...
