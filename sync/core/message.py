"""The outbox: a message lies with who gets it, and waits there as everything does. It holds facts, no words.

Its words are made when it is sent, of what may be said then, and made again whenever something may have changed: one
message a song, which is edited. It is saved before it is sent, and what may have been sent is never sent again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

LOOKED_AFTER, LONGEST = timedelta(minutes=10), timedelta(days=1)
ENDS_AFTER = timedelta(days=15)
"""A song is looked for seven days from its sending, its run for seven more: then nothing changes by itself."""
TRIES_FOR = timedelta(days=3)


class About(StrEnum):
    """What a message is about, the first part of its id; the second says which."""

    CAME = "came"  # a song came: the id of its share
    SENT = "sent"  # what became of a song: the id of its sending
    ASKED = "asked"  # somebody wants to be a friend: their name
    DIGEST = "digest"  # several that were held: when it was made


class MessageState(StrEnum):
    """Where a message is."""

    WAITING = "waiting"  # there may be nothing to say yet
    HELD = "held"  # quiet hours, the day's most, or a window that is over
    SENDING = "sending"  # saved right before it is sent
    SENT = "sent"
    UNSURE = "unsure"  # the answer was lost: it is never sent again
    WITHIN = "within"  # told in a digest, and changed with it
    GONE = "gone"  # nothing is left to be said, or nobody is there to hear it


@dataclass(frozen=True, slots=True)
class Message:
    """One message to `user` by one messenger (`service`). `id`: what causes it, so that a second cause makes no second
    message. `chat` and `ref`: where it was sent, and the messenger's own id of it there; `shown`: the fingerprint of
    what it showed last; `parts`: of a digest, the ids of those that it tells; `within`: the digest that tells this one.
    `due`: when it is looked at next, None once nothing more can become of it by itself. `since`: since when it could
    not be sent; `looks`: how often it was looked at in vain."""

    user: str
    service: str
    id: str
    made_at: datetime
    state: MessageState = MessageState.WAITING
    due: datetime | None = None
    sent_at: datetime | None = None
    chat: str = ""
    ref: str = ""
    shown: str = ""
    parts: tuple[str, ...] = ()
    within: str = ""
    looks: int = 0
    tries: int = 0
    since: datetime | None = None
    why: str = ""
    version: int = 0

    @property
    def about(self) -> str:
        """As `About`, or what only a newer version knows."""
        return self.id.partition(":")[0]

    @property
    def of(self) -> str:
        """Which song, or who."""
        return self.id.partition(":")[2]

    @property
    def key(self) -> str:
        """The same for each try of it, for a messenger that takes a message with one key once."""
        return sha256("\n".join((self.user, self.service, self.id)).encode()).hexdigest()[:32]

    def woken(self, now: datetime) -> "Message":
        """Something of it may have changed. One whose sending is under way, or is over for good, stays as it is."""
        if self.state in (MessageState.SENDING, MessageState.UNSURE, MessageState.GONE, MessageState.WITHIN):
            return self
        return self if self.due is not None and self.due <= now else replace(self, due=now)

    def looked_at(self, now: datetime) -> "Message":
        """Nothing was to be done: looked at again later, as a net under what wakes it."""
        wait = min(LOOKED_AFTER * 2**self.looks, LONGEST)
        due = now + wait
        ended = due >= self.made_at + ENDS_AFTER
        return replace(self, looks=self.looks + 1, due=None if ended else due, tries=0, since=None, why="")

    def failed(self, why: str, due: datetime, now: datetime) -> "Message":
        """It could not be sent, or changed: tried again at `due`."""
        return replace(self, tries=self.tries + 1, since=self.since or now, why=why, due=due)

    def over(self, state: MessageState, why: str = "") -> "Message":
        return replace(self, state=state, why=why, due=None)


def id_of(about: About, which: str) -> str:
    return f"{about}:{which}"
