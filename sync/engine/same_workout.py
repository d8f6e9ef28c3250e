"""Another recording of the same workout that is on its way, or has just arrived: the second one must see the first.

One listing serves a whole tick, and the target lists nothing that it still processes. So before a run is sent, the
ledger is asked whether the same workout was sent under another name (two watches, a second import).
"""

from collections.abc import Iterator
from datetime import timedelta

from sync.core.activity import ON_TARGET, Activity, State
from sync.core.diff import SAME_START, Match, same_workout
from sync.engine.context import TickContext

A_MOMENT = timedelta(seconds=1)
UNDER_WAY = (State.SUBMITTING, State.SUBMITTED)
NEXT_TICK = timedelta(minutes=1)


def ahead(row: Activity, context: TickContext, *, listed: bool) -> Activity | None:
    """The other row, None when there is none to wait for or to look at. `listed`: this tick's listing was asked for
    `row`; then only what has arrived since is news."""
    near = context.app.store.activities(
        row.key.user,
        states=(*UNDER_WAY, *ON_TARGET),
        since=row.start - SAME_START,
        until=row.start + SAME_START + A_MOMENT,
    )
    alike = [one for one in near if one.key.recording != row.key.recording and same_workout(one, row)]
    sent = next((one for one in alike if one.state in UNDER_WAY), None)
    return sent or next(
        (one for one in alike if one.state in ON_TARGET and (not listed or _arrived(one, context))), None
    )


def waits(row: Activity, other: Activity, context: TickContext) -> Iterator[Activity]:
    """Until the other one has arrived, or has not."""
    due = max(other.due or context.now, context.now + NEXT_TICK)
    why = f"the same workout is on its way as {other.key.short}: that one is waited for"
    yield row if row.reason == why and row.due == due else row.waits(context.now, why, due)


def found(row: Activity, context: TickContext) -> Match | None:
    """The other one's activity, by a fresh listing."""
    return context.listed_again(row)


def _arrived(row: Activity, context: TickContext) -> bool:
    return any(one.at >= context.now and one.state in ON_TARGET for one in row.history)
