"""Leave a run out for good: it is not uploaded, whatever the source says of it later. `retry` takes it up again."""

from datetime import datetime

from sync.app import App
from sync.core.activity import Activity, State
from sync.engine import notices
from sync.engine.asks.changing import Changed, changed
from sync.engine.asks.refusals import NotPossible, Why

FOR_GOOD = "you never want it uploaded"


def skip(app: App, row: Activity, now: datetime) -> Changed:
    """The run is skipped, and a notice about it is closed. Repeated, it changes nothing. Raises `NotPossible` for one
    that is on the target, was deleted there, or may be on its way; `BeingChanged`."""
    done = changed(app, row, lambda known: left_out(known, now))
    notices.withdraw(app, row.key.user, f"failed:{row.key.short}", now)
    return done


def left_out(row: Activity, now: datetime) -> Activity:
    """The run as `skip` leaves it; raises as it does."""
    match row.state:
        case State.UPLOADED | State.ANNOTATED:
            raise NotPossible(row, Why.ON_TARGET)
        case State.SUBMITTING:
            raise NotPossible(row, Why.ANSWER_LOST)
        case State.SUBMITTED:
            raise NotPossible(row, Why.WITH_TARGET)
        case State.DELETED:
            raise NotPossible(row, Why.DELETED)
        case State.SKIPPED if row.reason == FOR_GOOD:
            return row
    return row.skipped(now, FOR_GOOD)
