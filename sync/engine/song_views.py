"""What a person sees of songs between friends: those that came, and what became of those that were sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Learned, Seen, Sending, Share, learned
from sync.engine.groups import names
from sync.engine.learning import learns_of_each
from sync.ports import Store


@dataclass(frozen=True, slots=True)
class ToOne:
    """One recipient of a song, "" for one who is gone, and what its sender may know at this moment."""

    name: str
    learned: Learned


@dataclass(frozen=True, slots=True)
class SentView:
    """A song that was sent. `group`: the id of the one that it went to, if it did; `group_name`: "" once its sender
    belongs to it no longer."""

    id: str
    song: Song
    note: str
    sent_at: datetime
    to: tuple[ToOne, ...]
    pages: tuple[str, ...] = ()
    group: str = ""
    group_name: str = ""

    @property
    def heard(self) -> int:
        """By how many, of those who agreed to be told of."""
        return sum(one.learned.seen.is_heard for one in self.to)

    @property
    def on_runs(self) -> int:
        """On a run by how many, of those who agreed to that."""
        return sum(one.learned.seen is Seen.ON_A_RUN for one in self.to)


type Place = tuple[datetime, str]
"""Of a song in a list: when it was sent, and its id."""


@dataclass(frozen=True, slots=True)
class Page[Shown]:
    """Some of a list; `next`: the place of its last one, None at the end."""

    shown: Sequence[Shown]
    next: Place | None


def inbox(store: Store, user: str) -> Sequence[Share]:
    """The songs that came, the newest first: their recipient sees all of each."""
    return sorted(store.all(Share, user), key=lambda one: (one.sent_at, one.id), reverse=True)


def sent(store: Store, user: str) -> Sequence[SentView]:
    """The songs that were sent, the newest first."""
    own = sorted(store.all(Sending, user), key=lambda one: (one.sent_at, one.id), reverse=True)
    named = names(store, user) if any(one.group for one in own) else {}
    return [sent_view(store, one, named) for one in own]


def page_of_inbox(store: Store, user: str, before: Place | None, limit: int) -> Page[Share]:
    """As many of the songs that came as a page shows, from behind the last one of the page before."""
    return _page(inbox(store, user), before, limit, lambda one: one)


def page_of_sent(store: Store, user: str, before: Place | None, limit: int) -> Page[SentView]:
    """The same of those that were sent: only what is shown is looked for."""
    own = sorted(store.all(Sending, user), key=lambda one: (one.sent_at, one.id), reverse=True)
    named = names(store, user) if any(one.group for one in own) else {}
    return _page(own, before, limit, lambda one: sent_view(store, one, named))


def _page[One: (Share, Sending), Shown](
    ones: Sequence[One], before: Place | None, limit: int, shown: Callable[[One], Shown]
) -> Page[Shown]:
    behind = [one for one in ones if before is None or (one.sent_at, one.id) < before]
    last = behind[limit - 1] if len(behind) > limit else None
    return Page([shown(one) for one in behind[:limit]], (last.sent_at, last.id) if last is not None else None)


def sent_view(store: Store, sending: Sending, named: Mapping[str, str] | None = None) -> SentView:
    """What the sender may know is asked for now, with what each listener says now. `named`: the names of the sender's
    groups, where they are known."""
    named = names(store, sending.user) if named is None and sending.group else named or {}
    may = learns_of_each(store, sending.user, sending.to, sending.group)
    shares = store.load_each(Share, [(name, sending.id) for name in sending.to], Share)
    to = [
        ToOne(name, _learned(sending, share, each)) for name, share, each in zip(sending.to, shares, may, strict=True)
    ]
    group, of_group = sending.group, named.get(sending.group, "")
    return SentView(sending.id, sending.song, sending.note, sending.sent_at, tuple(to), sending.pages, group, of_group)


def _learned(sending: Sending, share: Share | None, may: Learns) -> Learned:
    own = share if share is not None and share.sender == sending.user else None
    return learned(own, may, withdrawn=sending.withdrawn_at is not None)
