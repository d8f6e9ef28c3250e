"""What a person can ask for about a run as it is now: by the verbs' own decisions, of which none is saved."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sync.core.activity import Activity
from sync.engine.asks import annotate, no_text, remove, retry, skip
from sync.engine.asks.refusals import NotPossible


class Doing(StrEnum):
    """A wish about one run."""

    RETRY = "retry"
    SKIP = "skip"
    ANNOTATE = "annotate"
    REMOVE_TEXT = "remove_text"
    NO_TEXT = "no_text"


def possible(row: Activity, now: datetime) -> tuple[Doing, ...]:
    """Those that would not be refused, and change something."""
    decisions: dict[Doing, Callable[[], Activity]] = {
        Doing.RETRY: lambda: retry.again(row, now),
        Doing.SKIP: lambda: skip.left_out(row, now),
        Doing.ANNOTATE: lambda: annotate.looked_for(row, now),
        Doing.REMOVE_TEXT: lambda: remove.removed(row, now),
        Doing.NO_TEXT: lambda: no_text.left_alone(row, now),
    }
    return tuple(doing for doing, decide in decisions.items() if _changes(row, decide))


def _changes(row: Activity, decide: Callable[[], Activity]) -> bool:
    try:
        return decide() != row
    except NotPossible:
        return False
