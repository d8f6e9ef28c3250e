"""A daily copy of the database beside it, the last seven kept: what a rebuild takes the logins from."""

from datetime import datetime
from pathlib import Path

from sync.stores.sqlite import SqliteStore

KEEP = 7


def backups(database: Path) -> list[Path]:
    """The daily copies, newest first."""
    return sorted(database.parent.glob(f"{database.name}.daily-*.bak"), reverse=True)


def back_up(store: SqliteStore, now: datetime) -> Path | None:
    """Make today's copy if there is none yet, and drop what is older than the newest seven. Safe to repeat.

    Returns the new copy, None when today's exists. Raises `StoreBroken` when it cannot be written."""
    path = store.path.with_name(f"{store.path.name}.daily-{now:%Y-%m-%d}.bak")
    if path.exists():
        return None
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    store.backup(unfinished)
    unfinished.chmod(0o600)
    unfinished.replace(path)
    for old in backups(store.path)[KEEP:]:
        old.unlink(missing_ok=True)
    return path
