"""Several people on AWS: by the minute where they are few, by the queue where they are many; one hangs."""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.engine.asks.preferences import change_preferences
from sync.entrypoints.aws import function as aws
from sync.entrypoints.aws import turns
from sync.sim.athlete import run
from tests.support.contract import dynamo
from tests.support.entrypoints.lambdas import LambdaWorld, deployed
from tests.support.people import Somebody, WithPeople
from tests.support.world import HOUR, MINUTE


class Several(WithPeople, LambdaWorld):
    """The deployed function, and accounts of several people."""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Several]:
    with deployed(tmp_path, monkeypatch, capsys, Several) as world:
        yield world


def three(world: Several) -> tuple[Somebody, Somebody]:
    """One whose Garmin hangs, and one whose runs are sent nowhere, beside the first."""
    hanging, keeper = world.add("hanging", "garmin", "strava"), world.add("keeper", "garmin")
    change_preferences(world.wired.app, "keeper", {"keep_only": "yes"}, world.now)
    for number, one in enumerate((world.me, hanging, keeper)):
        one.garmin.add(run(900000001 + number, world.now - HOUR, km=2.0, every=60))
    hanging.garmin.inject("list", "timeout before the effect", times=2)
    return hanging, keeper


def sent_and_kept(world: Several, keeper: Somebody) -> tuple[list[State], list[bool]]:
    return [row.state for row in world.me.rows()], [row.is_kept for row in keeper.rows()]


def test_in_one_minute_everybody_has_a_tick_and_one_that_hangs_holds_up_nobody(world: Several) -> None:
    world.minute()  # what was known of who there is may be old, but not older than a few minutes
    aws.forget()
    hanging, keeper = three(world)
    told = world.minute()
    assert told.answer["ok"]
    assert sent_and_kept(world, keeper) == ([State.SUBMITTED], [True])
    assert hanging.garmin.count("list") == 1
    assert hanging.rows() == []
    assert {line["service"] for line in told.problems} == {"garmin"}, "and it is said that it does not answer"
    world.minute()
    world.minute()
    assert [row.state for row in hanging.rows()] == [State.SUBMITTED]
    assert len(world.strava.posts) == len(hanging.strava.posts) == 1


def test_the_queue_brings_everybody_a_turn_and_the_others_runs_arrive_with_their_first(
    world: Several, capsys: pytest.CaptureFixture[str]
) -> None:
    sqs = dynamo.fresh_client("sqs")
    url = sqs.create_queue(QueueName="dev-users")["QueueUrl"]
    world.tick()  # the first person's row is made by a tick
    world.set(RUNTRACK_QUEUE_URL=url)
    hanging, keeper = three(world)
    found = dict[str, int]()
    for number in (1, 2):
        bodies = in_five_minutes(world, url, world.now)
        began = time.monotonic()
        told = world.batch(*bodies)
        seconds = time.monotonic() - began
        states, kept = sent_and_kept(world, keeper)
        found |= {"me": found.get("me", number)} if State.SUBMITTED in states else {}
        found |= {"keeper": found.get("keeper", number)} if kept == [True] else {}
        with capsys.disabled():
            print(f"\nbatch {number}: {len(bodies)} turns, {seconds:.1f} s; arrived so far, by batch: {found}")
    assert found == {"me": 1, "keeper": 1}
    assert told.answer == {"batchItemFailures": []}
    assert hanging.garmin.count("list") == 2
    world.batch(*in_five_minutes(world, url, world.now))
    assert [row.state for row in hanging.rows()] == [State.SUBMITTED]
    assert len(world.strava.posts) == 1


def in_five_minutes(world: Several, url: str, now: datetime) -> list[str]:
    """What the queue holds once each minute of five has handed out its turns."""
    sqs = dynamo.fresh_client("sqs")
    for minute in range(turns.SLOTS):
        turns.hand_out(url, world.wired.store.user_parts(), now + minute * MINUTE, sqs=sqs)
    bodies: list[str] = []
    while taken := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for each in taken:
            bodies.append(each["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
    assert sorted(json.loads(body)["user"] for body in bodies) == ["hanging", "keeper", "me"]
    return bodies
