"""Start a failed or skipped run over. The target is looked at before anything is sent, as always."""

from datetime import datetime

from sync.app import App
from sync.core.activity import Activity, State
from sync.engine.asks.changing import Changed, changed
from sync.engine.asks.refusals import NotPossible, Why

ASKED = "you asked for it to be started over"


def retry(app: App, row: Activity, now: datetime, *, force: bool = False) -> Changed:
    """The run is due now, with nothing counted against it. `force`: also one that was deleted on the target. Raises
    `NotPossible` for one that needs no retry, or must not have one; `BeingChanged`."""
    return changed(app, row, lambda known: again(known, now, force=force))


def again(row: Activity, now: datetime, *, force: bool = False) -> Activity:
    """The run as `retry` leaves it; raises as it does."""
    match row.state:
        case State.UPLOADED | State.ANNOTATED:
            raise NotPossible(row, Why.ON_TARGET)
        case State.SUBMITTING:  # sending it now could make a double
            raise NotPossible(row, Why.ANSWER_LOST)
        case State.SUBMITTED:
            raise NotPossible(row, Why.WITH_TARGET)
        case State.DISCOVERED if row.due is not None and row.due <= now:
            raise NotPossible(row, Why.DUE_NOW)
        case State.DELETED if not force:
            raise NotPossible(row, Why.DELETED)
    return row.again(now, ASKED)
