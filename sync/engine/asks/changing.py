"""Change a run as a person wishes; where a tick has just moved it, decide again on what it is now."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.app import App
from sync.core.activity import Activity
from sync.engine.asks.refusals import BeingChanged, NotFound
from sync.ports import Conflict

TRIES = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """A run `before` and `after` the wish."""

    before: Activity
    after: Activity


def changed(app: App, row: Activity, decide: Callable[[Activity], Activity]) -> Changed:
    """Save what `decide` makes of the row, which may refuse. What changes nothing is not saved. Raises `BeingChanged`,
    `NotFound` where the row is gone, and what `decide` raises."""
    for _ in range(TRIES):
        wanted = decide(row)
        if wanted == row:
            return Changed(row, row)
        try:
            return Changed(row, app.store.save(wanted))
        except Conflict:
            known = app.store.activity(row.key)
            if known is None:
                raise NotFound(row.key.short) from None
            row = known
    raise BeingChanged(row)
