"""The database file over time: brought forward from every past schema, and refused when it is newer or damaged."""

import json
import os
import random
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.core.activity import Activity, Key, State
from sync.core.folder import Fate, FolderIndex, SeenFile
from sync.core.user import Connection, User
from sync.ports import StoreBroken
from sync.stores import schema
from sync.stores.codec import decode, micros
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import activity

GOLDEN = {
    1: """
CREATE TABLE activities (
    user TEXT NOT NULL, garmin_id INTEGER NOT NULL, leg INTEGER NOT NULL,
    state TEXT NOT NULL, due INTEGER, start INTEGER NOT NULL, backfill INTEGER NOT NULL,
    doc TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (user, garmin_id, leg)) WITHOUT ROWID;
CREATE INDEX activities_due ON activities (user, due) WHERE due IS NOT NULL;
CREATE INDEX activities_start ON activities (user, start);
CREATE TABLE documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, doc TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (kind, key)) WITHOUT ROWID;
INSERT INTO activities VALUES ('me', 900000001, 0, 'submitting', 1773479430000000, 1773475830000000, 0,
    '{"key":{"user":"me","garmin_id":900000001,"leg":0},"state":"submitting","title":"Läufchen 🏃","sport":"running",
      "start":"2026-03-14T08:10:30Z","offset":3600,"elapsed":2720.0,"distance":8000.0,"due":"2026-03-14T09:10:30Z",
      "reason":"Strava lacks it; sending it now","attempt":1,"tries":3,"sent_at":"2026-03-14T09:00:30.000001Z",
      "sha256":"ab12","version":2}', 2);
INSERT INTO activities VALUES ('me', 900000002, 0, 'skipped', NULL, 1773389430000000, 0,
    '{"key":{"user":"me","garmin_id":900000002,"leg":0},"state":"skipped","title":"","sport":"walking",
      "start":"2026-03-13T08:10:30Z","offset":null,"elapsed":10.0,"distance":8.0,"due":null,"version":1}', 1);
INSERT INTO documents VALUES ('User', 'me', '{"id":"me","since":"2026-03-07T09:00:30Z","version":1}', 1);
INSERT INTO documents VALUES ('Connection', 'me/garmin',
    '{"user":"me","service":"garmin","sealed":"v1.x.y.z","gone_since":"a field that no longer exists","version":4}', 4);
PRAGMA user_version = 1;
""",
    2: """
CREATE TABLE activities (
    user TEXT NOT NULL, garmin_id INTEGER NOT NULL, leg INTEGER NOT NULL,
    state TEXT NOT NULL, due INTEGER, start INTEGER NOT NULL, backfill INTEGER NOT NULL,
    doc TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (user, garmin_id, leg)) WITHOUT ROWID;
CREATE INDEX activities_start ON activities (user, start);
ALTER TABLE activities ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX activities_due ON activities (user, backfill, tries, due) WHERE due IS NOT NULL;
CREATE TABLE documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, doc TEXT NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (kind, key)) WITHOUT ROWID;
INSERT INTO activities VALUES ('me', 900000001, 0, 'submitting', 1773479430000000, 1773475830000000, 0,
    '{"key":{"user":"me","garmin_id":900000001,"leg":0},"state":"submitting","title":"Läufchen 🏃","sport":"running",
      "start":"2026-03-14T08:10:30Z","offset":3600,"elapsed":2720.0,"distance":8000.0,"due":"2026-03-14T09:10:30Z",
      "reason":"Strava lacks it; sending it now","attempt":1,"tries":3,"sent_at":"2026-03-14T09:00:30.000001Z",
      "sha256":"ab12","version":2}', 2, 3);
INSERT INTO activities VALUES ('me', 900000002, 0, 'skipped', NULL, 1773389430000000, 0,
    '{"key":{"user":"me","garmin_id":900000002,"leg":0},"state":"skipped","title":"","sport":"walking",
      "start":"2026-03-13T08:10:30Z","offset":null,"elapsed":10.0,"distance":8.0,"due":null,"version":1}', 1, 0);
INSERT INTO documents VALUES ('User', 'me', '{"id":"me","since":"2026-03-07T09:00:30Z","version":1}', 1);
INSERT INTO documents VALUES ('Connection', 'me/garmin',
    '{"user":"me","service":"garmin","sealed":"v1.x.y.z","gone_since":"a field that no longer exists","version":4}', 4);
PRAGMA user_version = 2;
""",
    3: """
CREATE TABLE activities (
    user TEXT NOT NULL, garmin_id INTEGER NOT NULL, leg INTEGER NOT NULL,
    state TEXT NOT NULL, due INTEGER, start INTEGER NOT NULL, backfill INTEGER NOT NULL,
    doc TEXT NOT NULL, version INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, route_due INTEGER,
    PRIMARY KEY (user, garmin_id, leg)) WITHOUT ROWID;
CREATE INDEX activities_start ON activities (user, start);
CREATE INDEX activities_due ON activities (user, backfill, tries, due) WHERE due IS NOT NULL;
CREATE INDEX activities_route_due ON activities (user, route_due) WHERE route_due IS NOT NULL;
CREATE TABLE documents (
    kind TEXT NOT NULL, key TEXT NOT NULL, doc TEXT NOT NULL, version INTEGER NOT NULL, due INTEGER,
    PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX documents_due ON documents (kind, due) WHERE due IS NOT NULL;
CREATE TABLE plays (
    user TEXT NOT NULL, ms INTEGER NOT NULL, source TEXT NOT NULL, song TEXT NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (user, ms, source, song)) WITHOUT ROWID;
CREATE INDEX plays_source ON plays (user, source, ms);
INSERT INTO activities VALUES ('me', 900000001, 0, 'submitting', 1773479430000000, 1773475830000000, 0,
    '{"key":{"user":"me","garmin_id":900000001,"leg":0},"state":"submitting","title":"Läufchen 🏃","sport":"running",
      "start":"2026-03-14T08:10:30Z","offset":3600,"elapsed":2720.0,"distance":8000.0,"due":"2026-03-14T09:10:30Z",
      "reason":"Strava lacks it; sending it now","attempt":1,"tries":3,"sent_at":"2026-03-14T09:00:30.000001Z",
      "sha256":"ab12","version":2}', 2, 3, NULL);
INSERT INTO activities VALUES ('me', 900000002, 0, 'skipped', NULL, 1773389430000000, 0,
    '{"key":{"user":"me","garmin_id":900000002,"leg":0},"state":"skipped","title":"","sport":"walking",
      "start":"2026-03-13T08:10:30Z","offset":null,"elapsed":10.0,"distance":8.0,"due":null,"version":1}', 1, 0, NULL);
INSERT INTO activities VALUES ('me', 900000003, 2, 'annotated', 1773479430000001, 1773475830000000, 1,
    '{"key":{"user":"me","garmin_id":900000003,"leg":2},"state":"annotated","title":"Swim, ride, run",
      "sport":"running","start":"2026-03-14T08:10:30Z","offset":-12600,"elapsed":1234.5678,"distance":3001.25,
      "due":"2026-03-14T09:10:30.000001Z","reason":"8 songs","backfill":true,"multisport":true,"how":"already there",
      "attempt":1,"tries":0,"failing_since":"2026-03-14T08:20:30Z","failing_for":"PT90S","last_failure":"P1DT2S",
      "absences":1,"looks":2,"sent_at":"2026-03-14T08:15:30Z","sha256":"cd","upload_id":77,"strava_id":1234567890123,
      "absent_at":"2026-03-14T08:14:30Z","route":"due","route_due":"2026-03-14T10:10:30Z",
      "music":{"outcome":"complete","looks":2,"first_at":"2026-03-14T08:19:30Z","ours":["a1","b2"],"standing":"b2",
      "lead":"\\n\\n","titled":true,"songs":8,"closed":"","asked":true,"bulk":true,"removing":false,"recipe":1,
      "plays":"p1","told_by":"spotify"},"original":"fit","history":[
      {"at":"2026-03-14T08:11:30Z","state":"discovered","why":"new on Garmin"},
      {"at":"2026-03-14T08:12:30Z","state":"uploaded","why":"there"}],"version":9}', 9, 0, 1773483030000000);
INSERT INTO activities VALUES ('me', -12345, 0, 'annotated', NULL, 1773446400000000, 0,
    '{"key":{"user":"me","garmin_id":-12345,"leg":0},"state":"annotated","title":"","sport":"running",
      "start":"2026-03-14T00:00:00Z","offset":null,"elapsed":0.0,"distance":0.0,"due":null,"how":"found on Strava",
      "strava_id":12345,"version":4}', 4, 0, NULL);
INSERT INTO activities VALUES ('me', -12346, 0, 'uploaded', 1773479430000000, 1773475830000000, 0,
    '{"key":{"user":"me","garmin_id":-12346,"leg":0},"state":"uploaded","title":"","sport":"running",
      "start":"2026-03-14T08:10:30Z","offset":3600,"elapsed":2720.5,"distance":8000.0,"due":"2026-03-14T09:10:30Z",
      "how":"found on Strava","strava_id":12346,"version":1}', 1, 0, NULL);
INSERT INTO documents VALUES ('User', 'me',
    '{"id":"me","since":"2026-03-07T09:00:30Z","newest":[900000001,900000002],"version":1}', 1, NULL);
INSERT INTO documents VALUES ('Connection', 'me/garmin',
    '{"user":"me","service":"garmin","sealed":"v1.x.y.z","gone_since":"a field that no longer exists","version":4}',
    4, NULL);
INSERT INTO documents VALUES ('Facts', 'QZ1', '{"id":"QZ1","song":{"title":"a","artist":"b","seconds":198.333},
    "bpm":180.0,"sources":{"bpm":"deezer"},"due":"2026-03-14T09:10:30Z","version":2}', 2, 1773479430000000);
INSERT INTO plays VALUES ('me', 1773475890500, 'spotify', 'spotify:track:1', '{"user":"me","source":"spotify",
    "played_at":"2026-03-14T08:11:30.5Z","song":{"title":"a","artist":"b","uri":"spotify:track:1"}}');
PRAGMA user_version = 3;
""",
}
"""A file of every schema that was ever released, in SQL: never to be edited, only added to."""

REBUILD = "run `runtrack doctor --rebuild`: it keeps what can be read of it"


def golden(folder: Path, version: int) -> Path:
    """A file as the Runtrack of that schema left it."""
    path = folder / "runtrack.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(GOLDEN[version])
    return path


def opened(path: Path) -> SqliteStore:
    return SqliteStore(path, sleep=lambda _: None, busy_seconds=0.05)


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def dump(path: Path) -> list[str]:
    """Everything that is in the file, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def holds_the_golden_rows(store: SqliteStore) -> None:
    row = store.activity(Key("me", "garmin", "900000001"))
    assert row is not None
    assert (row.state, row.title, row.tries, row.version) == (State.SUBMITTING, "Läufchen 🏃", 3, 2)
    assert str(row.sent_at) == "2026-03-14 09:00:30.000001+00:00"
    counts = store.counts("me")
    assert (counts[State.SUBMITTING], counts[State.SKIPPED]) == (1, 1)
    assert store.next_due("me") == row.due
    user, connection = store.load(User, "me"), store.load(Connection, "me", "garmin")
    assert user is not None
    assert connection is not None
    assert (str(user.since), connection.sealed, connection.version) == ("2026-03-07 09:00:30+00:00", "v1.x.y.z", 4)


def test_a_route_that_waited_in_the_second_schema_still_waits_and_its_run_for_nothing_else(tmp_path: Path) -> None:
    path = golden(tmp_path, 2)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("""INSERT INTO activities VALUES ('me', 3, 0, 'uploaded', 1773479430000000, 1773475830000000,
            0, '{"key":{"user":"me","garmin_id":3,"leg":0},"state":"uploaded","title":"","sport":"running",
            "start":"2026-03-14T08:10:30Z","offset":0,"elapsed":1.0,"distance":1.0,"due":"2026-03-14T09:10:30Z",
            "route":"due","version":1}', 1, 0)""")
        connection.commit()
    with closing(opened(path)) as store:
        row = store.activity(Key("me", "garmin", "3"))
        assert row is not None
        assert (row.due, str(row.route_due)) == (None, "2026-03-14 09:10:30+00:00")
        assert row.route_due is not None
        assert store.routes_due(row.route_due, user="me", limit=9) == [row]


# -- forward --------------------------------------------------------------------------------------


def test_there_is_a_golden_file_of_every_past_schema() -> None:
    assert sorted(GOLDEN) == list(range(1, schema.NEWEST))


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_a_released_migration_still_makes_the_schema_it_made_then(tmp_path: Path, version: int) -> None:
    (tmp_path / "then").mkdir()
    then = golden(tmp_path / "then", version)
    with closing(sqlite3.connect(tmp_path / "now")) as connection:
        for statement in (s for migration in schema.MIGRATIONS[:version] for s in migration):
            connection.execute(statement)
        connection.commit()
    assert shape(tmp_path / "now") == shape(then)


def shape(path: Path) -> dict[str, str]:
    """Tables and indices as SQL, whatever its line breaks."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()).replace("( ", "(").replace(" )", ")") for name, sql in found}


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_an_old_file_is_brought_forward_with_every_row(tmp_path: Path, version: int) -> None:
    path = golden(tmp_path, version)
    store = opened(path)
    holds_the_golden_rows(store)
    store.save(store.activities("me")[0])
    store.close()
    assert version_of(path) == schema.NEWEST
    fresh = opened(tmp_path / "fresh.sqlite")
    fresh.close()
    assert shape(path) == shape(tmp_path / "fresh.sqlite")


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_of_an_old_file_every_field_stays_but_what_a_migration_is_for(tmp_path: Path, version: int) -> None:
    path = golden(tmp_path, version)
    before = rows_of(path)
    opened(path).close()
    assert {key: text for key, text in rows_of(path).items() if key[0] != "run"} == {
        key: text for key, text in before.items() if key[0] != "run"
    }
    runs = [json.loads(text) for key, text in before.items() if key[0] == "run"]
    for run in runs:
        number = run["key"].pop("garmin_id")
        run["key"] |= {"source": "garmin" if number > 0 else "strava", "id": str(abs(number))}
        if number < 0 and run["elapsed"] == 0:
            run["forgotten"] = True
    with closing(opened(path)) as store:
        found = store.activities("me")
    assert sorted(found, key=lambda run: run.key) == sorted(
        (decode(json.dumps(run), Activity) for run in runs), key=lambda run: run.key
    )
    columns = "key, state, due, start, backfill, tries, route_due, strava_id, version"
    assert table(path, columns.replace("key", "source, id, leg")) == sorted(
        (
            run.key.source,
            run.key.id,
            run.key.leg,
            run.state,
            None if run.due is None else micros(run.due),
            micros(run.start),
            int(run.backfill),
            run.tries,
            None if run.route_due is None else micros(run.route_due),
            run.target_id,
            run.version,
        )
        for run in found
    )


def rows_of(path: Path) -> dict[tuple[object, ...], str]:
    """The body of each row of a file, by what it is and its key."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        found: dict[tuple[object, ...], str] = {
            ("run", doc): doc for (doc,) in connection.execute("SELECT doc FROM activities")
        }
        for name, key in (("documents", "kind || ' ' || key"), ("plays", "user || ms || source || song")):
            if name in tables:
                found |= {(name, of): doc for of, doc in connection.execute(f"SELECT {key}, doc FROM {name}")}
        return found


def table(path: Path, columns: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute(f"SELECT {columns} FROM activities"))


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_before_that_a_private_copy_is_made_beside_it(tmp_path: Path, version: int) -> None:
    path = golden(tmp_path, version)
    before = dump(path)
    opened(path).close()
    copy = tmp_path / f"runtrack.sqlite.before-v{schema.NEWEST}.bak"
    assert (version_of(copy), dump(copy)) == (version, before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_present_file_is_opened_without_a_copy(tmp_path: Path) -> None:
    opened(tmp_path / "runtrack.sqlite").close()
    opened(tmp_path / "runtrack.sqlite").close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runtrack.sqlite"]


@pytest.mark.parametrize("version", [0, *sorted(GOLDEN)])
def test_killed_at_any_statement_of_a_migration_the_file_is_old_or_new(tmp_path: Path, version: int) -> None:
    """0: the first start ever. The next start always finds its rows and the newest schema."""
    seen = set()
    for number in range(1, 100):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = golden(folder, version) if version else folder / "runtrack.sqlite"
        killed = migrate_and_die(path, number)
        seen.add(version_of(path))
        store = opened(path)
        if version:
            holds_the_golden_rows(store)
        assert store.add([activity(7)]) == 1
        store.close()
        assert version_of(path) == schema.NEWEST
        if not killed:
            break
    statements = sum(len(migration) for migration in schema.MIGRATIONS[version:])
    assert number > statements + 3, "each statement, BEGIN, COMMIT and the version were points of their own"
    assert seen == {version, schema.NEWEST}


def migrate_and_die(path: Path, at: int) -> bool:
    """Migrate in a forked process that kills itself when SQLite begins its statement number `at`."""
    pid = os.fork()
    if pid == 0:
        try:
            begun = iter(range(1, at))
            connection = sqlite3.connect(path, autocommit=True)
            connection.set_trace_callback(lambda _: None if next(begun, None) else os.kill(os.getpid(), signal.SIGKILL))
            schema.migrate(connection, path)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def test_a_migration_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = golden(tmp_path, 1)
    before = dump(path)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("DROP INDEX activities_list", "NONSENSE")))
    monkeypatch.setattr(schema, "NEWEST", schema.NEWEST + 1)
    with pytest.raises(StoreBroken):
        opened(path)
    assert (version_of(path), dump(path)) == (1, before)


# -- refused --------------------------------------------------------------------------------------


def test_a_file_of_a_newer_runtrack_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "runtrack.sqlite"
    opened(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.NEWEST + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreBroken) as caught:
        opened(path)
    assert caught.value.reason == (
        f"{path} was written by a newer Runtrack (schema {schema.NEWEST + 1}; this one knows {schema.NEWEST})"
    )
    assert caught.value.advice == "install the newer version again, or point RUNTRACK_DATABASE at another file"
    assert path.read_bytes() == before


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "its header is gone": lambda data: bytes(100) + data[100:],
    "cut after the header": lambda data: data[:100],
    "cut in half": lambda data: data[: len(data) // 2],
    "cut by one page": lambda data: data[:-4096],
    "a page of noise": lambda data: data[:4096] + random.Random(1).randbytes(4096) + data[8192:],
    "a page of zeros": lambda data: data[:4096] + bytes(4096) + data[8192:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_with_the_way_out(tmp_path: Path, damage: str) -> None:
    path = filled(tmp_path)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(StoreBroken) as caught:
        opened(path)
    assert caught.value.reason.startswith(f"{path} is damaged (")
    assert caught.value.advice == REBUILD


def test_whatever_page_is_damaged_no_row_is_ever_missing_in_silence(tmp_path: Path) -> None:
    path = filled(tmp_path)
    whole = path.read_bytes()
    assert len(whole) > 20 * 4096
    refused = 0
    for page in range(1, len(whole) // 4096):
        for noise in (bytes(4096), random.Random(page).randbytes(4096)):
            path.write_bytes(whole[: page * 4096] + noise + whole[(page + 1) * 4096 :])
            refused += whole_or_refused(path)
    assert refused > 2 * 20


def whole_or_refused(path: Path) -> bool:
    """True when it is refused with the way out; else every row must be there."""
    try:
        store = opened(path)
    except StoreBroken as error:
        return error.advice == REBUILD
    assert len(store.activities("me")) == 200
    store.close()
    return False


def filled(folder: Path) -> Path:
    """A healthy file of many pages, closed."""
    path = folder / "runtrack.sqlite"
    store = opened(path)
    store.add([activity(number) for number in range(200)])
    store.close()
    return path


def test_a_large_document_is_not_kept_in_memory_once_for_each_of_its_versions(tmp_path: Path) -> None:
    """A folder's index has some megabytes, and is another one whenever a file comes."""
    with closing(opened(tmp_path / "runtrack.sqlite")) as store:
        files = tuple(SeenFile(f"{number}.fit", 1, 1, Fate.NO_RUN) for number in range(1000))
        store.put(FolderIndex("me", ("/runs", 1, 1), files))
        store.put(User("me", datetime(2026, 3, 14, tzinfo=UTC)))
        assert store.load(User, "me") is store.load(User, "me")
        index = store.load(FolderIndex, "me")
        assert index == store.load(FolderIndex, "me")
        assert index is not store.load(FolderIndex, "me")
