"""What `doctor` checks on this machine: settings, clock, disk, key file, database. Each check is a value to print."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum
from pathlib import Path
from urllib.parse import quote

from sync.adapters.key_sealer import lost_key_advice
from sync.adapters.seal import key_of
from sync.config import Settings
from sync.core.activity_types import unknown_types
from sync.entrypoints.cli.text.words import NEEDED, SOURCE, TARGET
from sync.ports import StoreBroken
from sync.stores import private, schema
from sync.stores.key_file import KeyFile
from sync.stores.mounts import network_kind
from sync.stores.salvage import SQLITE_HEAD
from sync.stores.sqlite_file import MOVE, on_network
from sync.stores.sqlite_words import ANOTHER_PATH, advice_for, is_busy, is_damage, is_no_database

LEAST_BYTES = 100 * 2**20
MOST_SKEW = timedelta(seconds=120)
CLOCK_SECONDS = 5.0
REBUILD = f"run `runtrack doctor --rebuild`: it refills the ledger from {TARGET.title}'s list before anything is sent"


class Verdict(IntEnum):
    """How bad it is; the worst one decides the exit code. NOTE: could not be found out, or is no fault."""

    FINE = 0
    NOTE = 1
    PERSON = 2
    BROKEN = 3

    @property
    def exit_code(self) -> int:
        return max(0, self - 1)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table: what was checked, what was seen, and the way out when it is not fine."""

    name: str
    verdict: Verdict
    seen: str
    way_out: str = ""


def check_settings(settings: Settings) -> Check:
    for service in NEEDED:
        if service.lacks(settings.of_services):
            way_out = f"set {' and '.join(service.needs)} ({service.needs_from})"
            seen = f"no {service.title} API application is set; {_read_from(settings)}"
            if service is TARGET and settings.keep_only is not False:
                seen = f"no {service.title} API application is set, so runs are kept here and nothing is sent"
                return Check("settings", Verdict.NOTE, f"{seen}; {_read_from(settings)}", f"to send them: {way_out}")
            return Check("settings", Verdict.PERSON, seen, way_out)
    types = f"types: {', '.join(settings.activity_types)}"
    if len(unknown_types(settings.activity_types)) == len(settings.activity_types):
        seen = f"{types}: none that {SOURCE.title} is known to have, so no run is wanted; {_read_from(settings)}"
        return Check("settings", Verdict.PERSON, seen, "correct RUNTRACK_ACTIVITY_TYPES, or unset it (running)")
    mode = "annotate-only (nothing is uploaded)" if settings.annotate_only else "uploading"
    return Check("settings", Verdict.FINE, f"{mode}; {types}; {_read_from(settings)}")


def check_names(settings: Settings) -> Iterator[Check]:
    """What looks like a mistake in the settings, and hinders nothing."""
    for warning in settings.warnings:
        yield Check("settings", Verdict.NOTE, warning, f"correct it; {_read_from(settings)}")


def _read_from(settings: Settings) -> str:
    return f"read from {settings.origin}"


def check_disk(settings: Settings, free: int) -> Check:
    """`free`: bytes left where the database lies."""
    shown = f"{free / 2**20:,.0f} MB free"
    if free < LEAST_BYTES:
        way_out = f"free some space: at least {LEAST_BYTES // 2**20} MB near {settings.database.parent}"
        return Check("disk", Verdict.PERSON, shown, way_out)
    return Check("disk", Verdict.FINE, shown)


def check_clock(urls: Iterable[str], now: datetime) -> Check:
    """This machine's clock against the Date header of the first service that answers."""
    for url in urls:
        theirs = date_of(url)
        if theirs is not None:
            return judged_clock(now, theirs)
    return Check("clock", Verdict.NOTE, f"could not be compared: neither {SOURCE.title} nor {TARGET.title} answered")


def judged_clock(now: datetime, theirs: datetime) -> Check:
    skew = now - theirs
    if abs(skew) <= MOST_SKEW:
        return Check("clock", Verdict.FINE, "agrees with the services'")
    side = "ahead of" if skew > timedelta(0) else "behind"
    seen = f"{abs(skew).total_seconds():.0f} s {side} the services'"
    return Check("clock", Verdict.PERSON, seen, "set the clock (timedatectl set-ntp true): tokens and limits go by it")


def date_of(url: str) -> datetime | None:
    """The Date header of whatever the server answers; None when it does not, or sends none."""
    from sync.adapters.http import Hosts, HttpSession

    try:
        with HttpSession(Hosts({}), CLOCK_SECONDS, lambda _: None) as session, closing(session.head(url)) as answer:
            at = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (OSError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def check_key(path: Path, stored: Sequence[str]) -> Check:
    """The key file, and whether logins are `stored` that need it. A missing one is not made here: that would hide the
    loss."""
    path = path.expanduser()
    if not path.exists() and stored:
        seen = f"{path} is gone: the stored logins cannot be opened without it"
        return Check("key file", Verdict.BROKEN, seen, lost_key_advice(stored))
    if not path.exists():
        return _to_be_made("key file", path, "the first login")
    try:
        for text in KeyFile(path).read():
            key_of(text)
    except StoreBroken as error:
        reason = error.reason if str(path) in error.reason else f"{path} does not hold a sealing key"
        advice = error.advice if str(path) in error.reason else "restore it from your backup"
        return Check("key file", Verdict.BROKEN, reason, advice)
    return Check("key file", Verdict.FINE, f"{path}")


def stored_logins(path: Path) -> list[str]:
    """The services of which sealed tokens are stored in the database, as far as it can be read."""
    if not path.exists():
        return []
    try:
        with _reading(path) as database:
            found = database.execute(
                "SELECT DISTINCT json_extract(doc, '$.service') FROM documents"
                " WHERE kind = 'Connection' AND json_extract(doc, '$.sealed') <> '' ORDER BY 1"
            )
            return [str(service) for (service,) in found]
    except sqlite3.Error:
        return []


def check_private(settings: Settings) -> Check:
    """Whether other users of this machine can read runs, routes or tokens. What can be closed to them is closed."""
    database, files = settings.database, settings.files_dir
    if not _is_ours(database):
        return Check("privacy", Verdict.NOTE, f"{database} is none of ours: who may read it was left as it is")
    private.tighten_beside(database, files.name)
    private.tighten_tree(files)
    beside = sorted(database.parent.glob(f"{database.name}*"))
    if open_still := private.loose(files, *beside):
        shown = ", ".join(map(str, open_still[:3])) + (
            f" and {len(open_still) - 3} more" if len(open_still) > 3 else ""
        )
        way_out = (
            f"run `chmod -R go= {files} {database}*` as their owner; on a file system without permissions (FAT, some "
            "network drives) move them to another disk and set RUNTRACK_DATABASE"
        )
        return Check("privacy", Verdict.PERSON, f"others can read {shown}", way_out)
    return Check("privacy", Verdict.FINE, "only you can read the database and the files")


def check_database(path: Path, network: Callable[[Path], str] = network_kind) -> Check:
    """The file itself, opened read-only: on a local disk, whole, of a schema we know."""
    if kind := network(path):
        return Check("database", Verdict.BROKEN, on_network(path, kind), MOVE)
    if not path.exists():
        return _to_be_made("database", path, "the first tick or login")
    try:
        with _reading(path) as database:
            if schema.is_foreign(database):
                return Check("database", Verdict.BROKEN, schema.foreign(path), ANOTHER_PATH)
            (whole,) = database.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = database.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        return _unusable(path, error)
    if whole != "ok":
        return Check("database", Verdict.BROKEN, f"{path} is damaged ({' '.join(whole.split())})", REBUILD)
    if version > schema.NEWEST:
        seen = f"{path} was written by a newer Runtrack (schema {version}; this one knows {schema.NEWEST})"
        return Check("database", Verdict.BROKEN, seen, "install the newer version again")
    return Check("database", Verdict.FINE, f"{path}, schema {version}")


def _is_ours(path: Path) -> bool:
    """Whether it is ours to close to others: not another program's database, nor a file that is no database at all."""
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE_HEAD))
        schema.refuse_foreign(path)
    except FileNotFoundError:
        return True
    except (OSError, StoreBroken):
        return False
    return not head or head == SQLITE_HEAD


def _to_be_made(name: str, path: Path, maker: str) -> Check:
    """A file that is not there yet, and whether it can be made where it belongs."""
    folder = next((above for above in path.absolute().parents if above.exists()), Path("/"))
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check(name, Verdict.NOTE, f"{path} is not there yet: {maker} makes it")
    except OSError as error:
        setting = {"database": "RUNTRACK_DATABASE", "key file": "RUNTRACK_KEY_FILE"}[name]
        seen = f"{path} cannot be made: {folder} cannot be written to ({error.strerror or error})"
        return Check(name, Verdict.BROKEN, seen, f"make the folder writable for you, or set {setting}")


def _reading(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5.0))


def _unusable(path: Path, error: sqlite3.Error) -> Check:
    if is_busy(error):
        return Check("database", Verdict.NOTE, f"{path} is locked by another program just now", "try again")
    reason, advice = advice_for(path, error)
    rebuilt = is_damage(error) and not is_no_database(path, error)
    return Check("database", Verdict.BROKEN, reason, REBUILD if rebuilt else advice)
