"""`runtrack status`, `list` and `why`: what they print and how they end."""

import json
from dataclasses import replace
from pathlib import Path

from sync.engine import saving
from sync.entrypoints.daemon.lock import alone
from sync.sim.athlete import run, triathlon
from sync.wiring import ME
from tests.support.entrypoints import processes
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.three_runs import FIRST, three_runs
from tests.support.world import HOUR, World


def test_status_shows_everything_on_one_page(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        said = runtrack(world, "status")
        assert said.lines == [
            "Runtrack at 14 Mar 2026 09:03 UTC",
            "",
            "Garmin    fine",
            "          last used 14 Mar 2026 09:00 UTC, authorised 14 Mar 2026 09:00 UTC, "
            "refreshed 14 Mar 2026 09:00 UTC, token good until 15 Mar 2026 03:11 UTC",
            "          this login ends about 13 Apr 2026 (in 29 days)",
            "Strava    fine",
            "          last used 14 Mar 2026 09:01 UTC, authorised 14 Mar 2026 09:00 UTC, "
            "refreshed 14 Mar 2026 09:00 UTC, token good until 14 Mar 2026 15:00 UTC",
            "          permissions read, activity:read_all, activity:write",
            "music     no source is connected: run `runtrack login spotify`, `listenbrainz` or `lastfm`",
            "",
            "limits    Strava calls: 197 of 200 left this quarter hour, 1997 of 2000 today",
            "          of them reads: 98 of 100 left this quarter hour, 998 of 1000 today",
            "",
            "runs      1 uploaded, 2 skipped",
            "next      nothing waits",
            "since     2026-03-07",
            f"settings  the environment alone (no .env in {Path.cwd()})",
            "last tick 14 Mar 2026 09:02 UTC (1 min ago)",
            "",
            "! The run of 14 Mar 2026 (900000003) was left out: no file: Garmin has no file of it. `runtrack why "
            "900000003` tells more, `runtrack retry 900000003` tries again. (since 14 Mar 2026 09:00 UTC)",
        ]
        assert (said.code, said.err) == (0, "")


def test_status_names_the_way_out_and_ends_with_1_when_a_person_is_needed(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, login=False) as world:
        said = runtrack(world, "status")
        assert said.code == 1
        assert said.lines[2:4] == [
            "Garmin    not connected: run `runtrack login garmin`",
            "Strava    not connected: run `runtrack login strava`",
        ]
        assert said.lines[-3:] == [
            "since     fixed by the first tick",
            f"settings  the environment alone (no .env in {Path.cwd()})",
            "last tick never: start `runtrack run`",
        ]


def test_status_tells_of_blocks_silence_and_notices(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        saving.connection(world.store, ME, "strava", lambda c: replace(c, scopes=("read", "activity:write")))
        world.garmin.inject("list", "429", times=1)
        world.tick()
        world.strava.grants.revoke_all()
        world.clock.advance(60)
        said = runtrack(world, "status")
        assert "Garmin    asks us to wait until 14 Mar 2026 09:15 UTC (in 14 min): garmin: HTTP 429" in said.out
        assert "          ! lacks activity:read_all: run `runtrack login strava`" in said.lines
        world.clock.advance(16 * 60)
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
        world.tick()
        said = runtrack(world, "status")
        assert said.code == 1
        assert (
            "Strava    needs a login: strava no longer accepts the stored login (its token was revoked or replaced)"
            in (said.out)
        )
        assert said.lines[-1].startswith("! Strava needs a login: ")


def test_status_wonders_when_there_has_been_no_tick(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        world.clock.advance(12 * 60)
        said = runtrack(world, "status")
        assert said.lines[-1] == "last tick 14 Mar 2026 09:00 UTC: no tick for 12 min: is `runtrack run` running?"
        assert said.code == 1
        assert runtrack(world, "status", RUNTRACK_POLL_SECONDS="600").code == 0


def test_status_as_json_has_counts_limits_and_times_in_utc(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        said = runtrack(world, "status", "--json")
        seen = json.loads(said.out)
        assert seen["strava_budget"]["reads_day"] == {
            "used": 2,
            "limit": 1000,
            "left": 998,
            "ends_at": "2026-03-15T00:00:05+00:00",
        }
        assert seen["counts"] == {
            "discovered": 0,
            "submitting": 0,
            "submitted": 0,
            "uploaded": 1,
            "annotated": 0,
            "skipped": 2,
            "failed": 0,
            "deleted": 0,
        }
        assert (seen["now"], seen["since"]) == ("2026-03-14T09:03:30+00:00", "2026-03-07T09:00:30+00:00")


def secrets(world: World) -> list[str]:
    grants = [(grant.access_token, grant.refresh_token) for grant in world.strava.grants._grants]
    garmin = json.loads(world.garmin.tokens())
    found = [world.strava.client_secret, *grants[0], garmin["di_token"], garmin["di_refresh_token"]]
    sealed = [world.keeper(service)._read(ME)[0].sealed for service in ("garmin", "strava")]
    assert all(len(secret) > 8 for secret in found + sealed)
    return found + sealed


def test_list_is_newest_first_in_the_runners_own_time_and_takes_titles_literally(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        said = runtrack(world, "list")
        assert [" ".join(line.split()) for line in said.lines] == [
            "run start km state title why",
            "900000001 2026-03-14 09:00 +01 2.00 uploaded Morning [red]Run [2J uploaded as "
            "https://www.strava.com/activities/12000000001",
            "900000002 2026-03-14 07:00 +01 8.00 skipped Cycling cycling is not among the activity types (running)",
            "900000003 2026-03-14 05:00 +01 8.00 skipped Lost no file: Garmin has no file of it",
        ]
        assert "\x1b" not in said.out


def test_list_can_be_narrowed(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        assert len(runtrack(world, "list", "--limit", "2").lines) == 3
        assert [line.split()[0] for line in runtrack(world, "list", "--state", "uploaded").lines[1:]] == ["900000001"]
        assert [line.split()[0] for line in runtrack(world, "list", "--text", "LOST").lines[1:]] == ["900000003"]
        assert runtrack(world, "list", "--text", "lost", "--state", "uploaded").out == "No such run in the ledger.\n"
        assert runtrack(world, "list", "--since", "2026-03-15").out == "No such run in the ledger.\n"
        shown = json.loads(runtrack(world, "list", "--json", "--state", "skipped").out)
        assert [(row["run"], row["state"]) for row in shown["runs"]] == [
            ("900000002", "skipped"),
            ("900000003", "skipped"),
        ]


def test_list_says_when_it_is_asked_for_nonsense_or_has_nothing(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        assert runtrack(world, "list").out == "The ledger is empty: no run has been found yet.\n"
        said = runtrack(world, "list", "--state", "lost")
        assert (said.code, said.err) == (
            2,
            "--state 'lost' is none of discovered, submitting, submitted, uploaded, annotated, skipped,"
            " failed, deleted\n",
        )
        said = runtrack(world, "list", "--since", "spring")
        assert (said.code, said.err) == (2, "--since 'spring' is not a date such as 2026-03-14\n")


def test_why_tells_every_decision_in_order_and_what_comes_next(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        said = runtrack(world, "why", "https://connect.garmin.com/modern/activity/900000001")
        assert said.lines == [
            "900000001  2026-03-14 09:00 +01  Morning [red]Run [2J  2.00 km  running",
            "  14 Mar 2026 09:00 UTC  discovered new on Garmin",
            "  14 Mar 2026 09:00 UTC  submitting Strava lacks it; sending it now",
            "  14 Mar 2026 09:00 UTC  submitted  Strava took the file as upload 7000000001",
            "  14 Mar 2026 09:01 UTC  uploaded   Strava made activity 12000000001 of it",
            "  14 Mar 2026 09:01 UTC  uploaded   Strava made activity 12000000001 of it; its route was read",
            "  on Strava: https://www.strava.com/activities/12000000001",
            "  next: nothing: it is on Strava",
        ]
        said = runtrack(world, "why", "900000003")
        assert said.lines[-1] == "  next: nothing by itself; `runtrack retry 900000003` starts it over"


def test_why_names_the_service_that_a_run_waits_for(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.strava.inactive = True
        world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=10))
        world.ticks(1)
        assert runtrack(world, "why", "900000001").lines[-2:] == [
            "  next: look for it on Strava, and send it when it is not there, now (14 Mar 2026 09:00 UTC)",
            "  waits: Strava has deactivated this API application (until 10:00 UTC)",
        ]


def test_why_shows_all_legs_of_a_multisport(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        world.garmin.add(triathlon(910000001, world.now - 30 * HOUR))
        world.ticks(3)
        said = runtrack(world, "why", "910000001")
        heads = [line.split()[0] for line in said.lines if line and not line.startswith(" ")]
        assert heads == ["910000001-0", "910000001-1", "910000001-2"]
        said = runtrack(world, "retry", "910000001")
        assert said.code == 2
        assert said.err.splitlines()[0] == "910000001 has 3 legs; say which one:"


def test_why_of_an_unknown_run_says_where_to_look(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        said = runtrack(world, "why", "900000009")
        assert (said.code, said.out) == (2, "")
        assert said.err == "no run '900000009' in the ledger: `runtrack list` shows what there is\n"
        said = runtrack(world, "why", "my best run")
        assert said.code == 2
        assert said.err == (
            "'my best run' is no name of a run: give a run as `runtrack list` names it, a Garmin or Strava id, or "
            "the address of its page there\n"
        )


def test_every_showing_command_works_beside_a_running_daemon(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world, alone(world.wired.settings):
        three_runs(world)
        for arguments in (["list"], ["why", "900000001"], ["plan"], ["status", "--json"]):
            assert runtrack(world, *arguments).code == 0, arguments


def test_a_wrong_setting_names_itself_and_ends_with_2(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        said = runtrack(world, "status", RUNTRACK_POLL_SECONDS="soon", RUNTRACK_SINCE="spring")
        assert said.code == 2
        assert said.err.splitlines() == [
            "Some settings are wrong:",
            "  RUNTRACK_SINCE is 'spring', but must be a date such as 2026-03-14",
            "  RUNTRACK_POLL_SECONDS is 'soon', but must be seconds between 60 and 86400",
        ]


def test_the_installed_command_shows_the_same(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        three_runs(world)
        code, out, err = processes.run(world, "list")
        assert (code, err) == (0, "")
        assert out == runtrack(world, "list").out
