"""Find the music of the runs on the target, and write it into their descriptions: after every upload."""

from sync.core.activity import ON_TARGET
from sync.core.plan import Task
from sync.engine import annotate
from sync.engine.phase import Phase
from sync.engine.phases import plays, rows
from sync.engine.situation import ANNOTATE_ROWS, Situation


def due(phase: Phase, now_is: Situation) -> list[Task]:
    """Many runs that were asked for at once leave the reserve of the budget to new ones."""
    if not now_is.takes_rows():
        return []
    due = now_is.app.store.due(now_is.now, user=now_is.user.id, limit=ANNOTATE_ROWS, states=ON_TARGET)
    asked = plays.of_runs_due(now_is, [row for row in due if not row.music.closed])
    return [*asked, *rows.tasks_of(phase, now_is, annotate.within_limits(now_is.app, due, now_is.now))]
