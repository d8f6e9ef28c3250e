"""What `runtrack doctor --rebuild` saves of an old database, and from which copy."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.user import Connection, User
from sync.stores import salvage_read
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.lost_ledger import PROMISE, database, rebuild, synced
from tests.support.world import DAY, HOUR, World

NOTHING = "Nothing of the old file can be read: plays that no copy holds are lost."


def damage(path: Path, *, keep: int) -> None:
    """Overwrite everything beyond the first `keep` bytes."""
    whole = path.read_bytes()
    path.write_bytes(whole[:keep] + b"\xff" * (len(whole) - keep))


def test_of_a_damaged_file_what_is_readable_is_kept(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        world.wired.close()
        path = database(world)
        with closing(sqlite3.connect(path)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'activities'").fetchone()
            (size,) = opened.execute("PRAGMA page_size").fetchone()
        whole = bytearray(path.read_bytes())
        whole[(page - 1) * size : page * size] = b"\xff" * size
        path.write_bytes(whole)
        broken = runtrack(world, "status")
        assert broken.code == 2
        assert broken.err.splitlines()[-1] == "  run `runtrack doctor --rebuild`: it keeps what can be read of it"
        said = rebuild(world)
        assert said.code == 0
        assert said.lines[1:3] == [
            "The Garmin login was taken from the old database.",
            "The Strava login was taken from the old database.",
        ]
        world.ticks(2)
        assert {row.state for row in world.rows()} == {State.UPLOADED}


def test_logins_come_from_the_newest_backup_when_the_file_is_beyond_repair(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        backup = database(world).with_name("runtrack.sqlite.before-v2.bak")
        world.sqlite.backup(backup)
        world.wired.close()
        damage(database(world), keep=0)
        said = rebuild(world)
        assert (said.code, said.lines[1:]) == (
            0,
            [
                "The Garmin login was taken from runtrack.sqlite.before-v2.bak.",
                "The Strava login was taken from runtrack.sqlite.before-v2.bak.",
                NOTHING,
                PROMISE.format("2026-03-07"),
            ],
        )
        world.ticks(2)
        assert {row.state for row in world.rows()} == {State.UPLOADED}


def test_without_any_copy_the_logins_have_to_be_made_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = synced(world)
        world.wired.close()
        damage(database(world), keep=0)
        said = rebuild(world, RUNTRACK_SINCE="2026-03-01")
        assert (said.code, said.lines[1:]) == (
            1,
            [
                "The Garmin login could not be saved: run `runtrack login garmin`.",
                "The Strava login could not be saved: run `runtrack login strava`.",
                NOTHING,
                PROMISE.format("2026-03-01"),
            ],
        )
        world.ticks(2)
        assert world.rows() == []
        world.log_in()
        world.ticks(2)
        assert [world.row(i).how for i in ids] == 4 * ["already there"]


def test_a_login_that_was_ended_is_not_dug_up_from_an_older_copy(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        world.sqlite.backup(database(world).with_name("runtrack.sqlite.before-v2.bak"))
        link = world.store.load(Connection, ME, "strava")
        assert link is not None
        world.store.remove(link)
        said = rebuild(world)
        assert said.lines[1:3] == [
            "The Garmin login was taken from the old database.",
            "The Strava login could not be saved: run `runtrack login strava`.",
        ]


def test_users_since_dates_and_used_up_limits_are_carried_over(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        world.store.put(User("another", world.now - 30 * DAY, source_owner=5))
        link = world.store.load(Connection, ME, "garmin")
        assert link is not None
        world.store.put(replace(link, lease_owner="a dead worker", lease_until=world.now + HOUR))
        before = world.store.load(Budget, "strava", "12345")
        assert before is not None
        rebuild(world)
        another = world.store.load(User, "another")
        assert another is not None
        assert (another.since, another.rebuild_from, another.source_owner) == (
            world.now - 30 * DAY,
            world.now - 30 * DAY,
            5,
        )
        after = world.store.load(Budget, "strava", "12345")
        assert after == replace(before, version=1)
        link = world.store.load(Connection, ME, "garmin")
        assert link is not None
        assert link.lease_owner == ""


def test_what_is_still_in_the_write_ahead_log_is_salvaged_as_well(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        wal = database(world).with_name("runtrack.sqlite-wal")
        assert wal.stat().st_size > 0
        found = salvage_read.read(database(world))
        assert (found.whole, sorted(found.documents[Connection])) == (True, [(ME, "garmin"), (ME, "strava")])
