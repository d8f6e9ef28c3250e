"""A look at DynamoDB that asks for each row once: the contract, what it asks for, and what it forgets."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.user import Backfill, Connection, User
from sync.ports import Conflict
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_once import OnceStore
from tests.contract import test_store
from tests.support.contract import dynamo
from tests.support.contract.stores import Factory
from tests.support.contract.values import NOON, activity


@pytest.fixture
def factory() -> Factory:
    return Factory("dynamodb in a look", dynamo.looked, shared=True)


ANSWERED_ONCE = ("due", "document", "conflict", "removing", "all_takes", "kinds", "slash", "save", "together", "list")
globals().update(
    {
        name: test
        for each in (test_store,)
        for name, test in vars(each).items()
        if name.startswith("test_") and "racing" not in name and "survives" not in name
        if any(word in name for word in ANSWERED_ONCE)
    }
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[DynamoStore]:
    """Another worker, who sees everything at once."""
    opened = dynamo.opened(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def look(tmp_path: Path, elsewhere: DynamoStore) -> Iterator[OnceStore]:
    opened = dynamo.looked(tmp_path)
    assert isinstance(opened, OnceStore)
    yield opened
    opened.close()


def test_what_was_read_is_not_asked_for_again_until_the_look_is_over(look: OnceStore, elsewhere: DynamoStore) -> None:
    first = elsewhere.put(User("me", NOON))
    elsewhere.put(Connection("me", "strava", sealed="a"))
    assert look.load(User, "me") == first
    second = elsewhere.put(replace(first, ticked_at=NOON))
    names = [link.service for link in look.all(Connection, "me")]
    elsewhere.put(Connection("me", "spotify", sealed="b"))
    assert (look.load(User, "me"), look.load_each(User, [("me",)], User)) == (first, [first])
    assert [link.service for link in look.all(Connection, "me")] == names == ["strava"]
    assert (look.load(Connection, "me", "spotify"), look.load(Backfill, "me")) == (None, None), "nor what is not there"
    look.end()
    assert (look.load(User, "me"), len(look.all(Connection, "me"))) == (second, 2)


def test_whatever_is_written_meanwhile_ends_it(look: OnceStore, elsewhere: DynamoStore) -> None:
    """A save that fails must be decided anew on what is there."""
    mine = elsewhere.put(User("me", NOON))
    assert look.load(User, "me") == mine
    theirs = elsewhere.put(replace(mine, ticked_at=NOON))
    with pytest.raises(Conflict):
        look.put(replace(mine, rebuild_from=NOON))
    assert look.load(User, "me") == theirs


def test_what_is_expected_is_read_by_one_request_and_is_what_is_there(look: OnceStore, elsewhere: DynamoStore) -> None:
    mine = elsewhere.put(User("me", NOON))
    link = elsewhere.put(Connection("me", "strava", sealed="a"))
    with dynamo.requests_of(look) as asked:
        look.expect([(User, ("me",)), (Connection, ("me", "strava")), (Backfill, ("me",))])
        found = look.load(User, "me"), look.load(Connection, "me", "strava"), look.load(Backfill, "me")
    assert (found, asked) == ((mine, link, None), ["BatchGetItem 3"])


def test_a_list_that_is_read_page_by_page_is_never_remembered_half(look: OnceStore, elsewhere: DynamoStore) -> None:
    for number in range(1, 4):
        elsewhere.add([activity(number)])
    (newest,) = look.activities("me", limit=1)
    assert len(look.activities("me")) == 3
    assert look.activities("me", limit=1) == [newest]
