"""The SQLite schema as an append-only list of migrations, and how an old file is brought forward.

`PRAGMA user_version` holds the number of migrations applied. Never edit one that was released: append.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from sync.ports import StoreBroken
from sync.stores import private
from sync.stores.sqlite_words import ANOTHER_PATH, advice_for, is_no_database

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
    (  # plays, and a time of its own for the reading of a route: `due` is for the music from here on
        """CREATE TABLE plays (
            user TEXT NOT NULL, ms INTEGER NOT NULL, source TEXT NOT NULL, song TEXT NOT NULL, doc TEXT NOT NULL,
            PRIMARY KEY (user, ms, source, song)) WITHOUT ROWID""",
        "CREATE INDEX plays_source ON plays (user, source, ms)",
        "ALTER TABLE documents ADD COLUMN due INTEGER",
        "CREATE INDEX documents_due ON documents (kind, due) WHERE due IS NOT NULL",
        "ALTER TABLE activities ADD COLUMN route_due INTEGER",
        "CREATE INDEX activities_route_due ON activities (user, route_due) WHERE route_due IS NOT NULL",
        """UPDATE activities SET route_due = due, due = NULL, doc = json_set(
            doc, '$.route_due', json_extract(doc, '$.due'), '$.due', NULL)
            WHERE state = 'uploaded' AND due IS NOT NULL""",
    ),
    (  # a run has a source and a text as id; with rowids, for a row of over a kilobyte bursts a B-tree of keys
        "ALTER TABLE activities RENAME TO before",
        "DROP INDEX activities_due",
        "DROP INDEX activities_start",
        "DROP INDEX activities_route_due",
        """CREATE TABLE activities (
            user TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, leg INTEGER NOT NULL,
            state TEXT NOT NULL, due INTEGER, start INTEGER NOT NULL, backfill INTEGER NOT NULL,
            tries INTEGER NOT NULL, route_due INTEGER, strava_id INTEGER, sport TEXT NOT NULL, outcome TEXT NOT NULL,
            songs INTEGER NOT NULL, words TEXT NOT NULL, doc TEXT NOT NULL, version INTEGER NOT NULL,
            UNIQUE (user, source, id, leg))""",
        # a negative number was Strava's, of a run that Garmin did not know
        """INSERT INTO activities
            SELECT user, iif(garmin_id < 0, 'strava', 'garmin'), abs(garmin_id), leg, state, due, start, backfill,
                tries, route_due, json_extract(doc, '$.strava_id'), json_extract(doc, '$.sport'),
                COALESCE(json_extract(doc, '$.music.outcome'), ''), COALESCE(json_extract(doc, '$.music.songs'), 0),
                casefold(json_extract(doc, '$.title')),
                json_set(doc, '$.key', json_object(
                    'user', user, 'source', iif(garmin_id < 0, 'strava', 'garmin'),
                    'id', CAST(abs(garmin_id) AS TEXT), 'leg', leg)),
                version
            FROM before ORDER BY user, start""",
        """UPDATE activities SET doc = json_set(doc, '$.forgotten', json('true'))
            WHERE source = 'strava' AND json_extract(doc, '$.elapsed') = 0""",
        "DROP TABLE before",
        "CREATE INDEX activities_due ON activities (user, backfill, tries, due) WHERE due IS NOT NULL",
        "CREATE INDEX activities_route_due ON activities (user, route_due) WHERE route_due IS NOT NULL",
        """CREATE INDEX activities_list ON activities
            (user, start, source, id, leg, state, backfill, sport, outcome, songs, words)""",
        "CREATE INDEX activities_strava ON activities (user, strava_id) WHERE strava_id IS NOT NULL",
    ),
)
NEWEST = len(MIGRATIONS)
OURS = frozenset({"activities", "documents"})


APPLICATION = 0x52554E54
"""`RUNT`: whose file it is, in its header. Files from before it was written have 0 there, and our tables."""


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether the open file holds something that no Runtrack wrote."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    named = connection.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
    tables = {name for (name,) in named}
    return application != APPLICATION and (application != 0 or bool(tables)) and not tables >= OURS


def foreign(path: Path) -> str:
    """What is said of such a file."""
    return f"{path} is a database of another program"


def refuse_foreign(path: Path, *, texts: bool = True) -> None:
    """Raises `StoreBroken` for another program's database and, with `texts`, for a file that never was a database. No
    file is left beside it. Whatever else is wrong with it is said when it is opened."""
    look = f"file:{quote(str(path))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(look, uri=True)) as database:
            if is_foreign(database):
                raise StoreBroken(foreign(path), ANOTHER_PATH)
    except sqlite3.Error as error:
        if texts and is_no_database(path, error):
            raise StoreBroken(*advice_for(path, error)) from error


def require_known(connection: sqlite3.Connection, path: Path) -> int:
    """The number of the file's schema. Raises `StoreBroken` for a newer one."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > NEWEST:
        raise StoreBroken(
            f"{path} was written by a newer Runtrack (schema {version}; this one knows {NEWEST})",
            "install the newer version again, or point RUNTRACK_DATABASE at another file",
        )
    return version


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to `NEWEST` in one transaction, after a backup copy beside it. Refuses a newer file."""
    version = require_known(connection, path)
    if version == NEWEST:
        return
    if version > 0:
        backup(connection, path.with_name(f"{path.name}.before-v{NEWEST}.bak"))
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been faster
        for number in range(version, NEWEST):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {max(version, NEWEST)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    _shrink(connection)


def _shrink(connection: sqlite3.Connection) -> None:
    """A table that was made anew leaves as much behind as it had. Where there is no room for that, it stays."""
    (pages,), (free,) = (connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "freelist_count"))
    if free > pages // 2:
        with suppress(sqlite3.Error):
            connection.execute("VACUUM")


def backup(connection: sqlite3.Connection, to: Path) -> None:
    """A consistent copy of the open database, even while others write to it; like the original for nobody else."""
    private.make_file(to)
    to.chmod(private.FILE)
    with closing(sqlite3.connect(to)) as copy:
        connection.backup(copy)
