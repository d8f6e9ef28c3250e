"""After the ledger was lost: refill it from Strava's listing before anything is uploaded.

A run that Strava lists becomes `uploaded`; one that it lacks may have been deleted there on purpose, so it becomes
`skipped("unknown since rebuild")` and goes out only by `retry` or `backfill`.
"""

from dataclasses import replace

from sync.app import App
from sync.core.activity import Activity
from sync.core.diff import Listed, Match
from sync.core.user import User
from sync.engine.backfill import UNKNOWN_SINCE_REBUILD, is_past
from sync.engine.desk import Desk
from sync.engine.discover import MOST_PAGES, PAGE, own, owner, row_for


def rebuild(app: App, user: User, desk: Desk) -> User:
    """Safe to run twice and to be killed anywhere: rows are inserted only where none is, all in one transaction, and
    the mark on the user goes last. Nothing is sent while it stands."""
    assert user.rebuild_from is not None
    user = replace(user, garmin_owner=user.garmin_owner or owner(app, user))
    rows = [row_for(app, user.id, item, desk.now, backfill=False) for item in _listed(user, desk)]
    sought = [row for row in rows if not _unwanted(row)]
    if sought:
        listing = desk.listing(sought)
        rows = [row if _unwanted(row) else _refilled(row, listing.find(row), desk) for row in rows]
    app.store.add(rows)
    return app.store.put(replace(user, rebuild_from=None))


def _listed(user: User, desk: Desk) -> list[Listed]:
    """Everything that Garmin lists since the mark. An item that cannot be read leaves its page short, so only a page
    that goes past the mark, or an empty one, is the last."""
    assert user.rebuild_from is not None
    found: dict[int, Listed] = {}
    start = 0
    for _ in range(MOST_PAGES):
        page = own(desk.source, user, PAGE, start)
        found |= {item.garmin_id: item for item in page if item.start >= user.rebuild_from}
        if is_past(page, user.rebuild_from):
            break
        start += len(page)
    return list(found.values())


def _refilled(row: Activity, match: Match | None, desk: Desk) -> Activity:
    if match is None:
        return row.skipped(desk.now, UNKNOWN_SINCE_REBUILD)
    return row.uploaded(desk.now, match.id, "already there", f"rebuilt: {match.why}")


def _unwanted(row: Activity) -> bool:
    """Skipped already when it was listed: its type, its length, or typed in by hand."""
    return row.due is None
