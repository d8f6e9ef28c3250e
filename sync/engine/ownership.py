"""The rows that have come to one activity on the target, and which of them owns its text (`core/ownership.py`)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sync.app import App
from sync.core.activity import ON_TARGET, Activity
from sync.core.description import mark_of
from sync.core.ownership import alone, left_to, owner

APART = timedelta(days=2)
"""The starts of two rows of one activity may differ so much: a hidden start has but its day."""


def others(app: App, row: Activity) -> list[Activity]:
    """The other rows that have, or had, this row's activity. One query by start: both stores have an index for it."""
    if row.target_id is None:
        return []
    near = app.store.activities(row.key.user, since=row.start - APART, until=row.start + APART)
    return [one for one in near if one.target_id == row.target_id and one.key != row.key]


def with_owner(app: App, row: Activity) -> Activity:
    """A row that has just come to its activity: with the text of its own, or left to the row that has it."""
    rows = others(app, row)
    if not any(one.state in ON_TARGET for one in rows):
        return alone(row)
    first = other_owner(row, rows)
    return row if first is None else left_to(row, first)


def other_owner(row: Activity, rows: Sequence[Activity]) -> Activity | None:
    """The one of `rows` that owns the text, when it is not this row's: asked again right before each write."""
    first = owner([row, *rows]) if rows else None
    return None if first is None or first.key == row.key else first


def written_by(rows: Iterable[Activity], description: str) -> Activity | None:
    """The one of `rows` whose block stands in the description: written by another worker at the same moment, or before
    the ledger was lost, or by a row that was deleted since."""
    return next((row for row in rows if f"#{mark_of(row.key.user, row.key.short)}" in description), None)
