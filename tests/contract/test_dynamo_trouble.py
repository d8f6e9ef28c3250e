"""DynamoDB that loses answers, throttles, denies or lacks a table: never a doubled save, always a way out in words."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import Key
from sync.core.user import Connection, User
from sync.ports import Conflict, StoreBroken
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_tables import LEDGER, Tables
from tests.support.contract import dynamo
from tests.support.contract.dynamo_trouble import Act, after, lost_answer, lost_to_a_500, refusal, silence, troubled
from tests.support.contract.values import NOON, activity, play


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DynamoStore]:
    """The same rows, undisturbed."""
    opened = dynamo.opened(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    return dynamo.prefix_of(tmp_path)


# -- a save that was carried out although its answer was lost -------------------------------------


@pytest.mark.parametrize("lost", [lost_answer, lost_to_a_500])
def test_botocores_own_repeat_of_a_save_that_was_carried_out_is_a_success(
    store: DynamoStore, tmp_path: Path, lost: Act
) -> None:
    store.add([activity(1)])
    with troubled(tmp_path, "PutItem", lost, repeats=1) as shaken, dynamo.requests_of(shaken) as asked:
        saved = shaken.save(replace(activity(1), version=1, title="Tempo"))
    assert asked == ["PutItem"]  # one call of ours, two on the wire
    assert store.activity(Key("me", "garmin", "1")) == saved


@pytest.mark.parametrize("lost", [lost_answer, lost_to_a_500])
def test_a_save_whose_answer_is_lost_is_looked_for(store: DynamoStore, tmp_path: Path, lost: Act) -> None:
    store.add([activity(1)])
    with troubled(tmp_path, "PutItem", lost) as shaken, dynamo.requests_of(shaken) as asked:
        saved = shaken.save(replace(activity(1), version=1, title="Tempo"))
    assert asked == ["PutItem", "GetItem"]
    assert store.activity(Key("me", "garmin", "1")) == saved


def test_the_same_save_by_another_worker_is_not_taken_for_ours(store: DynamoStore, tmp_path: Path) -> None:
    store.add([activity(1)])
    same = replace(activity(1), version=1, title="Tempo")
    for repeats in (0, 1):
        row = store.activity(Key("me", "garmin", "1"))
        assert row is not None
        with (
            troubled(
                tmp_path,
                "PutItem",
                after(partial(store.save, row), silence),
                repeats=repeats,
            ) as shaken,
            pytest.raises(Conflict),
        ):
            shaken.save(row)
    with pytest.raises(Conflict):
        store.save(same)


def test_an_insert_whose_answer_is_lost_counts_once(store: DynamoStore, tmp_path: Path) -> None:
    with troubled(tmp_path, "PutItem", lost_answer, repeats=1) as shaken:
        assert shaken.add([activity(1)]) == 1
    with troubled(tmp_path, "PutItem", lost_answer) as shaken:
        assert shaken.add([activity(1), activity(2)]) == 1
        assert shaken.put(User("me", NOON)).version == 1


@pytest.mark.parametrize("known", [False, True])
def test_a_save_that_was_not_carried_out_says_so(store: DynamoStore, tmp_path: Path, prefix: str, known: bool) -> None:
    user = store.put(User("me", NOON)) if known else User("me", NOON)
    with troubled(tmp_path, "PutItem", silence) as shaken, pytest.raises(StoreBroken) as caught:
        shaken.put(user)
    assert caught.value.reason == (
        f"DynamoDB did not carry out dynamodb:PutItem on the table {prefix}users: "
        'Read timeout on endpoint URL: "https://dynamodb"'
    )
    assert caught.value.advice == "nothing is lost and the next tick tries again"
    assert store.load(User, "me") == (user if known else None)


def test_when_it_cannot_be_looked_for_either_the_store_is_broken(
    store: DynamoStore, tmp_path: Path, prefix: str
) -> None:
    words = f"no answer from DynamoDB to dynamodb:GetItem on the table {prefix}users"
    with troubled(tmp_path, "*", silence, silence) as blind, pytest.raises(StoreBroken, match=words):
        blind.put(User("me", NOON))


def test_a_removal_whose_answer_is_lost_is_looked_for(store: DynamoStore, tmp_path: Path) -> None:
    link = store.put(Connection("me", "strava", ""))
    with troubled(tmp_path, "DeleteItem", silence) as shaken, pytest.raises(StoreBroken, match="did not carry out"):
        shaken.remove(link)
    with troubled(tmp_path, "DeleteItem", lost_answer) as shaken:
        shaken.remove(link)
    assert store.load(Connection, "me", "strava") is None


# -- refusals in words ----------------------------------------------------------------------------

THROTTLED = "nothing is lost and the next tick goes on; if it stays, see the table's metrics"
LOG_IN = "log in to AWS again (`aws sso login` or `aws configure`) and try again"
REFUSALS = [
    (
        400,
        "ProvisionedThroughputExceededException",
        "DynamoDB throttles dynamodb:{action} on the table {table} "
        "(ProvisionedThroughputExceededException), after several tries",
        THROTTLED,
    ),
    (
        400,
        "ThrottlingException",
        "DynamoDB throttles dynamodb:{action} on the table {table} (ThrottlingException), after several tries",
        THROTTLED,
    ),
    (
        400,
        "ResourceNotFoundException",
        "the table {table} does not exist in this AWS account and region",
        "run `make tf-apply`",
    ),
    (
        400,
        "AccessDeniedException",
        "AWS does not allow dynamodb:{action} on the table {table}",
        "give this role or user dynamodb:{action} on the table {table}",
    ),
    (
        400,
        "ExpiredTokenException",
        "AWS does not accept the credentials for dynamodb:{action} on the table {table} (ExpiredTokenException)",
        LOG_IN,
    ),
    (
        400,
        "UnrecognizedClientException",
        "AWS does not accept the credentials for dynamodb:{action} on the table {table} (UnrecognizedClientException)",
        LOG_IN,
    ),
    (
        400,
        "ItemCollectionSizeLimitExceededException",
        "DynamoDB refuses dynamodb:{action} on the table {table}: ItemCollectionSizeLimitExceededException words",
        "run `runtrack doctor`",
    ),
]


@pytest.mark.parametrize("action", ["PutItem", "GetItem", "Query", "BatchGetItem", "BatchWriteItem", "DeleteItem"])
@pytest.mark.parametrize(("status", "code", "reason", "advice"), REFUSALS, ids=lambda one: str(one)[:24])
def test_a_refusal_names_the_action_the_table_and_the_way_out(
    tmp_path: Path, prefix: str, status: int, code: str, reason: str, advice: str, action: str
) -> None:
    with troubled(tmp_path, action, refusal(status, code, "words")) as shaken, pytest.raises(StoreBroken) as caught:
        table = ask(shaken, action)
    table = prefix + ("PlayedTracks" if action == "BatchWriteItem" else LEDGER)
    assert caught.value.reason == reason.format(action=action, table=table)
    assert caught.value.advice == advice.format(action=action, table=table)


def ask(store: DynamoStore, action: str) -> Any:
    """Something that begins with this operation."""
    match action:
        case "PutItem":
            return store.add([activity(1)])
        case "GetItem":
            return store.activity(Key("me", "garmin", "1"))
        case "Query":
            return store.next_due("me")
        case "BatchGetItem":
            store.add([activity(1)])
            return store.due(NOON, user="me", limit=1)
        case "BatchWriteItem":
            return store.add_plays([play()])
        case _:
            return store.remove(Connection("me", "garmin", ""))


def test_a_table_that_is_really_missing_is_named(tmp_path: Path, prefix: str) -> None:
    with troubled(tmp_path, "none") as bare:
        dynamo.never_make(f"{prefix}users")
        with pytest.raises(StoreBroken) as caught:
            bare.load(User, "me")
    assert caught.value.reason == f"the table {prefix}users does not exist in this AWS account and region"


def test_a_server_that_fails_at_a_read_is_named(tmp_path: Path, prefix: str) -> None:
    with (
        troubled(tmp_path, "GetItem", refusal(503, "ServiceUnavailable")) as shaken,
        pytest.raises(
            StoreBroken,
            match=f"DynamoDB answered dynamodb:GetItem on the table {prefix}users with 503 ServiceUnavailable",
        ),
    ):
        shaken.load(User, "me")


def test_a_mistake_of_ours_is_no_broken_store(tmp_path: Path) -> None:
    too_large = refusal(400, "ValidationException", "Item size has exceeded")
    with troubled(tmp_path, "PutItem", too_large) as shaken, pytest.raises(ValueError, match="invalid: Item size has"):
        shaken.add([activity(1)])


# -- batches of which a rest is left --------------------------------------------------------------


def test_the_rest_of_a_batch_is_asked_for_again_and_not_for_ever(tmp_path: Path, prefix: str) -> None:
    left = {"Responses": {}, "UnprocessedKeys": {f"{prefix}ledger": {"Keys": [{"userId": {"S": "me"}}]}}}
    asked: list[Any] = []
    naps: list[float] = []

    class Busy:
        def batch_get_item(self, **params: Any) -> Any:
            asked.append(params["RequestItems"])
            return left

    tables = Tables(prefix, dynamodb=Busy(), sleep=naps.append)
    with pytest.raises(StoreBroken) as caught:
        tables.batch_get({LEDGER: [{"userId": {"S": "me"}, "row": {"S": "x"}}]})
    assert caught.value.reason == (
        f"DynamoDB throttles dynamodb:BatchGetItem on the table {prefix}ledger: a rest was left after 6 tries"
    )
    assert len(asked) == 6
    assert asked[1:] == [left["UnprocessedKeys"]] * 5
    assert naps == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6]
