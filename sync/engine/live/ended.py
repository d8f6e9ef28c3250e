"""What becomes of a run in progress: its points go when the watch's own file has come, after a week at the latest."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sync.core.activity import Activity
from sync.core.digest import Digest
from sync.core.live.run import KEPT, LOOKS_AGAIN, LiveRun
from sync.core.live.shown import LiveLink
from sync.engine import saving
from sync.engine.live.arriving import forget
from sync.ports import Store

RARELY, SOON = timedelta(hours=1), timedelta(hours=3)
"""How often it is looked whether the file has come, later than `SOON` after the last point."""
MOST_OF_IT = 0.5
AFTER = timedelta(minutes=5)
"""The file ends at most so long before the last point: a run that goes on has no file yet."""


def looked_at(store: Store, run: LiveRun, now: datetime) -> LiveRun | None:
    """Forget the run where its file is here or its time is over, else note when it is looked at again; None where it is
    gone. Safe to repeat: what is gone stays gone, and a look that was not noted is made again."""
    if now - run.last > KEPT:
        forget(store, run)
        return None
    if run.is_over(now) and _has_come(store, run):
        forget(store, run)
        return None
    wait = LOOKS_AGAIN if now - run.last < SOON else RARELY
    return saving.put(store, replace(run, due=now + wait))  # None: points came meanwhile, and it is looked at again


def _has_come(store: Store, run: LiveRun) -> bool:
    """Whether a run is here that covers most of it, with its route read: then the map lacks nothing."""
    around = timedelta(days=1)
    rows = store.activities(run.user, since=run.begun - around, until=run.last + around)
    return any(store.load(Digest, *_names(row)) is not None for row in _covering(rows, run))


def _covering(rows: Iterable[Activity], run: LiveRun) -> Iterable[Activity]:
    length = max((run.last - run.begun).total_seconds(), 1.0)
    for row in rows:
        end = row.start + timedelta(seconds=row.elapsed)
        inside = (min(end, run.last) - max(row.start, run.begun)).total_seconds()
        if inside >= MOST_OF_IT * length - 1 and end >= run.last - AFTER:
            yield row


def _names(row: Activity) -> tuple[str, str, str, str]:
    return row.key.user, row.key.source, row.key.id, str(row.key.leg)


def forget_links(store: Store, user: str, now: datetime) -> None:
    """Links that ended a while ago. Once a day; safe to repeat."""
    for link in store.all(LiveLink, user):
        if now - min(link.until, link.revoked_at or link.until) > KEPT:
            store.remove(link)
