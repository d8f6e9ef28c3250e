"""The messenger of the world, at the port: it keeps what everybody is shown, fails, and loses answers.

What it is told is read here as a person would: whose listening a line tells of, and how much.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sync.core.errors import RateLimited, Unavailable, Unclear
from sync.core.friends import Learns
from sync.core.inbound import Abilities, Updates
from sync.core.said import Said
from tests.song_world.acting import MINUTE

NAME = "telegram"
NEWS = re.compile(r"\b(p\d{4}) (?:ran to it|says they played it|played it)")
_TOLD = (
    (re.compile(r"\b(p\d{4}) ran to it: (?:km|mi|\d)"), Learns.FIGURES),
    (re.compile(r"\b(p\d{4}) ran to it"), Learns.ON_A_RUN),
    (re.compile(r"\b(p\d{4}) (?:says they )?played it"), Learns.PLAYED),
    (re.compile(r"not for (p\d{4})"), Learns.PLAYED),
    (re.compile(r"\b(p\d{4}): (?:not seen|nothing connected) yet"), Learns.PLAYED),
)


@dataclass
class Shown:
    """One message as it stands in a chat. `key`: under which it was sent; `news`: when it first told of a listening, by
    whose it was."""

    chat: str
    key: str
    text: str
    at: datetime
    news: dict[str, datetime] = field(default_factory=dict)


class Messages:
    """Every chat. `lost`: chats and keys whose answer was lost, of which nobody knows more; `may`: what the owner of a
    chat may learn of a listener at this moment, of songs to a friend or to a group; `groups`: the group of whose song a
    message tells, by key; `leaked`: what was said besides."""

    def __init__(self, dice: random.Random, trouble: float, may: Callable[[str, str, str], Learns]) -> None:
        self.dice, self.trouble, self.may = dice, trouble, may
        self.shown: list[Shown] = []
        self.lost: set[tuple[str, str]] = set()
        self.groups: dict[str, str] = {}
        self.leaked: list[str] = []
        self.counts = Counter[str]()

    def at(self, now: datetime) -> "At":
        return At(self, now)

    def too_much(self, one: Shown) -> Iterator[str]:
        """What a message tells that its reader may not know."""
        for listener, much in told_of(one.text):
            if not self.may(one.chat, listener, self.groups.get(one.key, "")).covers(much):
                yield f"the chat of {one.chat} shows {much} of {listener}: {one.text!r}"


@dataclass(frozen=True)
class At:
    """See `ports.messenger.Messenger`."""

    all: Messages
    now: datetime
    name = NAME
    can = Abilities(edits=True, polls=False, groups=True, buttons=True)

    def send(self, chat: str, said: Said, key: str) -> str:
        every, what = self.all, self.all.dice.random()
        every.counts["sends"] += 1
        self._fails(what)
        carried_out = what >= every.trouble or self.all.dice.random() < 0.5
        if carried_out:
            every.shown.append(Shown(chat, key, "", self.now))
            self._show(every.shown[-1], said)
        if what < every.trouble:
            every.lost.add((chat, key))
            raise Unclear("no answer", service=NAME)
        return str(len(every.shown) - 1)

    def edit(self, chat: str, ref: str, said: Said) -> None:
        self.all.counts["edits"] += 1
        self._fails(self.all.dice.random())
        self._show(self.all.shown[int(ref)], said)

    def _fails(self, what: float) -> None:
        trouble = self.all.trouble
        if trouble <= what < 2 * trouble:
            raise Unavailable("it is away", service=NAME)
        if 2 * trouble <= what < 3 * trouble:
            raise RateLimited("too many", self.now + MINUTE, service=NAME)

    def _show(self, one: Shown, said: Said) -> None:
        one.text = said.plain
        self.all.leaked += self.all.too_much(one)
        for listener in NEWS.findall(one.text):
            one.news.setdefault(listener, self.now)

    def updates(self, after: str) -> Updates:
        return Updates((), after)

    def answer_press(self, press: str, words: str) -> None:
        """Nobody presses anything here."""

    def link(self, code: str, known: Mapping[str, str]) -> str:
        return ""

    def about(self) -> Mapping[str, str]:
        return {}


def told_of(text: str) -> Iterator[tuple[str, Learns]]:
    """Whose listening a text tells of, and how much of it."""
    for pattern, much in _TOLD:
        for found in pattern.finditer(text):
            yield found[1], much
