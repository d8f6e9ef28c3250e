"""Which songs of a run were sent by friends: by what lies with the one who ran, and seen in that very run."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity
from sync.core.song_share import Share, ShareState
from sync.engine import capture, shares
from sync.ports import Store

if TYPE_CHECKING:
    from sync.core.soundtrack import Part


def senders(app: App, run: Activity, parts: "Sequence[Part]") -> tuple[str, ...]:
    """Who sent each of these songs of a run, "" for nobody, or for one who was deleted. The first who sent it counts,
    and each time that it was heard in the run. A song whose play was not looked at yet is looked for here as the tick
    would: the run's text, which may be made a moment before, is not written again for that."""
    if not parts:
        return ()
    end = run.start + timedelta(seconds=run.elapsed)
    named: dict[str, str] = {}
    for share in sorted(_of_its_time(app.store, run, end), key=lambda one: (one.sent_at, one.id)):
        for part in parts:
            if _is_of(app.store, share, part, end):
                named.setdefault(part.song.key, share.sender)
    return tuple(named.get(part.song.key, "") for part in parts)


def _of_its_time(store: Store, run: Activity, end: datetime) -> Iterator[Share]:
    """Those that were heard while it was run, or that wait to be seen."""
    for share in store.all(Share, run.key.user):
        at = share.heard_at
        seen = share.state is ShareState.HEARD and at is not None and run.start - capture.AROUND <= at <= end
        if share.sender and not share.said and (seen or (share.is_open and share.sent_at < end)):
            yield share


def _is_of(store: Store, share: Share, part: "Part", end: datetime) -> bool:
    if not shares.is_same(share.song, part.song):
        return False
    heard = shares.heard_at(store, share, end) if share.is_open else share.heard_at
    return heard is not None and shares.is_part(heard, part)
