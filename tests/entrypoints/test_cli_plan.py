"""`runtrack plan`: what the next tick would do, without a change to anything."""

from pathlib import Path

from sync.core.user import User
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.three_runs import FIRST, three_runs
from tests.support.world import DAY, HOUR, World


def test_plan_shows_what_the_next_tick_would_do_and_only_looks(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_UPLOAD_DELAY_MINUTES="90") as world:
        three_runs(world)
        world.clock.advance(300)
        world.garmin.add(
            run(FIRST + 5, world.now - 4 * HOUR, title="Fresh"),
            run(FIRST + 6, world.now - 2 * HOUR, type_key="walking"),
            run(FIRST + 7, world.now - HOUR, title="Too fresh"),
        )
        world.forget_calls()
        before = frozen(world)
        said = runtrack(world, "plan")
        assert said.lines == [
            "The next tick would",
            "  find 3 new on Garmin (of the newest 5)",
            "    900000006 (2026-03-14 06:08 +01 Fresh): new on Garmin",
            "    900000007 (2026-03-14 08:08 +01 Walking): walking is not among the activity types (running)",
            "    900000008 (2026-03-14 09:08 +01 Too fresh): new on Garmin; waits 90 min after its end (upload delay)"
            ", in 75 min",
            "  take 1 run further",
            "    900000006 (2026-03-14 06:08 +01 Fresh): look for it on Strava, and send it when it is not there",
            "  call Garmin 1 to 2, Strava 1 or more",
        ]
        assert frozen(world) == before
        assert world.calls() == {"garmin list": 1}


def frozen(world: World) -> list[object]:
    """Every row of the database, with its version."""
    database = world.sqlite._db
    return [
        *database.execute("SELECT * FROM activities ORDER BY user, source, id, leg"),
        *database.execute("SELECT * FROM documents ORDER BY kind, key"),
        database.execute("PRAGMA data_version").fetchone(),
    ]


def test_plan_leaves_garmin_out_when_looking_would_change_the_login(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        world.clock.advance(19 * 3600)
        world.forget_calls()
        before = frozen(world)
        said = runtrack(world, "plan")
        assert said.lines[1] == (
            "  look for new runs on Garmin "
            "(left out here: the login has to be refreshed first, and a refresh changes it)"
        )
        assert (frozen(world), world.calls()) == (before, {})


def test_plan_does_not_refresh_a_token_that_garmin_refuses(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        world.garmin.inject("list", "401")
        world.forget_calls()
        before = frozen(world)
        said = runtrack(world, "plan")
        assert said.lines[1] == (
            "  look for new runs on Garmin (left out here: Garmin refuses the stored token, and a refresh changes it)"
        )
        assert (frozen(world), world.calls()) == (before, {"garmin list": 1})


def test_plan_says_once_why_garmin_is_not_asked(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.inject("list", "429")
        world.tick()
        said = runtrack(world, "plan")
        assert said.lines[1].startswith("  Garmin would not be asked: garmin: HTTP 429")
        assert [line for line in said.lines if "429" in line or "left out here" in line] == [said.lines[1]]


def test_plan_does_not_store_the_token_of_the_environment(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        before = frozen(world)
        said = runtrack(world, "plan", STRAVA_REFRESH_TOKEN="from-the-environment")
        assert (said.code, frozen(world)) == (0, before)


def test_plan_before_the_first_start_makes_no_database(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        elsewhere = tmp_path / "elsewhere" / "runtrack.sqlite"
        said = runtrack(world, "plan", RUNTRACK_DATABASE=str(elsewhere))
        assert said.out == f"There is no ledger yet ({elsewhere}): log in, then start `runtrack run`.\n"
        assert not elsewhere.parent.exists()


def test_plan_of_a_lost_ledger_is_to_refill_it(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.store.put(User(ME, world.now - DAY, rebuild_from=world.now - DAY))
        assert runtrack(world, "plan").lines[2] == (
            "  the ledger would be refilled from Strava's list since 2026-03-13 before anything is sent"
        )
