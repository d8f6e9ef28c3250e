"""Take our text and emoji out of a run's description and title, or of all since a day; they are not written again."""

from dataclasses import dataclass, replace
from datetime import datetime

from sync.app import App
from sync.core.activity import ON_TARGET, Activity
from sync.core.annotation import OFF
from sync.engine.asks.annotate import ASKED
from sync.engine.asks.changing import changed
from sync.engine.asks.refusals import NotPossible, Why


@dataclass(frozen=True, slots=True)
class RemovedSince:
    """`taken_out`: texts that the next ticks take out; `without`: runs that had none and get none; `left_alone`: whose
    text the person has changed, taken out or not wanted."""

    taken_out: int
    without: int
    left_alone: int


def remove(app: App, row: Activity, now: datetime) -> Activity:
    """Taken out at the next tick, for good. Raises `NotPossible` for one that is not on the target, `BeingChanged`."""
    return changed(app, row, lambda known: removed(known, now)).after


def remove_since(app: App, user: str, since: datetime, now: datetime) -> RemovedSince:
    """Of every run on the target that began since then; those that have no text yet get none. Raises `BeingChanged`
    part of the way: what was asked for until there stays asked for, and it can be repeated."""
    runs = app.store.activities(user, states=ON_TARGET, since=since)
    wanted = [run for run in runs if not run.music.closed]
    for run in wanted:
        changed(app, run, lambda known: _one_of_many(known, now))
    written = sum(bool(run.music.ours) for run in wanted)
    return RemovedSince(written, len(wanted) - written, len(runs) - len(wanted))


def removed(row: Activity, now: datetime) -> Activity:
    """The run as `remove` leaves it; raises as it does."""
    if row.state not in ON_TARGET:
        raise NotPossible(row, Why.NOT_ON_TARGET)
    return row.waits(now, ASKED, now, music=replace(row.music, removing=True, bulk=False))


def _one_of_many(row: Activity, now: datetime) -> Activity:
    if row.state not in ON_TARGET or row.music.closed:
        return row  # a tick has just found it deleted, or its text changed
    if row.music.ours:
        return row.waits(now, ASKED, now, music=replace(row.music, removing=True, bulk=True))
    return row.waits(now, f"annotate --remove: {OFF}", None, music=row.music.left_alone(OFF))
