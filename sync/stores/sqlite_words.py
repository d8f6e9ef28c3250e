"""SQLite's refusals in words that name the file and the way out, told apart by their codes.

A full disk has many faces: besides SQLITE_FULL a plain I/O error, for the shared memory of the write-ahead log finds
no room, or "unable to open", for the log finds none. So what the disk has left is looked at before anything is called
damaged: the advice for a damaged file is to give it up.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.ports import StoreBroken

LEAST_BYTES = 256 * 1024
"""Less than this left and SQLite cannot work: 32 KB of shared memory, and a log that holds one write."""
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
ANOTHER_PATH = "nothing in it was changed: set RUNTRACK_DATABASE to another path"
FULL_ADVICE = "free some space; nothing was lost and the next tick goes on"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system raises into `StoreBroken`. Nothing was written when one comes out."""
    try:
        yield
    except sqlite3.Error as error:
        reason, advice = advice_for(path, error)
        raise StoreBroken(reason, advice) from error
    except OSError as error:
        if no_room(error):
            raise StoreBroken(f"the disk that holds {path} is full", FULL_ADVICE) from error
        reason = f"cannot write to {path.parent}: {error.strerror or error}"
        raise StoreBroken(reason, "make the folder writable, or set RUNTRACK_DATABASE") from error


def advice_for(path: Path, error: sqlite3.Error) -> tuple[str, str]:
    """What happened and the way out."""
    words, code = str(error), _code(error)
    if is_busy(error):
        return f"{path} is locked by another program", "close the program that holds it open and try again"
    if code == sqlite3.SQLITE_FULL or (code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and full(path)):
        return f"the disk that holds {path} is full", FULL_ADVICE
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"cannot write to {path} ({words})", "make the file and its folder writable, or set RUNTRACK_DATABASE"
    if is_no_database(path, error):
        return f"{path} is no SQLite database, so it is none of Runtrack's", ANOTHER_PATH
    if is_damage(error):
        return f"{path} is damaged ({words})", "run `runtrack doctor --rebuild`: it keeps what can be read of it"
    if code == sqlite3.SQLITE_IOERR:
        name = getattr(error, "sqlite_errorname", "")
        return (
            f"the system cannot read or write {path} ({words}, {name})",
            "look at the disk and its cable (`dmesg`); copy the database elsewhere before anything else",
        )
    return f"{path}: {words}", "run `runtrack doctor`"


def is_busy(error: BaseException) -> bool:
    """Whether another process holds the file: worth a second try."""
    return isinstance(error, sqlite3.OperationalError) and (
        _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or "locked" in str(error)
    )


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the content is at fault, and not the disk or the machine."""
    return _code(error) in DAMAGED or "malformed" in str(error)


def is_no_database(path: Path, error: sqlite3.Error) -> bool:
    """Whether the file never was one: a page of SQLite's has zero bytes, even where its header is damaged."""
    if _code(error) != sqlite3.SQLITE_NOTADB:
        return False
    try:
        with path.open("rb") as file:
            return b"\0" not in file.read(4096)
    except OSError:
        return False


def full(path: Path) -> bool:
    """Whether the disk of a file, or of the nearest folder above it that is there, has no room to work in."""
    for place in (path, *path.absolute().parents):
        try:
            left = os.statvfs(place)
        except OSError:
            continue
        return left.f_bavail * left.f_frsize < LEAST_BYTES or (left.f_files > 0 and left.f_favail == 0)
    return False


def no_room(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _code(error: BaseException) -> int:
    """The primary code: the low byte. 0 where Python itself raised it."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
