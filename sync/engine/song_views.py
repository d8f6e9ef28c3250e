"""What a person sees of songs between friends: those that came, and what became of those that were sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.core.music import Song
from sync.core.song_share import Learned, Sending, Share, learned
from sync.engine.friendship import learns
from sync.ports import Store


@dataclass(frozen=True, slots=True)
class ToOne:
    """One recipient of a song, "" for one who is gone, and what its sender may know at this moment."""

    name: str
    learned: Learned


@dataclass(frozen=True, slots=True)
class SentView:
    """A song that was sent."""

    id: str
    song: Song
    note: str
    sent_at: datetime
    to: tuple[ToOne, ...]
    pages: tuple[str, ...] = ()


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
    return [sent_view(store, one) for one in own]


def page_of_inbox(store: Store, user: str, before: Place | None, limit: int) -> Page[Share]:
    """As many of the songs that came as a page shows, from behind the last one of the page before."""
    return _page(inbox(store, user), before, limit, lambda one: one)


def page_of_sent(store: Store, user: str, before: Place | None, limit: int) -> Page[SentView]:
    """The same of those that were sent: only what is shown is looked for."""
    own = sorted(store.all(Sending, user), key=lambda one: (one.sent_at, one.id), reverse=True)
    return _page(own, before, limit, lambda one: sent_view(store, one))


def _page[One: (Share, Sending), Shown](
    ones: Sequence[One], before: Place | None, limit: int, shown: Callable[[One], Shown]
) -> Page[Shown]:
    behind = [one for one in ones if before is None or (one.sent_at, one.id) < before]
    last = behind[limit - 1] if len(behind) > limit else None
    return Page([shown(one) for one in behind[:limit]], (last.sent_at, last.id) if last is not None else None)


def sent_view(store: Store, sending: Sending) -> SentView:
    """What the sender may know is asked for now, with what each listener says now."""
    shares = store.load_each(Share, [(name, sending.id) for name in sending.to], Share)
    to = [ToOne(name, _learned(store, sending, name, share)) for name, share in zip(sending.to, shares, strict=True)]
    return SentView(sending.id, sending.song, sending.note, sending.sent_at, tuple(to), sending.pages)


def _learned(store: Store, sending: Sending, name: str, share: Share | None) -> Learned:
    own = share if share is not None and share.sender == sending.user else None
    return learned(own, learns(store, sending.user, name), withdrawn=sending.withdrawn_at is not None)
