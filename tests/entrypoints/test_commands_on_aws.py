"""The commands against an installation on AWS: the same as on one machine, by the RUNTRACK_* settings alone."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.adapters.seal import new_key
from sync.core.activity import Key, State
from sync.core.music import Play, Song
from sync.core.user import Connection, User
from sync.entrypoints.daemon import command
from sync.entrypoints.ending import told
from sync.sim.athlete import run
from sync.wiring import ME
from tests.entrypoints.test_cli_doctor import verdicts
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.entrypoints.on_aws import Deployed, account, world_on
from tests.support.world import HOUR, World


@pytest.fixture(scope="module")
def cloud() -> Iterator[Deployed]:
    with pytest.MonkeyPatch.context() as patch, account(patch) as deployed:
        deployed.set_parameter("sealing_key", new_key())
        yield deployed


@pytest.fixture
def world(tmp_path: Path, cloud: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with world_on(cloud, tmp_path) as world:
        del world._more["RUNTRACK_SEALING_KEY"]  # a command reads it from the parameter
        yield world
        for connection in world.store.all(Connection, ME):
            world.store.remove(connection)
        if (user := world.store.load(User, ME)) is not None:
            world.store.remove(user)


def test_what_makes_the_ticks_is_named_as_it_is_there(world: World) -> None:
    never = runtrack(world, "status")
    assert never.lines[-1] == "last tick never: is the schedule on? `make logs` shows its ticks"
    world.ticks(1)
    world.clock.advance(3 * HOUR.total_seconds())
    late = runtrack(world, "status")
    assert late.lines[-1].endswith("no tick for 3 h: is the schedule on? `make logs` shows its ticks")


def test_a_login_is_made_at_home_and_pushed(world: World) -> None:
    connection = world.store.load(Connection, ME, "strava")
    assert connection is not None
    world.store.remove(connection)
    said = runtrack(world, "status").lines
    assert "Strava    not connected: run `runtrack login strava` at home, then `runtrack push-credentials`" in said


def test_status_list_why_plays_and_plan_show_what_is_there(world: World) -> None:
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(2)
    world.store.add_plays([Play(ME, "spotify", world.now - HOUR, Song("Heroes", "David Bowie"))])
    status = runtrack(world, "status", "--json")
    assert (status.code, status.err) == (0, "")
    assert json.loads(status.out)["counts"]["uploaded"] == 1
    listed = runtrack(world, "list", "--json")
    assert [row["garmin_id"] for row in json.loads(listed.out)["runs"]] == [900000001]
    why = runtrack(world, "why", "900000001")
    assert why.code == 0
    assert f"on Strava: https://www.strava.com/activities/{world.row(900000001).target_id}" in why.out
    plays = runtrack(world, "plays")
    assert plays.code == 0
    assert "David Bowie" in plays.out
    assert runtrack(world, "plan").out.startswith("The next tick would\n")
    assert not (world.folder / "data" / "runtrack.sqlite").exists()
    assert not (world.folder / "config" / "sealing.key").exists()


def test_retry_starts_a_run_over_there(world: World) -> None:
    world.garmin.add(run(900000002, world.now - HOUR))
    world.ticks(1)
    row = world.store.activity(Key(ME, "garmin", "900000002"))
    assert row is not None
    world.store.save(row.failed(world.now, "Strava did not like it"))
    assert runtrack(world, "retry", "900000002").code == 0
    assert world.row(900000002).state is State.DISCOVERED


def test_doctor_checks_key_tables_and_bucket_instead_of_disk_and_file(world: World) -> None:
    world.ticks(1)
    said = runtrack(world, "doctor")
    assert verdicts(said) == {
        "settings": "fine",
        "clock": "fine",
        "sealing key": "fine",
        "tables": "fine",
        "bucket": "fine",
        "Garmin login": "fine",
        "Garmin answers": "fine",
        "Strava login": "fine",
        "permissions": "fine",
        "subscription": "fine",
        "Garmin's link": "fine",
    }
    assert (said.code, said.err) == (0, "")


def test_doctor_names_a_bucket_and_tables_that_are_not_there(world: World) -> None:
    said = runtrack(world, "doctor", RUNTRACK_BUCKET="nowhere", RUNTRACK_TABLE_PREFIX="other-")
    assert said.code == 2
    assert (verdicts(said)["tables"], verdicts(said)["bucket"]) == ("broken", "broken")
    seen = " ".join(said.out.split())
    assert "the table other-users does not exist in this AWS account and region run `make tf-apply`" in seen
    assert "Garmin login" not in said.out


def test_a_garmin_login_by_token_file_and_a_logout_work_there(world: World, cloud: Deployed) -> None:
    world.wired.keepers["garmin"].forget(ME)
    file = world.folder / "garmin_tokens.json"
    tokens = world.garmin.tokens()
    file.write_text(tokens)
    said = runtrack(world, "login", "garmin", "--tokens", str(file))
    assert (said.code, said.err) == (0, "")
    assert world.wired.keepers["garmin"].usable(ME, world.now).fields == json.loads(tokens)
    assert runtrack(world, "logout", "garmin").code == 0
    assert cloud.found().store.load(Connection, ME, "garmin") is None


def test_another_garmin_account_is_refused_in_words_that_fit(world: World) -> None:
    world.garmin.add(run(900000003, world.now - HOUR))
    world.ticks(1)
    world.garmin.owner_id = 1000002
    file = world.folder / "garmin_tokens.json"
    file.write_text(world.garmin.tokens())
    said = runtrack(world, "login", "garmin", "--tokens", str(file))
    assert said == Said(
        1,
        "",
        "This is another Garmin account (1000002) than the one whose runs dev on AWS holds (1000001). "
        "Nothing was stored.\n"
        "A second account needs a name of its own: `runtrack users add NAME`, then the same with --user NAME.\n",
    )


def test_a_backfill_is_asked_for_and_watched_but_not_worked_here(world: World) -> None:
    world.ticks(1)
    world.forget_calls()
    world.clock.advance(3600)  # nobody ticks any more
    said = runtrack(
        world,
        "backfill",
        "--since",
        f"{world.now - timedelta(days=20):%Y-%m-%d}",
        sleep=lambda _: world.clock.advance(600),
    )
    assert said.out.startswith("The Lambda works it. This only shows how far it is; Ctrl-C leaves it working.\n")
    assert world.calls() == {}


def test_the_loop_is_refused(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in world.environ.items():
        monkeypatch.setenv(name, text)
    for once in (False, True):
        with pytest.raises(SystemExit) as left:
            told(lambda once=once: command.run(once=once))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        assert left.value.code == 2
        assert capsys.readouterr().err == (
            "RUNTRACK_BUCKET is set: the runs are those of dev on AWS, where the Lambda ticks\n"
            "  see `make status` and `make logs`; to run on this machine, unset RUNTRACK_BUCKET\n"
        )


def test_a_rebuild_is_refused(world: World) -> None:
    said = runtrack(world, "doctor", "--rebuild")
    assert (said.code, said.err.splitlines()[0]) == (2, "--rebuild is for a database file")


def test_without_the_key_of_the_installation_nothing_is_sealed_with_this_machines(world: World) -> None:
    said = runtrack(world, "status", RUNTRACK_PARAMETERS="")
    assert said == Said(
        2,
        "",
        "RUNTRACK_BUCKET is set, but the sealing key of dev is not known here\n"
        "  set RUNTRACK_PARAMETERS to its path, and run `runtrack push-credentials` once, which makes the key\n",
    )
    assert not (world.folder / "config" / "sealing.key").exists()


def test_a_login_to_aws_that_is_of_no_use_is_said(world: World, cloud: Deployed) -> None:
    cloud.wire.forget()
    cloud.wire.refuse, cloud.wire.code = 0, "ExpiredTokenException"
    said = runtrack(world, "status")
    cloud.wire.refuse, cloud.wire.code = None, "AccessDeniedException"
    assert said == Said(
        2,
        "",
        "AWS does not accept the credentials for ssm:GetParameters on the parameters below /runtrack/dev "
        "(ExpiredTokenException)\n"
        "  log in to AWS again (`aws sso login` or `aws configure`) and try again\n",
    )
