"""Write no soundtrack for a run, before its upload or after it. What stands there already stays until it is removed."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.activity import ON_TARGET, Activity, State
from sync.core.annotation import OFF
from sync.engine.asks.changing import changed
from sync.engine.asks.refusals import NotPossible, Why


@dataclass(frozen=True, slots=True)
class NoText:
    """A run that gets no soundtrack. `stands`: there is one of ours, and it stays as it is."""

    run: Activity
    stands: bool


def no_text(app: App, row: Activity, now: datetime) -> NoText:
    """Raises `NotPossible` while a text is on its way with the upload, `BeingChanged`."""
    done = changed(app, row, lambda known: left_alone(known, now))
    return NoText(done.after, bool(done.before.music.ours) and not done.before.music.closed)


def left_alone(row: Activity, now: datetime) -> Activity:
    """The run as `no_text` leaves it; raises as it does."""
    if row.music.ours and row.state in (State.SUBMITTING, State.SUBMITTED):
        raise NotPossible(row, Why.TEXT_HAS_LEFT)
    due = None if row.state in ON_TARGET else row.due
    return row.waits(now, f"annotate --off: {OFF}", due, music=row.music.left_alone(OFF))
