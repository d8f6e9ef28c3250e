"""What a person sees of songs between friends: those that came, and what became of those that were sent."""

from collections.abc import Sequence
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


def inbox(store: Store, user: str) -> Sequence[Share]:
    """The songs that came, the newest first: their recipient sees all of each."""
    return sorted(store.all(Share, user), key=lambda one: (one.sent_at, one.id), reverse=True)


def sent(store: Store, user: str) -> Sequence[SentView]:
    """The songs that were sent, the newest first."""
    own = sorted(store.all(Sending, user), key=lambda one: (one.sent_at, one.id), reverse=True)
    return [sent_view(store, one) for one in own]


def sent_view(store: Store, sending: Sending) -> SentView:
    """What the sender may know is asked for now, with what each listener says now."""
    shares = store.load_each(Share, [(name, sending.id) for name in sending.to], Share)
    to = [ToOne(name, _learned(store, sending, name, share)) for name, share in zip(sending.to, shares, strict=True)]
    return SentView(sending.id, sending.song, sending.note, sending.sent_at, tuple(to))


def _learned(store: Store, sending: Sending, name: str, share: Share | None) -> Learned:
    own = share if share is not None and share.sender == sending.user else None
    return learned(own, learns(store, sending.user, name), withdrawn=sending.withdrawn_at is not None)
