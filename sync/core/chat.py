"""A person's ways to be written to: one chat at each messenger, whose it is, and the codes by which one is connected.

A messenger tells of a chat by its own id of it, so that whose it is is a document of its own: one read for an update.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

CODE_HOLDS = timedelta(minutes=30)
STRANGER_KEPT = timedelta(days=30)
LONGEST_ID = 256
COUNTED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Chat:
    """`id`: what the messenger calls it (for e-mail the address). `language`: of the person's app there, "" where it is
    not told. `quiet`: its person has stopped it, and hears nothing until they begin again. `paused_at` and `why`: it
    cannot be written to since then (blocked, gone). `writes_until`: where a messenger lets us write for some time after
    its person wrote, when that ends; None: it never ends, or has never begun. `numbers`: what is pressed by writing a
    number, where there are no buttons (`engine/numbered.py`), the oldest first. `person`: how the messenger calls its
    person in chats of several people, where that is not `id`; "" where it was not told."""

    user: str
    service: str
    id: str
    since: datetime
    language: str = ""
    quiet: bool = False
    paused_at: datetime | None = None
    why: str = ""
    writes_until: datetime | None = None
    numbers: dict[str, str] = field(default_factory=dict)
    person: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether anything may be written there."""
        return not self.quiet and self.paused_at is None

    def with_numbers(self, data: Sequence[str], most: int, kept: int) -> "Chat":
        """With a number of 1 to `most` for each of these; at most the last `kept` are known."""
        numbers = dict(self.numbers)
        last = int(next(reversed(numbers), "0"))
        for one in data:
            if one not in numbers.values():
                last = last % most + 1
                numbers.pop(str(last), None)
                numbers[str(last)] = one
        return replace(self, numbers=dict(list(numbers.items())[-kept:]))

    def paused(self, why: str, now: datetime) -> "Chat":
        return replace(self, paused_at=self.paused_at or now, why=why)

    def wrote(self, now: datetime, window: timedelta | None) -> "Chat":
        """Its person has just written or pressed: whatever kept it from being written to is over, but their own stop.
        `window`: see `Abilities.window`."""
        return replace(self, paused_at=None, why="", writes_until=None if window is None else now + window)


@dataclass(frozen=True, slots=True)
class ChatOwner:
    """Whose a chat is, by the messenger's id of it. `user` is "" for a stranger who was told once what this is (`told`)
    and is told nothing more; `due`: when that is forgotten. `count`: what came since `since`.
    """

    MOST: ClassVar[int] = 40

    service: str
    chat: str
    user: str = ""
    told: datetime | None = None
    due: datetime | None = None
    since: datetime | None = None
    count: int = 0
    version: int = 0

    def counted(self, now: datetime) -> "ChatOwner":
        """With one more; more than `MOST` is more than a person asks."""
        fresh = self.since is None or now - self.since >= COUNTED_FOR
        return replace(self, since=now if fresh else self.since, count=1 if fresh else self.count + 1)


@dataclass(frozen=True, slots=True)
class GroupChat:
    """A chat of several people at a messenger (`chat`: its id there) whose songs go to the group `group`, as `user`,
    who belongs to that, has chosen: for as long as they do."""

    service: str
    chat: str
    user: str
    group: str
    since: datetime
    version: int = 0


@dataclass(frozen=True, slots=True)
class ChatCode:
    """A code by which `user`, who was signed in when it was made, connects a chat of `service`: once. `id` is its
    fingerprint; `due` when it holds no longer, and is forgotten."""

    id: str
    user: str
    service: str
    due: datetime
    used_by: str = ""  # the id of the chat that was connected by it
    version: int = 0

    def holds_for(self, service: str, chat: str, now: datetime) -> bool:
        """Whether this chat may be connected by it; the same chat as often as its message is delivered."""
        return service == self.service and now < self.due and self.used_by in ("", chat)
