"""Find what is new on Garmin and make it rows. Safe to run twice: a row is keyed by Garmin's id, known ones stay."""

from dataclasses import replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, Key, discovered
from sync.core.diff import Listed, foreign, must_read_on, skip_reason, unknown
from sync.core.errors import Rejected
from sync.core.retry import ANNOTATE_ONLY_LOOKS
from sync.core.user import Connection, User
from sync.ports import ActivitySource, Conflict

NEWEST, PAGE, LOOK_BACK_PAGE = 5, 100, 200
FIRST_LOOK_BACK = timedelta(days=7)
LOOK_BACK, LOOK_BACK_EVERY = timedelta(days=30), timedelta(hours=1)
MOST_PAGES = 100


def look(app: App, user: User, now: datetime) -> tuple[User, list[Activity]]:
    """The newest on Garmin, and once an hour the last 30 days. Returns the user with what was learned, and the rows."""
    user = replace(user, garmin_owner=user.garmin_owner or owner(app, user))
    last = user.looked_back_at
    if last is not None and timedelta(0) <= now - last < LOOK_BACK_EVERY:
        return newest(app, user, now)
    user, rows = newest(app, replace(user, newest=()), now)  # a ledger that was restored may lack what it had
    if last is not None:  # the very first look has just read everything since the since-date
        rows += look_back(app, user, now)
    return replace(user, looked_back_at=now), rows


def owner(app: App, user: User) -> int | None:
    """Whose Garmin account it is, as the login found out."""
    connection = app.store.load(Connection, user.id, "garmin")
    return int(connection.account) if connection is not None and connection.account.isdigit() else None


def newest(app: App, user: User, now: datetime) -> tuple[User, list[Activity]]:
    """The newest five; older pages only while everything on a page is new (DESIGN 4, the call budget).

    A list that shows nothing but `user.newest`, whose rows were made, needs no look into the ledger."""
    source = app.source(user.id, now)
    limit, start, found, shown, have_rows = NEWEST, 0, list[Listed](), set[int](), set[int]()
    for _ in range(MOST_PAGES):
        page = own(source, user, limit, start)
        ids = {item.garmin_id for item in page}
        known = ids if ids <= set(user.newest) else app.store.known(user.id, ids)
        found += unknown(page, known, user.since)
        shown = shown or ids
        have_rows |= known
        if not must_read_on(page, known, user.since, limit):
            break
        start, limit = start + len(page), PAGE
    rows = added(app, user, found, now)
    have_rows |= {row.key.garmin_id for row in rows}
    return replace(user, newest=tuple(sorted(shown & have_rows))), rows


def look_back(app: App, user: User, now: datetime) -> list[Activity]:
    """The last 30 days once an hour: a watch that was synced late puts its run behind newer ones."""
    source, found, start = app.source(user.id, now), list[Listed](), 0
    for _ in range(MOST_PAGES):
        page = own(source, user, LOOK_BACK_PAGE, start, since=now - LOOK_BACK)
        known = app.store.known(user.id, [item.garmin_id for item in page])
        found += unknown(page, known, user.since)
        if len(page) < LOOK_BACK_PAGE:
            break
        start += len(page)
    return added(app, user, found, now)


def own(source: ActivitySource, user: User, limit: int, start: int, since: datetime | None = None) -> list[Listed]:
    """One page of the list. A list that holds somebody else's activities is refused as a whole."""
    page = source.recent(limit, start, since.date() if since else None)
    if foreign(page, user.garmin_owner):
        raise Rejected("Garmin's list holds activities of another account: nothing of it is used", service="garmin")
    return page


def added(app: App, user: User, found: list[Listed], now: datetime, *, backfill: bool = False) -> list[Activity]:
    """Rows for what was found, oldest first: `discovered` or at once `skipped`, each with its reason."""
    rows = [row_for(app, user.id, item, now, backfill=backfill) for item in found]
    if rows:
        app.store.add(rows)
    return rows


def row_for(app: App, user: str, item: Listed, now: datetime, *, backfill: bool) -> Activity:
    wants = app.preferences
    due, why = now, "found in a backfill" if backfill else "new on Garmin"
    if wants.annotate_only:
        due, why = now + ANNOTATE_ONLY_LOOKS[0], f"{why}; waits for it to appear on Strava (annotate-only)"
    elif wants.upload_delay:
        due = max(now, item.start + timedelta(seconds=item.elapsed) + wants.upload_delay)
        why += (
            f"; waits {int(wants.upload_delay.total_seconds() // 60)} min after its end (upload delay)"
            if due > now
            else ""
        )
    row = discovered(
        Key(user, item.garmin_id),
        title=item.title,
        sport=item.type_key,
        start=item.start,
        offset=item.offset,
        elapsed=item.elapsed,
        distance=item.distance,
        now=now,
        due=due,
        why=why,
        backfill=backfill,
        multisport=item.multisport,
    )
    reason = skip_reason(item, wants)
    return row if reason is None else row.skipped(now, reason)


def owner_of(page: list[Listed]) -> int | None:
    """The account's own id, learned from the first list: the one that every item carries."""
    owners = {item.owner for item in page if item.owner is not None}
    return owners.pop() if len(owners) == 1 else None


def user_of(app: App, user: str, now: datetime) -> User:
    """The user's row; at the very first start it is made, and the since-date is fixed for good."""
    known = app.store.load(User, user)
    if known is not None:
        return known
    try:
        return app.store.put(User(user, app.since or now - FIRST_LOOK_BACK))
    except Conflict:
        return app.store.load(User, user) or User(user, app.since or now - FIRST_LOOK_BACK)
