"""Messages about songs by Apprise, in its child (`notify_child.py`): e-mail, ntfy and others. Nothing comes back by it.

It says of several addresses only whether all took it, and takes no key: what may have gone out is never sent again, and
nothing is changed afterwards. A chat is known by the fingerprint of its addresses: where they are others by now, or
somebody else's, nothing is written.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sync.adapters.bounds import LEAST_SECONDS
from sync.core.errors import ChatGone, OutOfTime, Rejected, Unclear
from sync.core.inbound import Abilities, Updates
from sync.core.said import Said
from sync.core.time_left import seconds_left

NAME = "notices"
SECONDS, LONGEST_TITLE = 20.0, 100


class SongNotices:
    """One person's addresses. See `ports.messenger.Messenger`."""

    name = NAME
    can = Abilities(hears=False)

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = tuple(urls)

    def send(self, chat: str, said: Said, key: str) -> str:
        if not self._urls or chat != self.about()["chat"]:
            raise ChatGone(f"{NAME}: the addresses are others by now: connect them again", service=NAME)
        seconds = min(SECONDS, seconds_left())
        if seconds < LEAST_SECONDS:
            raise OutOfTime(f"{NAME}: this tick has no time left for it", service=NAME)
        from sync.adapters import notify_child

        title, _, rest = said.plain.partition("\n")
        if not notify_child.send(self._urls, title[:LONGEST_TITLE], rest or title, seconds):
            raise Unclear(f"{NAME}: not every address took it", service=NAME)
        return ""

    def edit(self, chat: str, ref: str, said: Said) -> None:
        raise Rejected(f"{NAME}: messages cannot be edited", service=NAME)

    def updates(self, after: str) -> Updates:
        return Updates((), after)

    def answer_press(self, press: str, words: str) -> None:
        """Nothing is pressed there."""

    def link(self, code: str, known: Mapping[str, str]) -> str:
        return ""

    def about(self) -> Mapping[str, str]:
        """No call. `chat`: what these addresses are called as a chat."""
        return {"chat": sha256("\n".join(self._urls).encode()).hexdigest()[:32]}
