"""Write the soundtrack of a run anew, or of all since a day; also where it was taken out, changed or not wanted."""

from dataclasses import dataclass, replace
from datetime import datetime

from sync.app import App
from sync.core.activity import ON_TARGET, Activity
from sync.core.annotation import OFF, Annotation, MusicOutcome
from sync.engine import capture
from sync.engine.asks.changing import changed
from sync.engine.asks.refusals import NotPossible, Why
from sync.engine.context import TickContext

ASKED = "annotate: asked for"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run whose soundtrack is wanted. `with_upload`: it is not on the target yet, and gets it when it goes there."""

    run: Activity
    with_upload: bool


@dataclass(frozen=True, slots=True)
class WantedSince:
    """`wanted`: runs that the next ticks look at; `left_alone`: whose text the person has changed, taken out or not
    wanted; `connected`: whether there is a music source, else only imported plays can be found."""

    wanted: int
    left_alone: int
    connected: bool


def annotate(app: App, row: Activity, now: datetime) -> Wanted:
    """Its music is looked for at the next tick, and written whatever was decided of its text before. Raises
    `NotPossible` for one that is not on the target (unless it was to have no text there), `BeingChanged`."""
    done = changed(app, row, lambda known: looked_for(known, now))
    return Wanted(done.after, done.after.state not in ON_TARGET)


def annotate_since(app: App, user: str, since: datetime, now: datetime) -> WantedSince:
    """Of every run on the target that began since then; new runs come first. Raises `BeingChanged` part of the way:
    what was asked for until there stays asked for, and it can be repeated."""
    runs = app.store.activities(user, states=ON_TARGET, since=since)
    wanted = [run for run in runs if not run.music.closed]
    for run in wanted:
        changed(app, run, lambda known: _one_of_many(known, now))
    return WantedSince(len(wanted), len(runs) - len(wanted), has_source(app, user, now))


def has_source(app: App, user: str, now: datetime) -> bool:
    """Whether the user has connected a source of plays."""
    return bool(capture.connected(TickContext(app, user, now, lambda: 0.0)))


def looked_for(row: Activity, now: datetime) -> Activity:
    """The run as `annotate` leaves it; raises as it does."""
    if row.state in ON_TARGET:
        return row.waits(now, ASKED, now, music=_anew(row.music))
    if row.music.closed != OFF:
        raise NotPossible(row, Why.NOT_ON_TARGET)
    return row.waits(now, "annotate: its soundtrack is wanted again", row.due, music=Annotation())


def _one_of_many(row: Activity, now: datetime) -> Activity:
    if row.state not in ON_TARGET or row.music.closed:
        return row  # a tick has just found it deleted, or its text changed
    return row.waits(now, ASKED, now, music=replace(_anew(row.music), bulk=True))


def _anew(music: Annotation) -> Annotation:
    """A person asks: what was left alone is tried again, and a removed emoji stays removed."""
    return replace(
        music, closed="", outcome=MusicOutcome.NOT_LOOKED, first_at=None, looks=0, removing=False, asked=True
    )
