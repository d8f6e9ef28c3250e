"""What is on the target, as the ledger knows it: nobody is asked there."""

from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.activity import ON_TARGET, Activity, State
from sync.core.run_list import Cursor, Wanted

WANTED = Wanted(states=ON_TARGET | {State.DELETED})


@dataclass(frozen=True, slots=True)
class OnTargetView:
    """A run that is, or was, on the target; `since`: when the ledger first knew (None: its story no longer says)."""

    row: Activity
    since: datetime | None


@dataclass(frozen=True, slots=True)
class OnTargetPage:
    """Newest first."""

    there: tuple[OnTargetView, ...]
    next: Cursor | None


def page(app: App, user: str, *, after: Cursor | None, limit: int) -> OnTargetPage:
    """A page of them."""
    found = app.store.page(user, WANTED, after=after, limit=limit)
    rows = (app.store.activity(run.key) for run in found.runs)
    return OnTargetPage(tuple(OnTargetView(row, _since(row)) for row in rows if row and row.target_id), found.next)


def _since(row: Activity) -> datetime | None:
    return next((each.at for each in row.history if each.state in ON_TARGET), None)
