"""`runtrack delete`: asks for the name, deletes at once or beside a daemon, and says what still holds some of it."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from sync.adapters.seal import new_key
from sync.core.deleted import name_for
from sync.core.user import User
from sync.entrypoints.daemon.lock import alone
from sync.sim.athlete import run
from sync.stores.backups import backups
from sync.stores.sqlite_file import SqliteFile
from sync.wiring import ME
from tests.support.contract import dynamo
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.on_aws import account, world_on
from tests.support.world import DAY, HOUR, World

FOR_GOOD = "Everything of me is deleted, for good. Type me to go on: "


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with World(tmp_path, seconds=30.0) as world:
        lived(world)
        yield world


def lived(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.until_quiet()


def test_the_receipt_names_what_went_and_what_still_holds_it(world: World) -> None:
    database = world.wired.settings.database
    (database.parent / f"{database.name}.before-v4.bak").write_bytes(b"old")
    said = runtrack(world, "delete", "--yes-delete", "me")
    assert (said.code, said.err) == (0, "")
    assert said.lines == [
        "me is deleted: 1 run, 0 plays, 2 files, 1 other row.",
        "The login at Garmin is forgotten here. The tokens are forgotten on this machine; Garmin has no way to end "
        "them sooner than they expire.",
        "Strava has ended the login as well.",
        "What is on Strava stays there: it is yours, and only you can delete it.",
        f"Still held: 1 of the daily copies of the database, beside it. The last one goes by itself on "
        f"{world.now + 7 * DAY:%Y-%m-%d}, if `runtrack run` works each day until then.",
        f"Still held: {database}.before-v4.bak, until you delete it.",
        "Copies that you made yourself hold it too: where one is laid in place, `runtrack run` stops and names who is "
        "back.",
        "What stays is a note that somebody was deleted, and when; it does not say the name.",
    ]
    assert world.rows() == []
    assert world.store.users() == []
    again = runtrack(world, "delete", "--yes-delete", "me")
    assert (again.code, again.lines) == (
        0,
        [f"me was deleted on {world.now:%Y-%m-%d}. Nothing of it can be read in the database file any more."],
    )
    nobody = runtrack(world, "delete", "--user", "anna", "--yes-delete", "anna")
    assert (nobody.code, nobody.err) == (1, "Nothing is kept of anna: there is nothing to delete.\n")


def times_made_anew(database: Path) -> int:
    """SQLite counts one up when it makes a file anew."""
    with closing(sqlite3.connect(database)) as file:
        return int(file.execute("PRAGMA schema_version").fetchone()[0])


@pytest.mark.parametrize("daemon", [False, True])
def test_the_file_is_made_anew_once_and_then_copied(world: World, daemon: bool) -> None:
    database = world.wired.settings.database
    before = times_made_anew(database)
    with alone(world.wired.settings) if daemon else nullcontext():
        assert runtrack(world, "delete", "--yes-delete", "me").code == 0
    assert times_made_anew(database) == before + 1
    if not daemon:
        (copy,) = backups(database)
        with closing(sqlite3.connect(copy)) as file:
            assert file.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_a_log_that_a_reader_keeps_is_on_the_receipt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = SqliteFile.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_seconds", 0.0)
    database = world.wired.settings.database
    with closing(sqlite3.connect(database, autocommit=True)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM activities").fetchone()
        said = runtrack(world, "delete", "--yes-delete", "me")
    assert said.code == 0
    assert said.lines[-1] == (
        f"Still held: {database}-wal, the log of the database, as another program is reading it. It goes when all that "
        "have the database open have stopped, `runtrack run` among them."
    )


def test_the_name_has_to_be_typed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said = runtrack(world, "delete", "--yes-delete", "yes")
    assert (said.code, said.err) == (1, "That is not the name: nothing was changed.\n")
    for typed, code in (("yes\n", 1), ("you\n", 1), ("", 1), ("me\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        said = runtrack(world, "delete")
        assert said.code == code
        assert FOR_GOOD in said.err
        assert bool(world.rows()) is (code == 1)


def test_beside_a_daemon_it_waits_until_no_tick_can_be_at_work(world: World) -> None:
    begun = world.now
    with alone(world.wired.settings):
        said = runtrack(world, "delete", "--yes-delete", "me")
    assert said.code == 0
    assert said.err.startswith("me is deleted, and nothing is sent any more. A tick that began before may still be ")
    assert said.lines[0] == "me is deleted: 1 run, 0 plays, 2 files, 1 other row."
    assert (world.now - begun).total_seconds() >= world.wired.app.timing.settle.total_seconds()
    assert world.store.users() == []


def test_stopped_while_it_waits_it_goes_on_the_next_time(world: World) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with alone(world.wired.settings):
        assert runtrack(world, "delete", "--yes-delete", "me", sleep=stop).code == 130
    assert world.rows() == []
    assert world.store.users() == [ME]
    assert not world.tick().done
    said = runtrack(world, "import-archive", "x.zip")
    assert said.code == 1
    assert runtrack(world, "delete", "--yes-delete", "me").code == 0
    assert world.store.users() == []


def test_a_token_in_the_environment_is_named_and_not_used(world: World) -> None:
    said = runtrack(world, "delete", "--yes-delete", "me", STRAVA_REFRESH_TOKEN="left")
    assert (
        "Still set: STRAVA_REFRESH_TOKEN. Take it out of the environment and .env, or it is used again." in said.lines
    )
    assert world.store.users() == []


def test_another_person_stays(world: World) -> None:
    world.store.put(User("anna", world.now))
    assert (
        runtrack(world, "delete", "--user", "anna", "--yes-delete", "anna")
        .lines[0]
        .startswith("anna is deleted: 0 runs")
    )
    assert len(world.rows()) == 1
    assert world.store.users() == [ME]


def test_on_aws_every_version_of_a_file_goes_and_recovery_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with account(monkeypatch) as cloud:
        cloud.set_parameter("sealing_key", new_key())
        s3, bucket = dynamo.client("s3"), cloud.environ["RUNTRACK_BUCKET"]
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        with world_on(cloud, tmp_path) as world:
            lived(world)
            for _ in range(3):
                world.wired.app.files.put("originals/me/900000001", b"once more")
            world.wired.app.files.delete("originals/me/900000001")
            world.wired.app.files.put("originals/me2/900000001", b"a neighbour's")
            world.wired.app.files.delete("routes/me/900000001.json")
            said = runtrack(world, "delete", "--yes-delete", "me")
            assert said.code == 0, said.err
            found = s3.list_object_versions(Bucket=bucket)
            note = f"{name_for('me')}.z"
            assert {one["Key"] for one in found["Versions"]} == {"originals/me2/900000001.z", note}
            assert found.get("DeleteMarkers", []) == []
            (held,) = [line for line in said.lines if line.startswith("Still held")]
            assert held.startswith("Still held: point-in-time recovery of the tables of ")
            assert held.endswith(f"until {world.now + 35 * DAY:%Y-%m-%d}.")
            assert world.store.users() == []
