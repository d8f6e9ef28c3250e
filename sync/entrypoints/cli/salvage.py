"""`doctor --rebuild`: set a database aside, carry over what can be read of it, and mark the new one to be refilled.

Runs are not carried over: the mark (`User.rebuild_from`) makes the next tick refill the ledger from Strava's list
before anything is sent. Everything else is, plays above all, for Spotify tells them for a short time only. The new file
is complete before the old one is moved, and the old one is kept.
"""

import glob
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sync.config import Settings
from sync.core.budget import Budget
from sync.core.facts import Facts
from sync.core.music import Gap
from sync.core.user import Backfill, Connection, User
from sync.engine.discover import FIRST_LOOK_BACK
from sync.entrypoints.cli.checks.machine import SQLITE_HEAD
from sync.entrypoints.cli.text.words import counted
from sync.ports import StoreBroken
from sync.stores import private
from sync.stores.salvage_read import KINDS, Salvaged, read
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_words import FULL_ADVICE, full
from sync.wiring import ME

NO_DATABASE = "is no SQLite file, and no copy of a database of Runtrack lies beside it"
PARTS = ("", "-wal", "-shm")
SERVICES = ("garmin", "strava")
NAMES = {"User": "the user's settings", "Connection": "a login", "Budget": "used-up limits", "Facts": "song facts"}


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What `--rebuild` did, in lines for the person. `logins_kept`: nobody has to log in again."""

    told: tuple[str, ...]
    logins_kept: bool


def question(settings: Settings) -> str:
    """What to ask before a database is given up of which nothing is broken, and before a file is set aside that may
    never have been one; "" for a broken database. Raises `StoreBroken` on a full disk, where a new file would find no
    room either."""
    path = settings.database
    if full(path):
        raise StoreBroken(f"the disk that holds {path} is full", FULL_ADVICE)
    found = read(path) if path.exists() else Salvaged()
    if not found.whole:
        return f"{path} {NO_DATABASE}. Set it aside all the same?" if _never_was_ours(path) else ""
    runs, plays = counted(found.runs or 0, "run"), counted(len(found.plays), "play")
    return (
        f"{path} is whole. A rebuild forgets what its {runs} went through (which ones were deleted or set "
        f"aside, what was written into them) and keeps logins and {plays}. Rebuild it all the same?"
    )


def _never_was_ours(path: Path) -> bool:
    """Whether nothing speaks for a database of ours there: neither its first bytes nor a copy beside it."""
    if not path.exists() or not path.stat().st_size or list(path.parent.glob(f"{glob.escape(path.name)}.*bak")):
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE_HEAD)) != SQLITE_HEAD


def rebuild(settings: Settings, now: datetime) -> Rebuilt:
    """Replace the database. The caller holds its lock. Safe to repeat. Raises `StoreBroken` when the disk refuses."""
    path = settings.database
    try:
        found, sources = _gather(path)
        fresh = path.with_name(f"{path.name}.new")
        since = _write(fresh, found, settings, now)
        aside = _moved_aside(path, now)
        private.replace(fresh, path)
    except OSError as error:
        reason = f"cannot replace {path}: {error.strerror or error}"
        raise StoreBroken(reason, "free some space, or make the folder writable, and run it again") from error
    told = [
        f"The old database is kept as {aside}." if aside else f"There was no database at {path}: a new one is made."
    ]
    logins = found.documents[Connection]
    kept = all((ME, service) in logins for service in SERVICES)
    for service in dict.fromkeys((*SERVICES, *sorted(service for user, service in logins if user == ME))):
        if (ME, service) in logins:
            told.append(f"The {service.title()} login was taken from {sources[service]}.")
        else:
            told.append(f"The {service.title()} login could not be saved: run `runtrack login {service}`.")
    told += [*_music(found), *_lost(found)]
    told.append(
        f"The next tick of `runtrack run` refills the ledger since {since:%Y-%m-%d} from Strava's list. Until then "
        "nothing is sent; runs that Strava lacks are set aside, and `runtrack retry` or `runtrack backfill` sends them."
    )
    return Rebuilt(tuple(told), kept)


def _music(found: Salvaged) -> list[str]:
    if not found.plays:
        return []
    sources = sorted({play.source for play in found.plays.values()})
    return [f"{len(found.plays)} plays were kept ({', '.join(sources)})."]


def _lost(found: Salvaged) -> list[str]:
    """By name, what was there and is not in the new file."""
    told = []
    for job in found.of(Backfill):
        if job.phase != "done":
            told.append(f"The backfill has to be asked for again: `runtrack backfill --since {job.since:%Y-%m-%d}`.")
    if "everything" in found.lost:
        told.append("Nothing of the old file can be read: plays that no copy holds are lost.")
    if number := found.lost.get("plays", 0):
        some = "Some plays, nobody knows how many," if number < 0 else f"{number} plays"
        told.append(f"{some} could not be read and are lost; `runtrack import-plays` brings back exported ones.")
    if names := [name for what, name in NAMES.items() if what in found.lost]:
        told.append(f"Could not be read in full: {', '.join(names)}.")
    return told


def _gather(path: Path) -> tuple[Salvaged, dict[str, str]]:
    """What the old file still holds; what it does not, from files set aside earlier and from backup copies, newest
    first. A file that is whole is believed: a login that it lacks was ended on purpose."""
    found, sources = Salvaged(), dict[str, str]()
    for candidate in _candidates(path):
        older = read(candidate)
        for key in older.documents[Connection].keys() - found.documents[Connection].keys():
            sources.setdefault(key[1], "the old database" if candidate == path else candidate.name)
        for kind in KINDS:
            if kind is not Budget or not found.documents[Budget]:
                found.documents[kind] = older.documents[kind] | found.documents[kind]
        found.plays = older.plays | found.plays
        found.strange = found.strange or older.strange
        if candidate == path:
            found.lost, found.play_keys, found.runs = older.lost, older.play_keys, older.runs
            if older.whole:
                break
    missing = found.play_keys - found.plays.keys()  # some that the old file lost, a copy had
    if found.play_keys:
        found.lost = {what: n for what, n in found.lost.items() if what != "plays"}
        found.lost |= {"plays": len(missing)} if missing else {}
    return found, sources


def _candidates(path: Path) -> Iterable[Path]:
    beside = [*path.parent.glob(f"{path.name}.broken-*"), *path.parent.glob(f"{path.name}*.bak")]
    files = [other for other in beside if not other.name.endswith(PARTS[1:])]
    newest_first = sorted(files, key=lambda other: other.stat().st_mtime, reverse=True)
    return [path, *newest_first] if path.exists() else newest_first


def _write(fresh: Path, found: Salvaged, settings: Settings, now: datetime) -> datetime:
    """The new database under another name, on the disk as a whole. Returns the date from which our own user's ledger
    is refilled."""
    for part in PARTS:
        fresh.with_name(fresh.name + part).unlink(missing_ok=True)
    users: dict[str, User] = {ME: User(ME, settings.since or now - FIRST_LOOK_BACK)}
    users |= {user.id: user for user in found.of(User)}
    store = SqliteStore(fresh, sleep=time.sleep)
    try:
        with store.at_once():
            for user in users.values():
                since = min(user.since, user.rebuild_from or user.since)
                store.put(User(user.id, user.since, garmin_owner=user.garmin_owner, rebuild_from=since))
            for link in found.of(Connection):
                store.put(replace(link, version=0, lease_owner="", lease_until=None))
            for document in (*found.of(Budget), *found.of(Gap), *found.of(Facts)):
                store.put(replace(document, version=0))
            store.add_plays(list(found.plays.values()))
            store.keep_strange(found.strange)
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
            private.replace(source, aside.with_name(aside.name + part))
    return aside if there else None
