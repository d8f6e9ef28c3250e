"""Set a database aside, carry over what can be read of it, and mark the new one to be refilled.

Runs are not carried over: the mark (`User.rebuild_from`) makes the next tick refill the ledger from the target's list
before anything is sent. Everything else is, plays above all, for they can be had for a short time only. The new file
is complete before the old one is moved, and the old one is kept. Who was deleted stays so, whatever a copy holds.
"""

import glob
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sync.core.budget import Budget
from sync.core.deleted import Note, is_from_before
from sync.core.music import Gap
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.song_facts import Facts
from sync.core.user import Backfill, Connection, User
from sync.engine.deleted import find_note
from sync.ports import Files, StoreBroken
from sync.stores import private
from sync.stores.salvage_read import KINDS, Salvaged, read
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_words import FULL_ADVICE, full

PARTS = ("", "-wal", "-shm")
SQLITE_HEAD = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Found:
    """What is there before a rebuild. `whole`: nothing of it is broken, and it has so many `runs` and `plays`. `ours`:
    something speaks for a database of ours, the file's first bytes or a copy beside it."""

    whole: bool
    ours: bool
    runs: int
    plays: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did. `aside`: where the old file is kept, None where there was none. `logins`: by service, the
    name of the copy that the login was taken from, "" for the old file itself. `unfinished`: since-dates of backfills
    that have to be asked for again. `lost`: as of `Salvaged`. `since`: from when on the ledger is refilled. `left_out`:
    by name, who was deleted and is still in one of the files."""

    path: Path
    aside: Path | None
    logins: Mapping[str, str]
    plays: int
    play_sources: tuple[str, ...]
    unfinished: tuple[datetime, ...]
    lost: Mapping[str, int]
    since: datetime
    left_out: Mapping[str, "LeftOut"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who was deleted, as a note says, and the name of the newest file that holds them as they were before."""

    note: Note
    file: str


def look(path: Path) -> Found:
    """What would be given up. Changes nothing. Raises `StoreBroken` on a full disk, where a new file would find no room
    either."""
    if full(path):
        raise StoreBroken(f"the disk that holds {path} is full", FULL_ADVICE)
    found = read(path) if path.exists() else Salvaged()
    return Found(found.whole, not _never_was_ours(path), found.runs or 0, len(found.plays))


def _never_was_ours(path: Path) -> bool:
    """Whether nothing speaks for a database of ours there: neither its first bytes nor a copy beside it."""
    if not path.exists() or not path.stat().st_size or list(path.parent.glob(f"{glob.escape(path.name)}.*bak")):
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE_HEAD)) != SQLITE_HEAD


def rebuild(path: Path, user: str, since: datetime, now: datetime, files: Files) -> Rebuilt:
    """Replace the database; `since` is the date of `user` where the old one holds none. `files`: where the notes are of
    who was deleted. The caller holds its lock. Safe to repeat. Raises `StoreBroken` when the disk refuses."""
    try:
        found, sources, left_out = _gather(path, files)
        fresh = path.with_name(f"{path.name}.new")
        refilled = _write(fresh, found, User(user, since), left_out)
        aside = _moved_aside(path, now)
        private.replace(fresh, path)
    except OSError as error:
        reason = f"cannot replace {path}: {error.strerror or error}"
        raise StoreBroken(reason, "free some space, or make the folder writable, and run it again") from error
    return Rebuilt(
        path,
        aside,
        {service: sources[service] for owner, service in sorted(found.documents[Connection]) if owner == user},
        len(found.plays),
        tuple(sorted({play.source for play in found.plays.values()})),
        tuple(job.since for job in found.of(Backfill) if job.phase != "done"),
        found.lost,
        refilled,
        left_out,
    )


def _gather(path: Path, files: Files) -> tuple[Salvaged, dict[str, str], dict[str, LeftOut]]:
    """What the old file still holds; what it does not, from files set aside earlier and from backup copies, newest
    first. A file that is whole is believed: a login that it lacks was ended on purpose."""
    found, sources, left_out = Salvaged(), dict[str, str](), dict[str, LeftOut]()
    for candidate in _candidates(path):
        older = read(candidate)
        for name in sorted(older.people()):
            note, links = find_note(files, name), [link for link in older.of(Connection) if link.user == name]
            if note is not None and is_from_before(note, older.documents[User].get((name,)), links):
                older.forget(name)
                left_out.setdefault(name, LeftOut(note, candidate.name))
        for key in older.documents[Connection].keys() - found.documents[Connection].keys():
            sources.setdefault(key[1], "" if candidate == path else candidate.name)
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
    return found, sources, left_out


def _candidates(path: Path) -> Iterable[Path]:
    beside = [*path.parent.glob(f"{path.name}.broken-*"), *path.parent.glob(f"{path.name}*.bak")]
    files = [other for other in beside if not other.name.endswith(PARTS[1:])]
    newest_first = sorted(files, key=lambda other: other.stat().st_mtime, reverse=True)
    return [path, *newest_first] if path.exists() else newest_first


def _write(fresh: Path, found: Salvaged, person: User, left_out: Mapping[str, LeftOut]) -> datetime:
    """The new database under another name, on the disk as a whole. Returns the date from which this person's ledger is
    refilled. Whose deletion had only begun keeps the mark of it: there may be files of theirs still."""
    for part in PARTS:
        fresh.with_name(fresh.name + part).unlink(missing_ok=True)
    users: dict[str, User] = {person.id: person}
    going = {name: out.note.at for name, out in left_out.items() if not out.note.done}
    users |= {name: User(name, at, leaving=at) for name, at in going.items()}
    users |= {user.id: user for user in found.of(User)}
    store = SqliteStore(fresh, sleep=time.sleep)
    try:
        with store.at_once():
            for user in users.values():
                since = min(user.since, user.rebuild_from or user.since)
                kept = User(user.id, user.since, source_owner=user.source_owner, leaving=user.leaving)
                store.put(replace(kept, rebuild_from=since))
            for link in found.of(Connection):
                store.put(replace(link, version=0, lease_owner="", lease_until=None))
            for kind in (Budget, Gap, Facts, OwnSettings, OwnSecrets):
                for document in found.of(kind):
                    store.put(replace(document, version=0))
            store.add_plays(list(found.plays.values()))
            store.keep_strange(found.strange)
    finally:
        store.close()
    known = users[person.id]
    return min(known.since, known.rebuild_from or known.since)


def _moved_aside(path: Path, now: datetime) -> Path | None:
    """Rename the file and what belongs to it; None when there is none."""
    aside = path.with_name(f"{path.name}.broken-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    there = path.exists()
    for part in PARTS[::-1]:  # the main file last: until then the old database is still in its place
        source = path.with_name(path.name + part)
        if source.exists():
            private.replace(source, aside.with_name(aside.name + part))
    return aside if there else None
