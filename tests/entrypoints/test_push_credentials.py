"""`runtrack push-credentials`: logins move to AWS sealed anew; nothing is lost on the way, whatever fails."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.adapters.garmin import bundle_of
from sync.core.activity import Key, State
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.user import Connection, Looked, User
from sync.entrypoints.cli.installation import Installation
from sync.entrypoints.cli.login import credentials
from sync.entrypoints.daemon.lock import alone
from sync.ports import StoreBroken
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.entrypoints.on_aws import Deployed, account
from tests.support.world import DAY, HOUR, World

NOBODY = "They were forgotten here because two machines that refresh the same tokens end each other's logins. "


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)  # no .env of the machine's is read
    with World(tmp_path, login=False) as world:
        yield world


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    with account(monkeypatch) as deployed:
        yield deployed


def push(world: World, *arguments: str, **environ: str) -> Said:
    return runtrack(world, "push-credentials", "--environment", "dev", *arguments, environ=environ)


def log_in(world: World) -> dict[str, dict[str, str]]:
    """Both logins, ten days ago, refreshed an hour ago; returns their tokens."""
    world.log_in()
    for service in ("garmin", "strava"):
        link = here(world, service)
        assert link is not None
        at = {"authorized_at": world.now - 10 * DAY, "refreshed_at": world.now - HOUR}
        world.store.put(replace(link, **at))  # type: ignore[arg-type]  # whatever the test gives it
    return {service: fields_here(world, service) for service in ("garmin", "strava")}


def here(world: World, service: str) -> Connection | None:
    return world.store.load(Connection, ME, service)


def fields_here(world: World, service: str) -> dict[str, str]:
    return world.wired.keepers[service].usable(ME, world.now).fields


def there(found: Installation, service: str) -> tuple[Connection, dict[str, str]]:
    """The row on AWS, and its tokens opened with the key that stands there."""
    link = found.store.load(Connection, ME, service)
    assert link is not None
    keeper = credentials.reading(service, found.store, found.files, found.sealer(), lambda _: None)
    return link, keeper.usable(ME, link.refreshed_at or credentials.EPOCH).fields


def test_logins_move_with_their_tokens_and_the_time_of_the_consent(world: World, cloud: Deployed) -> None:
    tokens = log_in(world)
    before = {service: here(world, service) for service in tokens}
    said = push(world)
    assert said == Said(
        0,
        "Garmin is sealed in dev on AWS (eu-central-1), and forgotten here.\n"
        "Strava is sealed in dev on AWS (eu-central-1), and forgotten here.\n"
        f"{NOBODY}`make status` shows the installation.\n",
        "",
    )
    for service, fields in tokens.items():
        link, found = there(cloud.found(), service)
        old = before[service]
        assert old is not None
        assert found == fields
        assert (link.authorized_at, link.refreshed_at) == (world.now - 10 * DAY, world.now - HOUR)
        assert (link.account, link.scopes, link.expires_at) == (old.account, old.scopes, old.expires_at)
        assert link.sealed.split(".")[1] != old.sealed.split(".")[1]  # another key
        assert here(world, service) is None
    assert world.calls() == {}


def test_the_installation_goes_on_with_them_and_uploads(world: World, cloud: Deployed) -> None:
    log_in(world)
    assert push(world).code == 0
    world.garmin.add(run(900000001, world.now - HOUR))
    world.restart(**cloud.environ, RUNTRACK_SEALING_KEY=cloud.parameter("sealing_key"))
    world.ticks(2)
    assert world.row(900000001).state is State.UPLOADED
    assert cloud.found().store.activity(Key(ME, "garmin", "900000001")) is not None


def test_the_key_is_made_once_and_never_replaced(world: World, cloud: Deployed) -> None:
    log_in(world)
    assert cloud.parameter("sealing_key") == "unset"
    assert push(world, "--service", "garmin").code == 0
    key = cloud.parameter("sealing_key")
    assert len(key) == 43
    assert push(world, "--service", "strava").code == 0
    assert cloud.parameter("sealing_key") == key
    there(cloud.found(), "garmin")
    there(cloud.found(), "strava")


def test_a_lost_key_is_replaced_only_when_every_login_that_needs_it_comes_anew(world: World, cloud: Deployed) -> None:
    log_in(world)
    assert push(world, "--keep").code == 0
    cloud.set_parameter("sealing_key", "unset")
    said = push(world, "--keep", "--service", "strava")
    assert (said.code, said.err.splitlines()[0]) == (
        2,
        "the key in the parameter /runtrack/dev/sealing_key is gone, and logins there need it: garmin",
    )
    assert cloud.parameter("sealing_key") == "unset"
    assert push(world, "--keep").code == 0
    there(cloud.found(), "garmin")
    there(cloud.found(), "strava")


def test_a_parameter_that_holds_something_else_is_left_alone(world: World, cloud: Deployed) -> None:
    log_in(world)
    cloud.set_parameter("sealing_key", "not a key")
    said = push(world)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("the parameter /runtrack/dev/sealing_key holds no sealing key\n")
    assert cloud.parameter("sealing_key") == "not a key"
    assert here(world, "garmin") is not None


def test_only_the_named_login_moves(world: World, cloud: Deployed) -> None:
    log_in(world)
    assert push(world, "--service", "strava").code == 0
    assert here(world, "garmin") is not None
    assert here(world, "strava") is None
    assert cloud.found().store.load(Connection, ME, "garmin") is None
    said = push(world, "--service", "fitbit")
    assert (said.code, said.err) == (
        2,
        "--service 'fitbit' is none of garmin, strava, spotify, listenbrainz, lastfm.\n",
    )


def test_with_keep_they_stay_here_and_it_is_said_what_must_not_run(world: World, cloud: Deployed) -> None:
    tokens = log_in(world)
    said = push(world, "--keep")
    assert said.code == 0
    assert said.out.splitlines()[0] == "Garmin is sealed in dev on AWS (eu-central-1), and kept here as well."
    assert said.err == (
        "Leave `runtrack run` off on one of them: two machines that refresh the same tokens end each other's logins.\n"
    )
    assert fields_here(world, "garmin") == tokens["garmin"] == there(cloud.found(), "garmin")[1]


def test_a_login_that_aws_has_refreshed_since_is_not_replaced_by_the_older_copy(world: World, cloud: Deployed) -> None:
    log_in(world)
    assert push(world, "--keep").code == 0
    found = cloud.found()
    newer = bundle_of(world.garmin.tokens())
    keeper = credentials.reading("garmin", found.store, found.files, found.sealer(), lambda _: None)
    link = there(found, "garmin")[0]
    found.store.put(replace(link, sealed=keeper._seal(ME, newer), refreshed_at=world.now))
    said = push(world, "--service", "garmin")
    assert said.code == 0
    assert said.out.splitlines()[0] == (
        "Garmin has a fresher login already in dev on AWS (eu-central-1), and forgotten here."
    )
    assert there(found, "garmin")[1] == newer.fields


def test_a_new_login_replaces_one_that_is_there(world: World, cloud: Deployed) -> None:
    log_in(world)
    assert push(world).code == 0
    world.clock.advance(3600)
    world.log_in()
    tokens = fields_here(world, "garmin")
    assert push(world).code == 0
    assert there(cloud.found(), "garmin")[1] == tokens


def test_a_dead_login_is_named_and_the_others_move(world: World, cloud: Deployed) -> None:
    log_in(world)
    link = here(world, "garmin")
    assert link is not None
    world.store.put(replace(link, login_needed="Garmin no longer accepts the stored login"))
    said = push(world)
    assert said.code == 1
    assert said.err == (
        "Garmin was not pushed, it needs a login: Garmin no longer accepts the stored login. "
        "Run `runtrack login garmin`, then again.\n"
    )
    assert here(world, "garmin") is not None
    assert here(world, "strava") is None


def test_a_token_that_waits_for_the_store_moves_and_not_the_one_before_it(world: World, cloud: Deployed) -> None:
    log_in(world)
    keeper, link = world.keeper("garmin"), here(world, "garmin")
    assert link is not None
    link = world.store.put(replace(link, lease_owner="a worker that died"))
    newer = bundle_of(world.garmin.tokens())
    box = {"replaces": link.sealed, "sealed": keeper._seal(ME, newer)}
    world.wired.app.files.put("spill/me-garmin", json.dumps(box).encode())
    assert push(world).code == 0
    assert there(cloud.found(), "garmin")[1] == newer.fields


# -- the ledger -----------------------------------------------------------------------------------


def test_the_runs_and_the_since_date_go_along_the_first_time(world: World, cloud: Deployed) -> None:
    log_in(world)
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(2)
    ours = world.store.load(User, ME)
    assert ours is not None
    assert push(world).code == 0
    found = cloud.found()
    user, row = found.store.load(User, ME), found.store.activity(Key(ME, "garmin", "900000001"))
    assert user is not None
    assert row is not None
    assert (user.since, user.source_owner) == (ours.since, ours.source_owner)
    assert (row.state, row.target_id) == (State.UPLOADED, world.row(900000001).target_id)
    assert row.history == world.row(900000001).history


def test_what_was_deleted_on_strava_stays_deleted_after_the_move(world: World, cloud: Deployed) -> None:
    log_in(world)
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(2)
    row = world.row(900000001)
    assert row.target_id is not None
    world.strava.delete(row.target_id)
    world.store.save(replace(row, state=State.DELETED, due=None, route_due=None))
    assert push(world).code == 0
    world.restart(**cloud.environ, RUNTRACK_SEALING_KEY=cloud.parameter("sealing_key"))
    world.ticks(3, every=timedelta(hours=2))
    assert world.strava.alive() == []


def test_a_user_whom_an_idle_tick_has_made_takes_over_the_since_date(world: World, cloud: Deployed) -> None:
    log_in(world)
    world.ticks(1)
    found, ticked = cloud.found(), world.now - HOUR
    found.store.put(User(ME, world.now, ticked_at=ticked))
    assert push(world).code == 0
    user, ours = found.store.load(User, ME), world.store.load(User, ME)
    assert user is not None
    assert ours is not None
    assert (user.since, user.ticked_at) == (ours.since, ticked)


def test_a_ledger_that_has_begun_there_is_left_alone(world: World, cloud: Deployed) -> None:
    log_in(world)
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(1)
    theirs = cloud.found().store.put(User(ME, world.now - DAY, looks=(Looked("garmin", world.now),)))
    assert push(world).code == 0
    assert cloud.found().store.load(User, ME) == theirs
    assert cloud.found().store.activities(ME) == []


def test_another_garmin_account_is_not_mixed_in(world: World, cloud: Deployed) -> None:
    log_in(world)
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(1)
    cloud.found().store.put(User(ME, world.now - DAY, source_owner=77, looks=(Looked("garmin", world.now),)))
    said = push(world)
    assert said.code == 2
    assert said.err.splitlines()[0] == "the runs there are of another Garmin account (77, here 1000001)"
    assert here(world, "garmin") is not None


# -- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.long
def test_whatever_request_is_denied_each_login_can_be_opened_somewhere_and_the_next_push_ends_it(
    world: World, cloud: Deployed
) -> None:
    tokens = log_in(world)
    world.garmin.add(run(900000001, world.now - HOUR))
    world.ticks(1)
    ours = {service: here(world, service) for service in tokens}
    found, denied = cloud.found(), list[str]()
    while True:
        as_before_the_first_push(world, cloud, found, ours)
        cloud.wire.forget()
        cloud.wire.refuse = number = len(denied)
        refusal = refused(world, found)
        cloud.wire.refuse = None
        if refusal is None:
            break  # it has come to its end without that many requests
        denied.append(cloud.wire.requests[number])
        assert refusal.reason.startswith(f"AWS does not allow {denied[-1]} on "), number
        for service, fields in tokens.items():
            kept = here(world, service)
            assert (fields_here(world, service) if kept else there(found, service)[1]) == fields
        pushed(world, found)
        for service, fields in tokens.items():
            assert there(found, service)[1] == fields
            assert here(world, service) is None
    assert {"dynamodb:PutItem", "dynamodb:GetItem", "ssm:PutParameter", "ssm:GetParameters", "s3:DeleteObject"} <= set(
        denied
    )


def as_before_the_first_push(
    world: World, cloud: Deployed, found: Installation, ours: dict[str, Connection | None]
) -> None:
    for service, link in ours.items():
        assert link is not None
        if here(world, service) is None:
            world.store.put(replace(link, version=0))
        if (pushed := found.store.load(Connection, ME, service)) is not None:
            found.store.remove(pushed)
    if (user := found.store.load(User, ME)) is not None:
        found.store.remove(user)
    cloud.set_parameter("sealing_key", "unset")


def pushed(world: World, found: Installation) -> None:
    """What the command does once it holds the lock."""
    for _ in credentials.push(world.wired, found, ("garmin", "strava"), world.now, keep=False, sleep=lambda _: None):
        pass


def refused(world: World, found: Installation) -> StoreBroken | None:
    try:
        pushed(world, found)
    except StoreBroken as error:
        return error
    return None


def test_a_persons_own_settings_travel_sealed_anew(world: World, cloud: Deployed) -> None:
    log_in(world)
    own = ("strava_client_id=777", "strava_client_secret=a-secret-of-ones-own", "title_emoji=off")
    assert runtrack(world, "preferences", *own).code == 0
    assert push(world).code in (0, 1)  # the Strava login is void now
    there = cloud.found()
    known, box = there.store.load(OwnSettings, ME), there.store.load(OwnSecrets, ME)
    assert known is not None
    assert box is not None
    assert (dict(known.texts), known.sealed) == (
        {"STRAVA_CLIENT_ID": "777", "RUNTRACK_TITLE_EMOJI": "off"},
        ("STRAVA_CLIENT_SECRET",),
    )
    name = "STRAVA_CLIENT_SECRET"
    assert there.sealer().open(box.sealed[name], *box.bound_to(name)) == "a-secret-of-ones-own"


def test_a_denied_permission_is_named_with_what_it_is_needed_on(world: World, cloud: Deployed) -> None:
    log_in(world)
    cloud.wire.refuse = 6
    said = push(world)
    assert said == Said(
        2,
        "",
        "AWS does not allow ssm:PutParameter on the parameter /runtrack/dev/sealing_key\n"
        "  give this role or user ssm:PutParameter on the parameter /runtrack/dev/sealing_key\n",
    )
    assert here(world, "garmin") is not None


def test_before_terraform_the_way_out_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(world)
    with account(monkeypatch, applied=False):
        said = push(world)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "the parameter /runtrack/dev/sealing_key does not exist in eu-central-1\n"
        "  run `make tf-apply` first (ENV=… for another environment than production)\n"
    )
    assert here(world, "garmin") is not None


def test_without_an_aws_login_or_a_region_that_is_said(
    world: World, cloud: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(world)
    with monkeypatch.context() as lacking:  # all is set again before the cloud stops, which takes its own login away
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            lacking.delenv(name)
        said = push(world)
        assert said.code == 2
        assert said.err == (
            "no AWS credentials for sts:GetCallerIdentity on your AWS account\n"
            "  log in to AWS again (`aws sso login` or `aws configure`) and try again\n"
        )
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            lacking.delenv(name)
        said = push(world)
        assert said.code == 2
        assert said.err == (
            "no AWS region is set\n"
            "  set AWS_REGION, for example to eu-central-1, or `region` of your profile in ~/.aws/config\n"
        )
    assert here(world, "garmin") is not None


def test_a_bucket_that_is_not_there_keeps_the_logins_here(world: World, cloud: Deployed) -> None:
    log_in(world)
    said = push(world, "--bucket", "somebody-elses")
    assert said.code == 2
    assert said.err.splitlines()[0] == "the bucket somebody-elses does not exist in this AWS account and region"
    assert here(world, "garmin") is not None
    assert "sts:GetCallerIdentity" not in cloud.wire.requests


def test_nothing_to_push_is_said_before_aws_is_asked(world: World, cloud: Deployed, tmp_path: Path) -> None:
    cloud.wire.forget()
    nowhere = str(tmp_path / "nowhere.sqlite")
    said = push(world, RUNTRACK_DATABASE=nowhere)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"Nothing to push: there is no database at {nowhere}. Run `runtrack login garmin` and "
        "`runtrack login strava` on this machine first.\n"
    )
    assert not Path(nowhere).exists()
    said = push(world)
    assert said == Said(
        1,
        "",
        "Nothing to push: no such login is stored on this machine. Run `runtrack login garmin` and "
        "`runtrack login strava` on this machine first.\n",
    )
    assert cloud.wire.requests == []


def test_beside_a_running_daemon_it_is_refused(world: World, cloud: Deployed) -> None:
    log_in(world)
    with alone(world.wired.settings):
        said = push(world)
    assert said.code == 2
    assert said.err.endswith("Stop it first: it would go on refreshing the logins that move.\n")
    assert here(world, "garmin") is not None


def test_an_environment_that_terraform_would_refuse_is_refused(world: World, cloud: Deployed) -> None:
    log_in(world)
    said = runtrack(world, "push-credentials", "--environment", "Dev!")
    assert said == Said(
        2, "", "--environment 'Dev!' is no environment: it has 2 to 16 lower-case letters, digits and hyphens.\n"
    )


def test_a_refresh_token_in_the_environment_is_pushed_and_pointed_out(world: World, cloud: Deployed) -> None:
    token = str(world.strava.tokens()["refresh_token"])
    said = push(world, STRAVA_REFRESH_TOKEN=token)
    assert said.code == 0
    assert there(cloud.found(), "strava")[1]["refresh_token"] == token
    assert there(cloud.found(), "strava")[0].authorized_at is None
    assert said.err == (
        "STRAVA_REFRESH_TOKEN is still set: take it out of the environment and .env, or it is used again.\n"
    )


def test_production_has_plain_names_and_the_environment_is_that_of_the_settings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(world)
    with account(monkeypatch, "production") as production:
        assert runtrack(world, "push-credentials").code == 0
        assert there(production.found(), "garmin")[0].user == ME
        assert production.found().bucket == "runtrack-123456789012-eu-central-1"
