"""Which songs of a run were sent by friends: by what lies with the one who ran, and seen in that very run."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sync.app import App
from sync.core.activity import Activity
from sync.core.song_share import Share, ShareState
from sync.engine import shares
from sync.ports import Store

if TYPE_CHECKING:
    from sync.core.soundtrack import Part


def senders(app: App, run: Activity, parts: "Sequence[Part]") -> tuple[str, ...]:
    """Who sent each of these songs of a run, "" for nobody, or for one who was deleted. The first who sent it counts,
    and each time that it was heard in the run. A song whose play was not looked at yet is looked for here as the tick
    would: the run's text, which may be made a moment before, is not written again for that."""
    if not parts:
        return ()
    sent = sorted(app.store.all(Share, run.key.user), key=lambda one: (one.sent_at, one.id))
    named: dict[str, str] = {}
    for share in sent:
        for part in parts:
            if _is_of(app.store, share, part, run):
                named.setdefault(part.song.key, share.sender)
    return tuple(named.get(part.song.key, "") for part in parts)


def _is_of(store: Store, share: Share, part: "Part", run: Activity) -> bool:
    if not share.sender or share.said or not shares.is_same(share.song, part.song):
        return False
    if share.state is ShareState.HEARD:
        heard = share.heard_at
    else:
        heard = shares.heard_at(store, share, run.start + timedelta(seconds=run.elapsed)) if share.is_open else None
    return heard is not None and shares.is_part(heard, part)
