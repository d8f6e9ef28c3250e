"""The SQLite schema as an append-only list of migrations, and how an old file is brought forward.

`PRAGMA user_version` holds the number of migrations applied. Never edit one that was released: append.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sync.ports import StoreBroken

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE activities (
            user TEXT NOT NULL, garmin_id INTEGER NOT NULL, leg INTEGER NOT NULL,
            state TEXT NOT NULL, due INTEGER, start INTEGER NOT NULL, backfill INTEGER NOT NULL,
            doc TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (user, garmin_id, leg)) WITHOUT ROWID""",
        "CREATE INDEX activities_due ON activities (user, due) WHERE due IS NOT NULL",
        "CREATE INDEX activities_start ON activities (user, start)",
        """CREATE TABLE documents (
            kind TEXT NOT NULL, key TEXT NOT NULL, doc TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (kind, key)) WITHOUT ROWID""",
    ),
    (  # a poisoned row must not go before fresh ones: the order of due rows counts failures first
        "ALTER TABLE activities ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
        "UPDATE activities SET tries = COALESCE(json_extract(doc, '$.tries'), 0)",
        "DROP INDEX activities_due",
        "CREATE INDEX activities_due ON activities (user, backfill, tries, due) WHERE due IS NOT NULL",
    ),
)
NEWEST = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to `NEWEST` in one transaction, after a backup copy beside it. Refuses a newer file."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > NEWEST:
        raise StoreBroken(
            f"{path} was written by a newer Runtrack (schema {version}; this one knows {NEWEST})",
            "install the newer version again, or point RUNTRACK_DATABASE at another file",
        )
    if version == NEWEST:
        return
    if version > 0:
        backup(connection, path.with_name(f"{path.name}.before-v{NEWEST}.bak"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been faster
        for number in range(version, NEWEST):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {max(version, NEWEST)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def backup(connection: sqlite3.Connection, to: Path) -> None:
    """A consistent copy of the open database, even while others write to it; like the original for nobody else."""
    to.touch(mode=0o600)
    to.chmod(0o600)
    with closing(sqlite3.connect(to)) as copy:
        connection.backup(copy)
