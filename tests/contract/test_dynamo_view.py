"""One tick's view of DynamoDB: the contract where it answers by itself, what it reads, and when it reads afresh."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.music import Gap, Sure
from sync.core.notice import Pending
from sync.core.user import Backfill, BackfillPhase, Connection, Notice, User
from sync.ports import Conflict
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_items import document_item
from sync.stores.dynamo_view import TickView
from tests.contract import test_store
from tests.support.contract import dynamo
from tests.support.contract.stores import Factory
from tests.support.contract.values import NOON, activity

MINUTE = timedelta(minutes=1)
ANSWERED_BY_THE_VIEW = ("due", "document", "conflict", "removing", "all_takes", "kinds", "slash", "save", "together")


@pytest.fixture
def factory() -> Factory:
    return Factory("dynamodb in a tick", dynamo.viewed, shared=True)


globals().update(
    {
        name: test
        for name, test in vars(test_store).items()
        if name.startswith("test_") and "racing" not in name and "survives" not in name
        if any(word in name for word in ANSWERED_BY_THE_VIEW)
    }
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[DynamoStore]:
    """Another worker, who sees everything at once."""
    opened = dynamo.opened(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def view(elsewhere: DynamoStore, tmp_path: Path) -> Iterator[TickView]:
    """Not begun yet."""
    opened = dynamo.viewed(tmp_path)
    opened.end()
    yield opened
    opened.close()


def settled(store: DynamoStore) -> None:
    """A user for whom there is nothing to do."""
    store.put(User("me", NOON))
    for service in ("garmin", "strava", "spotify", "lastfm"):
        store.put(Connection("me", service, "sealed"))
    store.put(Budget("strava", "12345"))
    store.put(Notice("me", "garmin login", "log in", NOON, pending=Pending.NOTHING))
    store.put(Backfill("me", NOON, NOON, NOON, phase=BackfillPhase.DONE))
    store.put(Connection("you", "garmin", "other"))
    store.add([activity(1, state=State.ANNOTATED, due=NOON + MINUTE), activity(2, due=None), activity(3, user="you")])


def test_all_that_an_idle_tick_asks_comes_from_two_requests(view: TickView, elsewhere: DynamoStore) -> None:
    settled(elsewhere)
    with dynamo.requests_of(view) as asked:
        view.begin("me", NOON, [("strava", "12345")])
    assert asked == ["BatchGetItem 4", "Query wake"]
    with dynamo.requests_of(view) as asked:
        assert [link.service for link in view.all(Connection, "me")] == ["garmin", "lastfm", "spotify", "strava"]
        assert [notice.problem for notice in view.all(Notice, "me")] == ["garmin login"]
        assert view.load(User, "me") == User("me", NOON, version=1)
        assert view.load(Connection, "me", "listenbrainz") is None
        assert view.load(Budget, "strava", "12345") == Budget("strava", "12345", version=1)
        assert view.load(Backfill, "me") is not None
        assert view.due(NOON, user="me", limit=9) == []
        assert view.routes_due(NOON, user="me", limit=9) == []
    assert asked == []


def test_runs_that_are_due_are_read_as_they_are_now(view: TickView, elsewhere: DynamoStore) -> None:
    elsewhere.add([activity(1), activity(2), activity(3)])
    view.begin("me", NOON)
    elsewhere.save(replace(activity(1), version=1, due=NOON + MINUTE))
    elsewhere.save(replace(activity(2), version=1, title="Tempo"))
    with dynamo.requests_of(view) as asked:
        found = view.due(NOON, user="me", limit=9)
    assert [(int(row.key.id), row.title, row.version) for row in found] == [(2, "Tempo", 2), (3, "Morning Run", 1)]
    assert asked == ["BatchGetItem 3"]


def test_what_the_tick_saves_is_seen_in_it(view: TickView, elsewhere: DynamoStore) -> None:
    elsewhere.add([activity(1), activity(2)])
    view.begin("me", NOON)
    view.add([activity(2), activity(3), activity(4, due=NOON + MINUTE)])
    view.save(replace(activity(1), version=1, due=NOON + MINUTE))
    view.save(replace(activity(2), version=1, due=None, route_due=NOON))
    assert [int(row.key.id) for row in view.due(NOON, user="me", limit=9)] == [3]
    assert [int(row.key.id) for row in view.routes_due(NOON, user="me", limit=9)] == [2]


def test_what_the_tick_saved_is_not_read_again(view: TickView, elsewhere: DynamoStore) -> None:
    mine = elsewhere.put(User("me", NOON))
    view.begin("me", NOON)
    with dynamo.requests_of(view) as asked:
        saved = view.put(replace(mine, source_owner=7))
        assert view.load(User, "me") == saved
        notice = view.put(Notice("me", "p", "", NOON))
        assert view.all(Notice, "me") == [notice]
    assert asked == ["PutItem", "PutItem"]


def test_a_change_made_elsewhere_ends_in_a_conflict_and_is_seen_from_then_on(
    view: TickView, elsewhere: DynamoStore
) -> None:
    mine = elsewhere.put(User("me", NOON))
    view.begin("me", NOON)
    elsewhere.put(replace(mine, ticked_at=NOON))
    stale = view.load(User, "me")
    assert stale == mine
    with pytest.raises(Conflict):
        view.put(replace(mine, source_owner=7))
    assert view.load(User, "me") == replace(mine, ticked_at=NOON, version=2)


def test_what_appears_elsewhere_is_seen_after_the_conflict_in_the_list_too(
    view: TickView, elsewhere: DynamoStore
) -> None:
    view.begin("me", NOON)
    theirs = elsewhere.put(Notice("me", "p", "theirs", NOON))
    assert view.all(Notice, "me") == []
    with pytest.raises(Conflict):
        view.put(Notice("me", "p", "mine", NOON))
    assert view.all(Notice, "me") == [theirs]


def test_a_connection_under_a_lease_is_read_afresh_each_time(view: TickView, elsewhere: DynamoStore) -> None:
    link = elsewhere.put(Connection("me", "garmin", "old"))
    view.begin("me", NOON)
    leased = view.put(replace(link, lease_owner="me", lease_until=NOON + MINUTE))
    login = elsewhere.put(replace(leased, sealed="a person logged in", lease_owner="", lease_until=None))
    assert view.load(Connection, "me", "garmin") == login
    with dynamo.requests_of(view) as asked:
        assert view.load(Connection, "me", "garmin") == login  # the lease is over: remembered again
    assert asked == []


def test_what_is_removed_in_the_tick_is_gone_and_can_come_back(view: TickView, elsewhere: DynamoStore) -> None:
    link = elsewhere.put(Connection("me", "lastfm", "old"))
    view.begin("me", NOON)
    view.remove(link)
    assert view.load(Connection, "me", "lastfm") is None
    assert view.all(Connection, "me") == []
    back = view.put(replace(link, version=0))
    assert view.all(Connection, "me") == [back]


def test_another_users_rows_and_a_later_time_are_asked_of_the_table(view: TickView, elsewhere: DynamoStore) -> None:
    view.begin("me", NOON)
    theirs = elsewhere.put(User("you", NOON))
    elsewhere.add([activity(1, due=NOON + MINUTE), activity(2, user="you")])
    assert view.load(User, "you") == theirs
    assert len(view.due(NOON + MINUTE, user="me", limit=9)) == 1
    assert len(view.due(NOON, user="you", limit=9)) == 1


def test_after_its_end_every_answer_is_fresh(view: TickView, elsewhere: DynamoStore) -> None:
    view.begin("me", NOON)
    mine = elsewhere.put(User("me", NOON))
    assert view.load(User, "me") is None
    view.end()
    assert view.load(User, "me") == mine


def test_gaps_do_not_grow_the_opening(view: TickView, elsewhere: DynamoStore) -> None:
    for number in range(3):
        elsewhere.put(Gap("me", "spotify", NOON + number * MINUTE, NOON, Sure.CERTAIN, "full page"))
    view.begin("me", NOON)
    with dynamo.requests_of(view) as asked:
        assert len(view.all(Gap, "me")) == 3
    assert asked == ["Query"]
    assert "wake" not in document_item(Gap("me", "spotify", NOON, NOON, Sure.CERTAIN, ""), 0)
    assert "wake" in document_item(Notice("me", "p", "", NOON), 0)
