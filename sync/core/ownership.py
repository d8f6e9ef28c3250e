"""One activity on the target, one owner of its text: which of several rows writes the soundtrack. Pure.

Two rows come to one activity when a run was recorded by two watches, imported at its source again, or found on the
target before the source showed it. The rule looks at the rows alone, so that two workers come to the same answer.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sync.core.activity import ON_TARGET, Activity, Key
from sync.core.annotation import MusicOutcome
from sync.core.states import How

KEPT_AS = "its soundtrack is kept as "


def owner(rows: Iterable[Activity]) -> Activity | None:
    """The row whose soundtrack the activity carries: one that was seen to stand there, else one that went out with the
    upload, else the first that came to the activity. None when every row has left it to one that is gone."""
    return min((row for row in rows if row.state in ON_TARGET and not leaves_it(row)), key=_rank, default=None)


def leaves_it(row: Activity) -> bool:
    """Whether this row leaves the text to another one."""
    return row.music.closed.startswith(KEPT_AS)


def left_to(row: Activity, other: Activity) -> Activity:
    """The row without a text of its own."""
    return replace(row, due=None, music=row.music.left_alone(f"{KEPT_AS}{other.key.short}"))


def alone(row: Activity) -> Activity:
    """A row that came to an activity that no other row has: what it left to another one was on another activity."""
    return replace(row, music=replace(row.music, closed="", outcome=MusicOutcome.NOT_LOOKED)) if leaves_it(row) else row


def _rank(row: Activity) -> tuple[int, datetime, Key]:
    went_out = row.how is How.UPLOADED and bool(row.music.ours)
    since = next((one.at for one in row.history if one.state in ON_TARGET), row.start)
    stands = bool(row.music.standing) and not row.music.closed
    return 0 if stands else 1 if went_out else 2, since, row.key
