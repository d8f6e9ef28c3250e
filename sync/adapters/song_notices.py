"""Messages about songs by Apprise, in its child (`notify_child.py`): e-mail, ntfy and others. Nothing comes back by it.

It says of several addresses only whether all took it, and takes no key: what may have gone out is never sent again, and
nothing is changed afterwards. A chat is known by the fingerprint of its addresses: where they are others by now, or
somebody else's, nothing is written.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape

from sync.adapters.bounds import LEAST_SECONDS
from sync.core.errors import ChatGone, OutOfTime, Rejected, Unclear
from sync.core.inbound import Abilities, Updates
from sync.core.said import Piece, Said
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
        text = "\n".join((rest or title, *(f"{one.label}: {one.url}" for one in said.links)))
        if not notify_child.send(self._urls, title[:LONGEST_TITLE], text, seconds, html=_html(said)):
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


def _html(said: Said) -> str:
    """What stands below the first line, for mail. Each address can be read as well: Apprise makes the mail's plain part
    of this, and an address that nobody sees is lost by that."""
    head = next((index for index, one in enumerate(said.pieces) if "\n" in one.text), 0)
    first = said.pieces[head]
    rest = (Piece(first.text.partition("\n")[2]), *said.pieces[head + 1 :]) if "\n" in first.text else said.pieces
    links = (f"<br>{_words(one.label)}: {_opens(one.url)}" for one in said.links)
    return "".join((*map(_shown, rest), *links))


def _shown(piece: Piece) -> str:
    words = _words(piece.text)
    words = f"<b>{words}</b>" if piece.strong and words else words
    if not piece.link.startswith(("https://", "http://")):
        return words
    shown = f'<a href="{escape(piece.link)}">{words}</a>'
    return shown if piece.link == piece.text else f"{shown} ({_opens(piece.link)})"


def _opens(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _words(text: str) -> str:
    return escape(text).replace("\n", "<br>")
