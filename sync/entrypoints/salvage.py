"""`doctor --rebuild`: set a lost database aside, carry over users and logins, and mark the new one to be refilled.

The new file is complete before the old one is moved, and the old one is kept. The mark (`User.rebuild_from`) makes
the next tick refill the ledger from Strava's list before anything is sent.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from sync.config import Settings
from sync.core.budget import Budget
from sync.core.user import Connection, User
from sync.engine.discover import FIRST_LOOK_BACK
from sync.ports import StoreBroken
from sync.stores.codec import decode
from sync.stores.sqlite import SqliteStore
from sync.wiring import ME

PARTS = ("", "-wal", "-shm")
SERVICES = ("garmin", "strava")


@dataclass
class Salvaged:
    """What could be read of a database: `whole` when nothing was in the way."""

    users: dict[str, User] = field(default_factory=dict)
    connections: dict[tuple[str, str], Connection] = field(default_factory=dict)
    budgets: list[Budget] = field(default_factory=list)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What `--rebuild` did, in lines for the person. `logins_kept`: nobody has to log in again."""

    told: tuple[str, ...]
    logins_kept: bool


def rebuild(settings: Settings, now: datetime) -> Rebuilt:
    """Replace the database. The caller holds its lock. Safe to repeat. Raises `StoreBroken` when the disk refuses."""
    path = settings.database
    try:
        found, sources = _gather(path)
        fresh = path.with_name(f"{path.name}.new")
        since = _write(fresh, found, settings, now)
        aside = _moved_aside(path, now)
        fresh.replace(path)
    except OSError as error:
        reason = f"cannot replace {path}: {error.strerror or error}"
        raise StoreBroken(reason, "free some space, or make the folder writable, and run it again") from error
    told = [
        f"The old database is kept as {aside}." if aside else f"There was no database at {path}: a new one is made."
    ]
    kept = True
    for service in SERVICES:
        if (ME, service) in found.connections:
            told.append(f"The {service.title()} login was taken from {sources[service]}.")
        else:
            kept = False
            told.append(f"The {service.title()} login could not be saved: run `runtrack login {service}`.")
    told.append(
        f"The next tick of `runtrack run` refills the ledger since {since:%Y-%m-%d} from Strava's list. Until then "
        "nothing is sent; runs that Strava lacks are set aside, and `runtrack retry` or `runtrack backfill` sends them."
    )
    return Rebuilt(tuple(told), kept)


def read(path: Path) -> Salvaged:
    """Everything that is still readable of users, logins and budgets. Works on a copy, so that the file stays as it
    is; raises nothing about its content."""
    found = Salvaged()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite"
        for part in ("", "-wal"):
            source = path.with_name(path.name + part)
            if source.exists():
                copyfile(source, copy.with_name(copy.name + part))
        try:
            with closing(sqlite3.connect(copy)) as database:
                unreadable = [error for kind in (User, Connection, Budget) for error in _take(database, kind, found)]
                (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
                found.whole = not unreadable and verdict == "ok"
        except sqlite3.Error:
            pass  # not even a database: what was found until here is all there is
    return found


def _take(database: sqlite3.Connection, kind: type[User | Connection | Budget], found: Salvaged) -> Iterator[str]:
    """Add the documents of one kind that can be read; yields what went wrong."""
    try:
        for (text,) in database.execute("SELECT doc FROM documents WHERE kind = ?", (kind.__name__,)):
            try:
                document = decode(text, kind)
            except ValueError as error:
                yield str(error)
                continue
            match document:
                case User():
                    found.users[document.id] = document
                case Connection() if document.sealed:
                    found.connections[document.user, document.service] = document
                case Budget():
                    found.budgets.append(document)
    except sqlite3.Error as error:
        yield str(error)


def _gather(path: Path) -> tuple[Salvaged, dict[str, str]]:
    """What the old file still holds; what it does not, from files set aside earlier and from backup copies, newest
    first. A file that is whole is believed: a login that it lacks was ended on purpose."""
    found, sources = Salvaged(), dict[str, str]()
    for candidate in _candidates(path):
        older = read(candidate)
        found.users = older.users | found.users
        found.budgets = found.budgets or older.budgets
        for key, link in older.connections.items():
            if key not in found.connections:
                found.connections[key] = link
                sources.setdefault(link.service, "the old database" if candidate == path else candidate.name)
        if candidate == path and older.whole:
            break
    return found, sources


def _candidates(path: Path) -> Iterable[Path]:
    beside = [*path.parent.glob(f"{path.name}.broken-*"), *path.parent.glob(f"{path.name}*.bak")]
    files = [other for other in beside if not other.name.endswith(PARTS[1:])]
    newest_first = sorted(files, key=lambda other: other.stat().st_mtime, reverse=True)
    return [path, *newest_first] if path.exists() else newest_first


def _write(fresh: Path, found: Salvaged, settings: Settings, now: datetime) -> datetime:
    """The new database under another name. Returns the date from which our own user's ledger is refilled."""
    for part in PARTS:
        fresh.with_name(fresh.name + part).unlink(missing_ok=True)
    users = {ME: User(ME, settings.since or now - FIRST_LOOK_BACK)} | found.users
    store = SqliteStore(fresh, sleep=time.sleep)
    try:
        for user in users.values():
            since = min(user.since, user.rebuild_from or user.since)
            store.put(User(user.id, user.since, garmin_owner=user.garmin_owner, rebuild_from=since))
        for link in found.connections.values():
            store.put(replace(link, version=0, lease_owner="", lease_until=None))
        for budget in found.budgets:
            store.put(replace(budget, version=0))
    finally:
        store.close()
    return min(users[ME].since, users[ME].rebuild_from or users[ME].since)


def _moved_aside(path: Path, now: datetime) -> Path | None:
    """Rename the file and what belongs to it; None when there is none."""
    aside = path.with_name(f"{path.name}.broken-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    there = path.exists()
    for part in PARTS[::-1]:  # the main file last: until then the old database is still in its place
        source = path.with_name(path.name + part)
        if source.exists():
            source.replace(aside.with_name(aside.name + part))
    return aside if there else None
