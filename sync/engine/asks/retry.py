"""Start a failed or skipped run over. Strava is looked at before anything is sent, as always."""

from datetime import datetime

from sync.app import App
from sync.core.activity import Activity, State
from sync.engine.asks.changing import Changed, changed
from sync.engine.asks.refusals import NotPossible, Why

ASKED = "you asked for it with `runtrack retry`"


def retry(app: App, row: Activity, now: datetime, *, force: bool = False) -> Changed:
    """The run is due now, with nothing counted against it. `force`: also one that was deleted on Strava. Raises
    `NotPossible` for one that needs no retry, or must not have one; `BeingChanged`."""
    return changed(app, row, lambda known: _again(known, now, force=force))


def _again(row: Activity, now: datetime, *, force: bool) -> Activity:
    match row.state:
        case State.UPLOADED | State.ANNOTATED:
            raise NotPossible(row, Why.ON_STRAVA)
        case State.SUBMITTING:  # sending it now could make a double
            raise NotPossible(row, Why.ANSWER_LOST)
        case State.SUBMITTED:
            raise NotPossible(row, Why.WITH_STRAVA)
        case State.DISCOVERED if row.due is not None and row.due <= now:
            raise NotPossible(row, Why.DUE_NOW)
        case State.DELETED if not force:
            raise NotPossible(row, Why.DELETED)
    return row.again(now, ASKED)
