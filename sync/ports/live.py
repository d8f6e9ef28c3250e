"""The port of a service that shows a run in progress to whoever has its link, and of a mailbox that such links come to.

Apart from the others, for few people use them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sync.core.errors import Unavailable
from sync.core.live.point import LivePoint
from sync.core.live.session import LiveSession


class Blocked(Unavailable):
    """A page for browsers stands in the service's place: asking again soon makes it worse."""


class NotTaken(Unavailable):
    """The service refuses what it took so far: most likely its protocol is another one by now."""


@dataclass(frozen=True, slots=True)
class TheirLink:
    """A link as somebody wrote it: `text` is a secret (it tells where its runner is), and never shown."""

    text: str

    def __repr__(self) -> str:
        return "TheirLink(***)"


class LiveSource(Protocol):
    """Such a service, for one user at one moment. Raises the errors of the table, `Blocked` and `NotTaken`; `Missing`:
    the run is shown no longer. No error holds a link."""

    name: str
    sender: str
    """What stands in the From line of the mails by which it sends its links."""
    runner: str
    """Whose runs alone are followed, as the service calls them; "" for anybody's."""

    def found(self, text: str) -> TheirLink | None:
        """The first link to a run of it in a text. No call."""
        ...

    def opened(self, link: TheirLink) -> TheirLink:
        """The link of one run that a link leads to, itself where it is one (then without a call). `Missing` where it
        leads to none."""
        ...

    def id_of(self, link: TheirLink) -> str:
        """A name of the run that tells nothing of its link. No call."""
        ...

    def session(self, link: TheirLink) -> LiveSession: ...

    def points(self, link: TheirLink, after: datetime | None) -> tuple[LivePoint, ...]:
        """Those after that moment, by time, each once; of very many the first ones."""
        ...

    def check(self) -> None:
        """Whether the service is as we know it, without any run: raises `NotTaken` where it is not."""
        ...


@dataclass(frozen=True, slots=True)
class MailMark:
    """Up to where a mailbox was read: its UIDVALIDITY, and the highest UID that was looked at."""

    validity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Mail:
    """The text of a mail, decoded, and when it arrived."""

    text: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Fresh:
    """What came since a mark, oldest first, and the mark behind it. `more`: there is more, for the next look."""

    mark: MailMark
    mails: tuple[Mail, ...] = ()
    more: bool = False


class Mailbox(Protocol):
    """One person's mailbox at one moment. Nothing in it is changed, nothing marked as read. `name`: which it is."""

    @property
    def name(self) -> str: ...

    def check(self) -> None:
        """Whether it opens: raises what `fresh` does."""
        ...

    def fresh(self, mark: MailMark, sender: str, since: datetime) -> Fresh:
        """Mails whose From line holds `sender` and that arrived after `since`. Raises `LoginNeeded`, `Missing`
        (the folder), `Unavailable`."""
        ...
