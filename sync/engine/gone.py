"""A run that the target says is not there, though it was: one odd 404 deletes nothing, the list has the last word.

Safe to run twice: it only asks.
"""

from collections.abc import Iterator

from sync.core.activity import Activity
from sync.core.backoff import SECOND_LOOKS
from sync.engine import annotate as music
from sync.engine.context import TickContext


def annotate(row: Activity, context: TickContext) -> Iterator[Activity]:
    """`annotate.annotate`; before the last look at a run that was "not there" each time, the target's list is read.
    Where that still has it, one more absence is counted, so that what follows does not take it for deleted."""
    if row.absences == len(SECOND_LOOKS) and any(item.id == row.target_id for item in context.listing([row]).items()):
        row = row.waits(context.now, f"{context.app.target_title} lists it", context.now, absences=row.absences + 1)
        yield row
    yield from music.annotate(row, context)
