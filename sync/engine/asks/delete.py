"""Delete a person: everything that is kept of them, and their logins at the services. Safe to kill and to ask again.

It goes by a mark on the user's row, which is saved first and goes last. While it stands no tick of theirs begins, and
one that is under way sends nothing more; what that one may still write is swept away once it must be over. A note of it
(`core/deleted.py`) stays, for the copies of the rows that there may be.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sync.app import App
from sync.core.user import Connection, User
from sync.engine import leaving
from sync.engine.asks.refusals import NobodyThere, Refused
from sync.engine.asks.revoking import Told, revoked
from sync.engine.deleted import leave_note
from sync.engine.forgotten_friend import forget
from sync.ports import Conflict, StoreBroken

FOLDERS = ("originals", "routes")
"""The folders in which each person has files of their own. A token that waits for the store is in `spill`."""
TRIES = 5


class StillAtWork(Refused):
    """A tick that had begun before may still be at work; `until` when at the latest."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"{until:%H:%M}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Swept:
    """What has been deleted: rows by what they were, files with all their versions, and the services' part."""

    rows: Mapping[str, int]
    files: int
    told: tuple[Told, ...]

    def __add__(self, other: "Swept") -> "Swept":
        rows = {what: self.rows.get(what, 0) + other.rows.get(what, 0) for what in {**self.rows, **other.rows}}
        return Swept(rows, self.files + other.files, (*self.told, *other.told))


def begin(app: App, user: str, now: datetime) -> User:
    """Mark the person. Raises `NobodyThere`. Safe to repeat: the first mark stands."""
    for _ in range(TRIES):
        known = app.store.load(User, user)
        if not is_there(app, user):
            raise NobodyThere(user)
        known = known or User(user, now)
        if known.leaving is not None:
            return known
        try:
            marked = app.store.put(replace(known, leaving=now))
        except Conflict:
            continue  # a tick has noted something
        with suppress(StoreBroken):  # a full disk is a reason to delete; `finish` must leave its own
            leave_note(app.files, user, now, done=False)
        return marked
    raise StoreBroken("the user's row keeps being changed by another program", "try again")


def sweep(app: App, user: str, now: datetime) -> Swept:
    """Delete all but the mark. The runs first, so that a tick that has read them can neither send nor write any; what
    the person has set goes after the logins, which may be of an application of their own."""
    runs = app.store.erase_runs(user)
    told = tuple(_ended(app, link, now) for link in app.store.all(Connection, user))
    services = sorted({one.service for one in told} | set(app.services))
    places = [*(f"{folder}/{user}" for folder in FOLDERS), *(f"spill/{user}-{service}" for service in services)]
    files = sum(app.files.erase(place) for place in places)
    forget(app.store, user, now)
    rows = app.store.erase(user)
    return Swept({**rows, "runs": rows.get("runs", 0) + runs}, files, told)


def finish(app: App, user: str, now: datetime, *, alone: bool) -> Swept:
    """Delete what came in between, and then the mark. `alone`: no other process can be at work on this database.
    Raises `StillAtWork` where one may be."""
    marked = app.store.load(User, user)
    if marked is not None and marked.leaving is not None and not alone:
        until = leaving.quiet_at(app, marked.leaving)
        if now < until:
            raise StillAtWork(until)
    swept = sweep(app, user, now)
    leave_note(app.files, user, now, done=True)
    if marked is not None:
        app.store.remove(marked)
    return swept


def is_there(app: App, user: str) -> bool:
    """Whether anything is kept of this person: also where a copy has brought back some rows only, or a deletion has
    left but files."""
    store, always = app.store, datetime.max.replace(tzinfo=UTC)
    if store.load(User, user) is not None:
        return True
    kept = (store.all(Connection, user), store.every_run(user), store.every_play(user))
    return any(next(iter(some), None) is not None for some in kept) or any(
        next(iter(app.files.older_than(f"{folder}/{user}", always)), None) is not None for folder in FOLDERS
    )


def _ended(app: App, link: Connection, now: datetime) -> Told:
    built = app.services.get(link.service)
    told = revoked(built, link.user, now) if built is not None and link.sealed else Told(link.service)
    if built is not None and built.keeper is not None:
        built.keeper.forget(link.user)
    else:
        app.store.remove(link)
    return told
