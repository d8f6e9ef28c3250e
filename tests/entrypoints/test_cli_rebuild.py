"""`runtrack doctor --rebuild`: the old database is kept, logins are carried over, and nothing is sent twice."""

from pathlib import Path

from sync.core.activity import State
from sync.core.user import User
from sync.entrypoints.daemon.lock import alone
from sync.sim.athlete import run
from sync.stores import schema
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.lost_ledger import FIRST, PROMISE, database, rebuild, synced
from tests.support.world import DAY, HOUR, World


def aside(world: World) -> list[str]:
    return sorted(path.name for path in database(world).parent.glob("*.broken-*"))


def test_a_given_up_ledger_is_refilled_and_no_run_is_sent_again(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, strava={"duplicate_check": False}) as world:
        ids = synced(world)
        world.strava.delete(world.strava.alive()[1].id)
        said = rebuild(world)
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            f"The old database is kept as {database(world)}.broken-20260314T090330Z.",
            "The Garmin login was taken from the old database.",
            "The Strava login was taken from the old database.",
            PROMISE.format("2026-03-07"),
        ]
        assert world.rows() == []
        posts = len(world.strava.posts)
        world.ticks(3)
        assert len(world.strava.posts) == posts
        assert [world.row(i).state for i in ids] == [
            State.UPLOADED,
            State.SKIPPED,
            State.UPLOADED,
            State.UPLOADED,
        ]
        assert world.row(ids[1]).reason == "unknown since rebuild"


def test_the_new_ledger_goes_on_with_what_is_new(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = synced(world)
        rebuild(world)
        world.tick()
        world.garmin.add(run(FIRST + 50, world.now - HOUR, km=2.0, every=10))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [*ids, FIRST + 50])


def test_the_set_aside_runs_go_out_with_retry(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = synced(world)
        world.strava.delete(world.strava.alive()[1].id)
        rebuild(world)
        world.tick()
        assert runtrack(world, "retry", str(ids[1])).code == 0
        world.ticks(2)
        nothing_lost_nothing_doubled(world, ids)


def test_a_database_that_is_gone_altogether_is_made_anew(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.wired.close()
        for path in database(world).parent.glob("runtrack.sqlite*"):
            path.unlink()
        said = rebuild(world)
        assert said.lines[0] == f"There was no database at {database(world)}: a new one is made."
        user = world.store.load(User, ME)
        assert user is not None
        assert user.rebuild_from == world.now - 7 * DAY


def test_a_rebuild_that_was_cut_short_is_finished_by_the_next_one(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        synced(world)
        world.wired.close()
        path = database(world)
        path.rename(path.with_name("runtrack.sqlite.broken-20260314T080000Z"))  # and the new one was not moved in
        path.with_name("runtrack.sqlite.new").write_bytes(b"half of it")
        said = rebuild(world)
        assert (said.code, said.lines[1]) == (
            0,
            "The Garmin login was taken from runtrack.sqlite.broken-20260314T080000Z.",
        )
        world.ticks(2)
        assert {row.state for row in world.rows()} == {State.UPLOADED}


def test_a_second_rebuild_before_the_first_tick_changes_nothing_of_it(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        ids = synced(world)
        rebuild(world)
        world.clock.advance(60)
        said = rebuild(world)
        assert said.lines[-1] == PROMISE.format("2026-03-07")
        assert len(aside(world)) == 2
        world.ticks(2)
        assert [world.row(i).how for i in ids] == 4 * ["already there"]


def test_it_is_refused_while_a_daemon_runs(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world, alone(world.wired.settings):
        said = runtrack(world, "doctor", "--rebuild")
        assert said.code == 2
        assert said.err.splitlines()[1] == "  Stop it first; every other command works beside it."
        assert aside(world) == []


def test_the_new_database_is_private_and_of_the_newest_schema(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        rebuild(world)
        assert database(world).stat().st_mode & 0o777 == 0o600
        assert world.sqlite._db.execute("PRAGMA user_version").fetchone() == (schema.NEWEST,)
