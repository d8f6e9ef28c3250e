"""A daily copy of the database beside it, the last seven kept: what a rebuild takes the logins from."""

import glob
import logging
from datetime import datetime
from pathlib import Path

from sync.ports import StoreBroken
from sync.stores import private
from sync.stores.sqlite import SqliteStore
from sync.stores.sqlite_words import explained

KEEP = 7
log = logging.getLogger("runtrack.daemon")


def backups(database: Path) -> list[Path]:
    """The daily copies, newest first."""
    return sorted(database.parent.glob(f"{database.name}.daily-*.bak"), reverse=True)


def copies(database: Path) -> list[Path]:
    """Every copy of the database that Runtrack has laid beside it: the daily ones, those from before an upgrade, and
    those that a rebuild has set aside."""
    name = glob.escape(database.name)
    return sorted({*database.parent.glob(f"{name}.*bak"), *database.parent.glob(f"{name}.broken-*")})


def keep_copy(store: object, now: datetime, *, anew: bool = False) -> None:
    """Today's copy of a store that is a file. Where there is no room it is said, and tried again the next time: what
    the disk still takes goes on."""
    if not isinstance(store, SqliteStore):
        return
    try:
        back_up(store, now, anew=anew)
    except StoreBroken as error:
        log.error("no copy of the database", extra={"reason": error.reason, "advice": error.advice})


def back_up(store: SqliteStore, now: datetime, *, anew: bool = False) -> Path | None:
    """Make today's copy if there is none yet (`anew`: in place of the one that is there), and drop what is older than
    the newest seven. Safe to repeat.

    Returns the new copy, None when today's exists. Raises `StoreBroken` when it cannot be written."""
    path = store.path.with_name(f"{store.path.name}.daily-{now:%Y-%m-%d}.bak")
    if path.exists() and not anew:
        return None
    unfinished = path.with_suffix(".part")
    with explained(path):
        try:
            unfinished.unlink(missing_ok=True)
            store.backup(unfinished)
            private.replace(unfinished, path)
        except BaseException:
            unfinished.unlink(missing_ok=True)  # half a copy only takes up room
            raise
        for old in backups(store.path)[KEEP:]:
            old.unlink(missing_ok=True)
    return path
