"""Bring new runs to the target: what is due of them goes one step further."""

from collections.abc import Sequence

from sync.core.activity import Activity, State
from sync.core.annotation import STARTS_WITHIN
from sync.core.plan import Task
from sync.engine.phase import Phase
from sync.engine.phases import plays, rows
from sync.engine.situation import Situation


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """The plays of what may be sent in this tick are asked for first, so that they go out with it."""
    if not now_is.takes_rows():
        return []
    fresh = now_is.fresh_rows()
    return [*plays.of_runs_due(now_is, _to_send(now_is, fresh)), *rows.tasks_of(phase, now_is, fresh)]


def _to_send(now_is: Situation, fresh: Sequence[Activity]) -> list[Activity]:
    since = now_is.now - STARTS_WITHIN
    return [row for row in fresh if row.state is State.DISCOVERED and row.start >= since]
