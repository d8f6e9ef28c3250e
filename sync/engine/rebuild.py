"""After the ledger was lost: refill it from Strava's listing before anything is uploaded.

A run that Strava lists becomes `uploaded`; one that it lacks may have been deleted there on purpose, so it becomes
`skipped("unknown since rebuild")` and goes out only by `retry` or `backfill`.
"""

from dataclasses import replace

from sync.app import App
from sync.core.activity import Activity
from sync.core.diff import Listed
from sync.core.user import User
from sync.engine.backfill import UNKNOWN_SINCE_REBUILD
from sync.engine.desk import Desk
from sync.engine.discover import MOST_PAGES, PAGE, own, row_for


def rebuild(app: App, user: User, desk: Desk) -> User:
    """Safe to run twice: rows are inserted only where none is, and the mark on the user goes last."""
    assert user.rebuild_from is not None
    found: list[Listed] = []
    for _ in range(MOST_PAGES):
        page = own(desk.source, user, PAGE, len(found))
        found += page
        if len(page) < PAGE or page[-1].start < user.rebuild_from:
            break
    wanted = {item.garmin_id: item for item in found if item.start >= user.rebuild_from}
    rows = [row_for(app, user.id, item, desk.now, backfill=False) for item in wanted.values()]
    if rows:
        listing = desk.listing(rows)
        app.store.add([_refilled(row, listing.find(row), desk) for row in rows])
    return app.store.put(replace(user, rebuild_from=None))


def _refilled(row: Activity, match: object, desk: Desk) -> Activity:
    from sync.core.diff import Match

    if isinstance(match, Match):
        return row.uploaded(desk.now, match.id, "already there", f"rebuilt: {match.why}") if not _final(row) else row
    return row if _final(row) else row.skipped(desk.now, UNKNOWN_SINCE_REBUILD)


def _final(row: Activity) -> bool:
    return row.due is None
