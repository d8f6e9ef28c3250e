"""What `doctor` checks on this machine: settings, clock, disk, key file, database. Each check is a value to print."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum
from pathlib import Path
from urllib.parse import quote

from sync.adapters.seal import read_or_make_key
from sync.config import Settings
from sync.ports import StoreBroken
from sync.stores import schema

LEAST_BYTES = 100 * 2**20
MOST_SKEW = timedelta(seconds=120)
CLOCK_SECONDS = 5.0
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs", "davfs", "drvfs"}
)
REBUILD = "run `runtrack doctor --rebuild`: it refills the ledger from Strava's list before anything is sent"


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
    if not settings.strava_client_id:
        way_out = "set STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET (Strava: Settings, My API Application)"
        return Check("settings", Verdict.PERSON, "no Strava API application is set", way_out)
    mode = "annotate-only (nothing is uploaded)" if settings.annotate_only else "uploading"
    return Check("settings", Verdict.FINE, f"{mode}; types: {', '.join(settings.activity_types)}")


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
    return Check("clock", Verdict.NOTE, "could not be compared: neither Garmin nor Strava answered")


def judged_clock(now: datetime, theirs: datetime) -> Check:
    skew = now - theirs
    if abs(skew) <= MOST_SKEW:
        return Check("clock", Verdict.FINE, "agrees with the services'")
    side = "ahead of" if skew > timedelta(0) else "behind"
    seen = f"{abs(skew).total_seconds():.0f} s {side} the services'"
    return Check("clock", Verdict.PERSON, seen, "set the clock (timedatectl set-ntp true): tokens and limits go by it")


def date_of(url: str) -> datetime | None:
    """The Date header of whatever the server answers; None when it does not, or sends none."""
    import requests

    from sync.adapters.http import ca_bundle

    try:
        answer = requests.head(url, timeout=CLOCK_SECONDS, allow_redirects=False, verify=ca_bundle(os.environ) or True)
        with closing(answer):
            at = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (OSError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def check_key(path: Path, *, needed: bool) -> Check:
    """The key file. A missing one is not made here: when logins are stored, that would hide the loss."""
    if not path.exists() and needed:
        seen = f"{path} is gone: the stored logins cannot be opened without it"
        return Check("key file", Verdict.BROKEN, seen, "restore it from your backup, or log in again at both services")
    if not path.exists():
        return Check("key file", Verdict.NOTE, f"{path} is not there yet: the first login makes it")
    try:
        read_or_make_key(path)
    except StoreBroken as error:
        return Check("key file", Verdict.BROKEN, error.reason, error.advice)
    return Check("key file", Verdict.FINE, f"{path}")


def holds_logins(path: Path) -> bool:
    """Whether sealed tokens are stored in the database, as far as it can be read."""
    if not path.exists():
        return False
    try:
        with _reading(path) as database:
            return bool(database.execute("SELECT 1 FROM documents WHERE kind = 'Connection' LIMIT 1").fetchone())
    except sqlite3.Error:
        return False


def check_database(path: Path, mounts: str) -> Check:
    """The file itself, opened read-only: whole, of a schema we know, private, on a local disk. `mounts`: the text of
    /proc/mounts, "" where there is none."""
    if not path.exists():
        return Check("database", Verdict.NOTE, f"{path} is not there yet: the first tick or login makes it")
    try:
        with _reading(path) as database:
            (whole,) = database.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = database.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        return _unusable(path, str(error))
    if whole != "ok":
        return Check("database", Verdict.BROKEN, f"{path} is damaged ({' '.join(whole.split())})", REBUILD)
    if version > schema.NEWEST:
        seen = f"{path} was written by a newer Runtrack (schema {version}; this one knows {schema.NEWEST})"
        return Check("database", Verdict.BROKEN, seen, "install the newer version again")
    if path.stat().st_mode & 0o077:
        return Check("database", Verdict.PERSON, f"{path} can be read by others", f"chmod 600 {path}")
    if kind := network_file_system(path, mounts):
        seen = f"{path} lies on a network file system ({kind}), where SQLite's locks may fail"
        return Check("database", Verdict.PERSON, seen, "set RUNTRACK_DATABASE to a path on a local disk")
    return Check("database", Verdict.FINE, f"{path}, schema {version}")


def network_file_system(path: Path, mounts: str) -> str:
    """The kind of network file system that holds `path`, "" when it is local or unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        if len(point) >= len(best) and path.absolute().is_relative_to(point):
            best, kind = point, fields[2]
    return kind if kind in NETWORK_FILE_SYSTEMS else ""


def _reading(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=5.0))


def _unusable(path: Path, words: str) -> Check:
    if "locked" in words or "busy" in words:
        return Check("database", Verdict.NOTE, f"{path} is locked by another program just now", "try again")
    if "unable to open" in words or "readonly" in words:
        way_out = "make the file and its folder readable and writable for you"
        return Check("database", Verdict.BROKEN, f"{path} cannot be opened ({words})", way_out)
    return Check("database", Verdict.BROKEN, f"{path} is damaged ({words})", REBUILD)
