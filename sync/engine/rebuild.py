"""After the ledger was lost: refill it from the target's listing before anything is uploaded.

A run that the target lists becomes `uploaded`; one that it lacks may have been deleted there on purpose, so it becomes
`skipped("unknown since rebuild")` and goes out only by `retry` or `backfill`.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from sync.app import App
from sync.core.activity import Activity
from sync.core.diff import Listed, Match
from sync.core.ownership import left_to
from sync.core.states import How
from sync.core.user import User
from sync.engine.backfill import PAGES_A_TICK, UNKNOWN_SINCE_REBUILD, is_past
from sync.engine.context import TickContext
from sync.engine.discover import owner, row_for
from sync.engine.reading import PAGE, next_start, own

log = logging.getLogger("runtrack.rebuild")


def reads(user: User, sources: Sequence[str]) -> str:
    """The source whose list is read now: each in its turn."""
    return user.rebuild_of if user.rebuild_of in sources else sources[0]


def rebuild(app: App, user: User, sources: Sequence[str], context: TickContext) -> User:
    """Some pages of a source's list, from where the last tick stopped. Safe to run twice and to be killed anywhere:
    rows are inserted only where none is, a tick's all in one transaction, and the mark on the user goes last. Nothing
    is sent while it stands."""
    assert user.rebuild_from is not None
    service = reads(user, sources)
    if service == app.source_name:
        user = replace(user, source_owner=user.source_owner or owner(app, user))
    listed, goes_on = _listed(user, service, context)
    rows = [row_for(app, user.id, item, context.now, backfill=False) for item in listed]
    sought = [row for row in rows if not _unwanted(row)]
    if sought:
        listing = context.listing(sought)
        rows = [row if _unwanted(row) else _refilled(row, listing.find(row), context) for row in rows]
    app.store.add(_with_one_owner(rows))
    if goes_on is not None:
        return app.store.put(replace(user, rebuild_of=service, rebuild_next=goes_on))
    behind = list(sources[sources.index(service) + 1 :])
    if behind:
        return app.store.put(replace(user, rebuild_of=behind[0], rebuild_next=0))
    return app.store.put(replace(user, rebuild_from=None, rebuild_of="", rebuild_next=0))


def _listed(user: User, service: str, context: TickContext) -> tuple[list[Listed], int | None]:
    """What the next pages of a source's list hold since the mark, and where it goes on (None: that was the end)."""
    assert user.rebuild_from is not None
    found: dict[str, Listed] = {}
    start = user.rebuild_next if user.rebuild_of in ("", service) else 0
    for _ in range(PAGES_A_TICK):
        page = own(context.source(service), user, PAGE, start)
        if not page.whole:
            return [], 0  # from its beginning, when all of it can be read
        found |= {item.id: item for item in page.items if item.start >= user.rebuild_from}
        for one in page.unreadable:
            log.warning("cannot be read on its list", extra={"activity": one, "service": service})
        if is_past(page, user.rebuild_from):
            return list(found.values()), None
        start = next_start(start, page)
    return list(found.values()), start


def _with_one_owner(rows: list[Activity]) -> list[Activity]:
    """Of rows that have come to one activity, all but the first leave its text to that one."""
    first: dict[int, Activity] = {}
    for row in sorted(rows, key=lambda row: (row.start, row.key)):
        if row.target_id is not None:
            first.setdefault(row.target_id, row)
    return [
        row if row.target_id is None or first[row.target_id].key == row.key else left_to(row, first[row.target_id])
        for row in rows
    ]


def _refilled(row: Activity, match: Match | None, context: TickContext) -> Activity:
    if match is None:
        return row.skipped(context.now, UNKNOWN_SINCE_REBUILD)
    return row.uploaded(context.now, match.id, How.ALREADY_THERE, f"rebuilt: {match.why}")


def _unwanted(row: Activity) -> bool:
    """Skipped already when it was listed: its type, its length, or typed in by hand."""
    return row.due is None
