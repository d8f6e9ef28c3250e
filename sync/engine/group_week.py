"""What a group has sent one another within seven days, and what was run to most: as one of its members may know it.

Of whom the one who looks may learn nothing, nothing is in it, not even in a number; of songs that did not come to them
nothing is shown either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.core.circle import is_in
from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Seen, Sending, Share, learned
from sync.engine.groups import joined
from sync.engine.learning import group_of, learns_of_each
from sync.ports import Store

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekSong:
    """A song that was sent to the group. `sender`: "" for one who was deleted; `heard`, `on_runs`: by whom it was
    heard, and on a run, as far as the one who looks may know."""

    id: str
    song: Song
    sender: str
    sent_at: datetime
    heard: tuple[str, ...]
    on_runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """`songs`: what was run to most comes first, then what was heard most, then the newest; `senders`: who sent how
    many, the most first."""

    id: str
    name: str
    since: datetime
    songs: tuple[WeekSong, ...]
    senders: tuple[tuple[str, int], ...]


def week(store: Store, user: str, group: str, now: datetime) -> Week | None:
    """The last seven days of a group to which this person belongs; None for any other."""
    circle, own = group_of(store, user, group)
    if circle is None or not is_in(circle, own):
        return None
    since = now - WEEK
    others = [name for name in joined(store, circle) if name != user]
    may = dict(zip(others, learns_of_each(store, user, others, group), strict=True))
    sent = [
        sending
        for name in (user, *others)
        for sending in store.all(Sending, name)
        if sending.group == group and sending.withdrawn_at is None and since < sending.sent_at <= now
    ]
    came = {one.id: one for one in store.all(Share, user) if one.group == group}
    shown = [sending for sending in sent if sending.user == user or _came(came.get(sending.id), sending)]
    songs = [_seen(store, sending, user, may) for sending in shown]
    songs.sort(key=lambda one: one.sent_at, reverse=True)
    songs.sort(key=lambda one: (len(one.on_runs), len(one.heard)), reverse=True)
    return Week(group, circle.name, since, tuple(songs), _senders(songs))


def _came(share: Share | None, sending: Sending) -> bool:
    """Whether it came to the one who looks: who blocks its sender got nothing."""
    return share is not None and share.sender == sending.user


def _seen(store: Store, sending: Sending, user: str, may: dict[str, Learns]) -> WeekSong:
    """`may`: what the one who looks may learn of each of the others. Of themselves they know everything."""
    names = [name for name in sending.to if name == user or name in may]
    shares = store.load_each(Share, [(name, sending.id) for name in names], Share)
    told = [
        learned(share, Learns.FIGURES if name == user else may[name], withdrawn=False)
        for name, share in zip(names, shares, strict=True)
    ]
    heard = tuple(name for name, one in zip(names, told, strict=True) if one.seen.is_heard)
    on_runs = tuple(name for name, one in zip(names, told, strict=True) if one.seen is Seen.ON_A_RUN)
    return WeekSong(sending.id, sending.song, sending.user, sending.sent_at, heard, on_runs)


def _senders(songs: Sequence[WeekSong]) -> tuple[tuple[str, int], ...]:
    names = [one.sender for one in songs]
    return tuple(sorted(((name, names.count(name)) for name in set(names)), key=lambda one: (-one[1], one[0])))
