"""The Lambda functions: a tick a minute, one line for each trouble, never a stack trace of AWS, never a lost row."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.adapters.seal import new_key
from sync.core.activity import State
from sync.core.live.followed import LiveFollowed
from sync.core.user import User
from sync.entrypoints.aws import function as aws
from sync.entrypoints.aws import turns
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.contract import dynamo
from tests.support.entrypoints.lambdas import LambdaWorld, deployed
from tests.support.world import HOUR, closed_port

FIRST = 900000001


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[LambdaWorld]:
    with deployed(tmp_path, monkeypatch, capsys, LambdaWorld) as world:
        yield world


def message(user: str) -> str:
    return json.dumps({"user": user})


def has_run(world: LambdaWorld) -> None:
    world.garmin.add(run(FIRST, world.now - HOUR, km=2.0, every=60))


def test_a_minute_sends_what_is_new_and_tells_the_alarms(world: LambdaWorld) -> None:
    has_run(world)
    told = world.minute()
    assert told.answer.pop("Milliseconds", 0) == 0
    assert told.answer == {
        "ok": True,
        "Ticks": 1.0,
        "TickErrors": 0.0,
        "OldestWaitingSeconds": 0.0,
        "FailedRuns": 0.0,
        "LoginNeeded": 0.0,
        "AppInactive": 0.0,
        "AwaySeconds": 0.0,
    }
    assert told.problems == []
    assert [line["state"] for line in told.lines if line["event"] == "moved"] == ["submitting", "submitted"]
    assert world.row(FIRST).state is State.SUBMITTED


def test_the_line_of_figures_names_each_and_no_user(world: LambdaWorld) -> None:
    figures = world.minute().figures
    about = figures["_aws"]["CloudWatchMetrics"][0]
    assert (about["Namespace"], about["Dimensions"]) == ("Runtrack", [["environment"]])
    assert [(each["Name"], each["Unit"]) for each in about["Metrics"]] == [
        ("Ticks", "Count"),
        ("TickErrors", "Count"),
        ("OldestWaitingSeconds", "Seconds"),
        ("FailedRuns", "Count"),
        ("LoginNeeded", "Count"),
        ("AppInactive", "Count"),
        ("AwaySeconds", "Seconds"),
        ("Milliseconds", "Milliseconds"),
    ]
    assert set(figures) == {"_aws", "environment", *(each["Name"] for each in about["Metrics"])}
    assert figures["environment"] == "dev"


def test_a_warm_copy_reads_the_secrets_once(world: LambdaWorld) -> None:
    wire = world.cloud.wire
    wire.forget()
    world.minute()
    world.minute()
    assert [asked for asked in wire.requests if asked.startswith("ssm")] == ["ssm:GetParameters"]


def test_until_there_is_a_key_it_is_looked_for_each_minute_and_said_once(world: LambdaWorld) -> None:
    """What Terraform writes for a secret that is not there must never seal anything."""
    world.cloud.set_parameter("sealing_key", "unset")
    said = ("nothing is connected", "run `runtrack push-credentials` at home")
    for expected in ([said], [], []):
        world.cloud.wire.forget()
        told = world.minute()
        assert (told.answer["ok"], told.answer["LoginNeeded"]) == (True, 1)
        assert [(line["event"], line["advice"]) for line in told.lines] == expected
        assert world.cloud.wire.requests == ["ssm:GetParameters"]
        assert aws._warm == []


def test_a_minute_follows_a_run_in_progress_where_that_is_on_and_asks_for_nothing_else(world: LambdaWorld) -> None:
    world.minute()
    world.cloud.wire.forget()
    world.minute()
    before = list(world.cloud.wire.requests)
    world.set(LIVETRACK="yes", LIVETRACK_URL=f"http://127.0.0.1:{closed_port()}")
    aws.forget()
    world.minute()
    world.store.put(LiveFollowed(ME, "livetrack", "1", "", world.now, due=world.now))
    world.cloud.wire.forget()
    world.minute()
    after = world.store.load(LiveFollowed, ME)
    assert after is not None
    assert after.why == "its link cannot be opened with this sealing key"
    assert len(world.cloud.wire.requests) > len(before)


def test_wrong_settings_are_one_log_line_and_one_figure(world: LambdaWorld) -> None:
    world.set(RUNTRACK_MIN_DISTANCE_KM="far", RUNTRACK_COLOUR="red")
    told = world.minute()
    assert told.answer.pop("Milliseconds", 0) == 0
    assert told.answer == {"ok": False, "TickErrors": 1}
    (line,) = told.lines
    assert (line["event"], line["level"], line["problems"]) == (
        "wrong settings",
        "error",
        [
            "RUNTRACK_MIN_DISTANCE_KM is 'far', but must be kilometres between 0 and 1000",
            "RUNTRACK_COLOUR is not a setting of Runtrack; did you mean RUNTRACK_FOLDER?",
        ],
    )


@pytest.mark.parametrize(("number", "operation"), [(0, "BatchGetItem"), (1, "Query"), (3, "PutItem")])
def test_a_denied_permission_is_one_line_and_the_next_minute_goes_on(
    world: LambdaWorld, number: int, operation: str
) -> None:
    world.minute()
    has_run(world)
    world.cloud.wire.forget()
    world.cloud.wire.refuse = number
    told = world.minute()
    assert world.cloud.wire.requests[number] == f"dynamodb:{operation}"
    assert (told.answer["ok"], told.answer["TickErrors"]) == (False, 1)
    (line,) = told.problems
    assert (line["event"], line["level"]) == ("refused", "error")
    assert line["reason"].startswith(f"AWS does not allow dynamodb:{operation} on ")
    assert line["advice"].startswith(f"give this role or user dynamodb:{operation} on ")
    assert aws._warm == []  # what it knew may be out of date
    world.cloud.wire.refuse = None
    assert world.minute().answer["ok"] is True
    assert len(world.strava.posts) == 1
    assert world.row(FIRST).state is State.SUBMITTED


@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_a_throttled_tick_fails_and_what_was_wired_stays_warm(world: LambdaWorld, code: str) -> None:
    """Wiring anew would ask AWS for the parameters as well, when it already has too many requests."""
    world.minute()
    (warm,) = aws._warm
    world.cloud.wire.forget()
    world.cloud.wire.refuse, world.cloud.wire.code = 0, code
    told = world.minute()
    assert (told.answer["ok"], [line["event"] for line in told.problems]) == (False, ["refused"])
    assert aws._warm == [warm]
    world.cloud.wire.refuse = None
    assert world.minute().answer["ok"] is True
    assert not any(asked.startswith("ssm:") for asked in world.cloud.wire.requests)


def test_a_key_that_was_put_right_is_read_by_a_warm_copy_too(world: LambdaWorld) -> None:
    right = world.cloud.parameter("sealing_key")
    world.cloud.set_parameter("sealing_key", new_key())
    told = world.minute()
    assert told.answer["LoginNeeded"] >= 1
    assert aws._warm == []
    assert set(told.answer) >= {"Ticks", "LoginNeeded"}
    assert not any("opened" in name for name in told.answer)
    world.cloud.set_parameter("sealing_key", right)
    assert world.minute().answer["LoginNeeded"] == 0
    assert len(aws._warm) == 1


def test_a_missing_table_is_named_with_the_way_out(world: LambdaWorld) -> None:
    world.minute()
    dynamo.fresh_client().delete_table(TableName="dev-ledger")
    told = world.minute()
    assert [(line["event"], line["reason"], line["advice"]) for line in told.problems] == [
        (
            "refused",
            "one of the tables dev-users, dev-strava_tokens, dev-SpotifyTokens, dev-ledger does not exist in this AWS "
            "account and region",
            "run `make tf-apply`",
        )
    ]


def test_a_bug_is_one_line_with_its_trace(world: LambdaWorld) -> None:
    told = world.batch("no JSON")
    assert [line["event"] for line in told.lines] == ["bug"]
    assert "JSONDecodeError" in told.lines[0]["exception"]
    assert told.figures["TickErrors"] == 1


# -- many users -----------------------------------------------------------------------------------


def ticked(world: LambdaWorld, name: str) -> bool:
    user = world.store.load(User, name)
    return user is not None and user.ticked_at is not None


def test_of_a_batch_those_that_failed_are_named_and_the_others_done(world: LambdaWorld) -> None:
    for name in ("ann", "bob"):
        world.store.put(User(name, world.now))
    told = world.batch(message("ann"), "no JSON", message("bob"))
    assert told.answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert [ticked(world, name) for name in ("ann", "bob")] == [True, True]
    assert world.batch(message("ann")).answer == {"batchItemFailures": []}


def test_a_turn_that_is_left_too_little_time_comes_again(world: LambdaWorld) -> None:
    """Three seconds are kept back, in which nothing is begun; a turn needs the patience with one request more."""
    world.store.put(User("ann", world.now))
    patience = world.wired.settings.http_seconds
    late = world.batch(message("ann"), seconds=patience + 2.9)
    assert late.answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert [line["event"] for line in late.problems] == ["no time left"]
    assert not ticked(world, "ann")
    assert world.batch(message("ann"), seconds=patience + 10).answer == {"batchItemFailures": []}
    assert ticked(world, "ann")


def test_near_its_end_a_minute_begins_nothing_and_leaves_the_row_due(world: LambdaWorld) -> None:
    has_run(world)
    told = world.minute(seconds=4.9)
    assert told.answer["ok"] is True
    assert world.strava.posts == []
    assert world.row(FIRST).state is State.DISCOVERED
    world.minute()
    assert len(world.strava.posts) == 1
    assert world.row(FIRST).state is State.SUBMITTED


def test_with_a_queue_a_minute_hands_out_the_turns_of_those_whose_minute_it_is(world: LambdaWorld) -> None:
    sqs = dynamo.fresh_client("sqs")
    url = sqs.create_queue(QueueName="dev-users")["QueueUrl"]
    world.set(RUNTRACK_QUEUE_URL=url)
    for number in range(40):  # "user-…", of whom each minute has a few
        world.store.put(User(f"user-{number}", world.now))
    answer = world.minute().answer
    assert answer["ok"] is True
    messages: list[str] = []
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        messages += [turns.user_of({"body": each["Body"]}) for each in found]
    assert len(messages) == answer["HandedOut"] > 0
    assert len({turns.slot_of(name) for name in messages}) == 1
    assert len(set(messages)) == len(messages)
    assert world.garmin.calls == []
