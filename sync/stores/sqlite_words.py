"""SQLite's refusals in words that name the file and the way out."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.ports import StoreBroken


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system raises into `StoreBroken`. Nothing was written when one comes out."""
    try:
        yield
    except sqlite3.Error as error:
        reason, advice = _advice(path, str(error))
        raise StoreBroken(reason, advice) from error
    except OSError as error:
        reason = f"cannot write to {path.parent}: {error.strerror or error}"
        raise StoreBroken(reason, "make the folder writable, or set RUNTRACK_DATABASE") from error


def _advice(path: Path, words: str) -> tuple[str, str]:
    lowered = words.lower()
    if "locked" in lowered or "busy" in lowered:
        return f"{path} is locked by another program", "close the program that holds it open and try again"
    if "full" in lowered:
        return f"the disk that holds {path} is full", "free some space; nothing was lost and the next tick goes on"
    if "readonly" in lowered or "read-only" in lowered or "unable to open" in lowered:
        return f"cannot write to {path} ({words})", "make the file and its folder writable, or set RUNTRACK_DATABASE"
    if "malformed" in lowered or "not a database" in lowered or "corrupt" in lowered:
        return f"{path} is damaged ({words})", "run `runtrack doctor --rebuild`: it refills the ledger from Strava"
    return f"{path}: {words}", "run `runtrack doctor`"


def is_busy(error: BaseException) -> bool:
    """Whether another process holds the file: worth a second try."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
