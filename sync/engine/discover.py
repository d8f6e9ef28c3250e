"""Find what is new on a source and make it rows. Safe to run twice: a row is keyed by its id there, known ones stay."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.app import App
from sync.core.activity import Activity, Key, discovered
from sync.core.backoff import ANNOTATE_ONLY_LOOKS
from sync.core.diff import UNNAMED, Listed, Page, fingerprint, must_read_on, skip_reason, unknown
from sync.core.recipes import RULES
from sync.core.user import Connection, FileWalk, Looked, User
from sync.engine import older, saving
from sync.engine.reading import LOOK_BACK_PAGE, NEWEST, PAGE, pages

FIRST_LOOK_BACK = timedelta(days=7)
"""How far back new runs are looked for at the first start; what is older is a backfill's, when it is asked for."""
LOOK_BACK, LOOK_BACK_EVERY = timedelta(days=30), timedelta(hours=1)
MANY, MOST_NAMED = 20, 50
"""Runs of the past that one look may find and that still count as new ones (as many as one tick can send), and how many
unreadable items are remembered."""
log = logging.getLogger("runtrack.discover")


@dataclass(slots=True)
class Seen:
    """What one look at a source came to: the rows it made, and every item it saw."""

    rows: list[Activity]
    listed: dict[str, Listed]
    unreadable: set[str]
    source: str  # the service that was looked at
    at_hand: bool = False  # its list is read as a whole

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(self.rows + other.rows, self.listed | other.listed, self.unreadable | other.unreadable, self.source)


def look(app: App, user: User, service: str, now: datetime) -> tuple[User, Seen]:
    """The newest on a source, and once an hour the last 30 days. Returns the user with what was learned, and the
    look."""
    if service == app.source_name and not user.source_owner:
        user = replace(user, source_owner=owner(app, user))
    looked = user.looked(service)
    last = looked.back_at
    if last is not None and timedelta(0) <= now - last < LOOK_BACK_EVERY:
        looked, seen = newest(app, user, looked, now)
        return user.with_looked(_with_unreadable(app, user, looked, seen, looked.unreadable)), seen
    anew = replace(looked, newest_ids=(), newest_print="")  # a ledger that was restored may lack what it had
    looked, seen = newest(app, user, anew, now)
    if last is not None and not seen.at_hand:  # the very first look has just read everything of the last days
        seen += look_back(app, user, service, now)
    return user.with_looked(replace(_with_unreadable(app, user, looked, seen, ()), back_at=now)), seen


def owner(app: App, user: User) -> int | None:
    """Whose account at the source it is, as the login found out."""
    connection = app.store.load(Connection, user.id, app.source_name)
    return int(connection.account) if connection is not None and connection.account.isdigit() else None


def newest(app: App, user: User, looked: Looked, now: datetime) -> tuple[Looked, Seen]:
    """The newest five; older pages only while everything on a page is new, and none beyond the last days: what is older
    goes out as a backfill (docs/architecture.md#the-call-budget).

    A list that shows nothing but `looked.newest_ids`, whose rows were made, needs no look into the ledger. One that is
    at hand is read to its end when it is another one than at the last look, else not at all."""
    recent = now - FIRST_LOOK_BACK
    source = app.source(looked.service, user.id, now)
    seen, found, have_rows, goes_on = Seen([], {}, set(), source.name), dict[str, Listed](), set[str](), False
    shown, told = set[str](), ""
    for page, limit in pages(source, user, (NEWEST, PAGE)):
        seen.at_hand = bool(page.mark)
        if page.mark and page.mark == looked.newest_print:
            return looked, seen
        ids = {item.id for item in page.items}
        known = ids if ids <= set(looked.newest_ids) else app.store.known(user.id, source.name, ids)
        found |= {item.id: item for item in unknown(page.items, known, user.since)}
        seen.unreadable |= set(page.unreadable)
        shown, told = shown or ids, told or page.mark or fingerprint(page.items)
        have_rows |= known
        seen.listed |= {item.id: item for item in page.items}
        if page.mark:
            continue
        if not must_read_on(page, known, user.since, limit):
            break
        if any(item.start < recent for item in page.items):
            goes_on = True
            break
    first, past_from = looked.back_at is None, user.since if goes_on else None
    seen.rows = _rows(app, user, found.values(), now, first=first, past_from=past_from, at_hand=seen.at_hand)
    have_rows |= {row.key.id for row in seen.rows}
    return replace(looked, newest_ids=tuple(sorted(shown & have_rows)), newest_print=told), seen


def look_back(app: App, user: User, service: str, now: datetime) -> Seen:
    """The last 30 days once an hour: a watch that was synced late puts its run behind newer ones."""
    source = app.source(service, user.id, now)
    seen, found = Seen([], {}, set(), source.name), dict[str, Listed]()
    limits = (LOOK_BACK_PAGE, LOOK_BACK_PAGE)
    for page, _ in pages(source, user, limits, since=now - LOOK_BACK):
        found |= {item.id: item for item in unknown(page.items, known(app, user, page), user.since)}
        seen.listed |= {item.id: item for item in page.items}
        seen.unreadable |= set(page.unreadable)
    seen.rows = _rows(app, user, found.values(), now)
    return seen


def known(app: App, user: User, page: Page[Listed]) -> set[str]:
    """The ids of those on a page that have rows."""
    return app.store.known(user.id, page.items[0].source, [item.id for item in page.items]) if page.items else set()


def _rows(
    app: App,
    user: User,
    found: Iterable[Listed],
    now: datetime,
    *,
    first: bool = False,
    past_from: datetime | None = None,
    at_hand: bool = False,
) -> list[Activity]:
    """Rows for what is new. Of the past, more than a tick can send would hold up the next run: a backfill is asked for
    it. That is saved before the rows are, which would hide the past from the next look.

    first: at the first look at this source; past_from: where the past begins that the look has not read to its end;
    at_hand: the list was read as a whole, so that the backfill's rows are made at once."""
    items = sorted(found, key=lambda item: (item.start, item.id))
    past = [item for item in items if item.start < now - FIRST_LOOK_BACK]
    older_rows: list[Activity] = []
    if past and (past_from is not None or first or len(past) > MANY):
        since = past_from or past[0].start
        older.ask_by_itself(app, user, since, now)
        log.info("older runs go out as a backfill", extra={"since": str(since), "found": len(past)})
        items = [item for item in items if item.start >= now - FIRST_LOOK_BACK]
        if at_hand:
            older_rows = added(app, user, past, now, backfill=True)
    return older_rows + added(app, user, items, now)


def _with_unreadable(app: App, user: User, looked: Looked, seen: Seen, before: Iterable[str]) -> Looked:
    """What cannot be read is remembered, and logged once. Of what has a row nothing is lost."""
    ids = seen.unreadable - set(looked.unreadable)
    if named := ids - {UNNAMED}:
        ids -= app.store.known(user.id, seen.source, named)
    for one in sorted(ids):
        log.warning("cannot be read on its list", extra={"activity": one, "service": seen.source})
    still = (set(before) | (seen.unreadable & set(looked.unreadable)) | ids) - set(seen.listed)
    return replace(looked, unreadable=tuple(sorted(still)[:MOST_NAMED]))


def added(app: App, user: User, found: list[Listed], now: datetime, *, backfill: bool = False) -> list[Activity]:
    """Rows for what was found, oldest first: `discovered` or at once `skipped`, each with its reason."""
    rows = [row_for(app, user.id, item, now, backfill=backfill) for item in found]
    if rows:
        app.store.add(rows)
    return rows


def row_for(app: App, user: str, item: Listed, now: datetime, *, backfill: bool) -> Activity:
    wants = app.preferences
    due, why = now, "found in a backfill" if backfill else item.found or f"new on {app.title(item.source)}"
    if wants.annotate_only:
        due, why = now + ANNOTATE_ONLY_LOOKS[0], f"{why}; waits for it to appear on {app.target_title} (annotate-only)"
    elif wants.upload_delay:
        due = max(now, item.start + timedelta(seconds=item.elapsed) + wants.upload_delay)
        why += (
            f"; waits {int(wants.upload_delay.total_seconds() // 60)} min after its end (upload delay)"
            if due > now
            else ""
        )
    row = discovered(
        Key(user, item.source, item.id),
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
        privacy=item.privacy,
    )
    reason = skip_reason(item, wants)
    return row if reason is None else row.skipped(now, reason)


def owner_of(page: Iterable[Listed]) -> int | None:
    """The account's own id, learned from the first list: the one that every item carries."""
    owners = {item.owner for item in page if item.owner is not None}
    return owners.pop() if len(owners) == 1 else None


def new_user(app: App, user: str, now: datetime) -> User:
    """The row that a first start makes."""
    return User(user, app.since or now - FIRST_LOOK_BACK, digest_recipe=RULES, files=FileWalk(over_at=now))


def user_of(app: App, user: str, now: datetime) -> User:
    """The user's row; at the very first start it is made, and the since-date is fixed for good."""
    known = app.store.load(User, user)
    if known is not None:
        return known
    fresh = new_user(app, user, now)
    return saving.put(app.store, fresh) or app.store.load(User, user) or fresh
