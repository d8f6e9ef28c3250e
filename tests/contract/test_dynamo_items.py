"""How values lie in DynamoDB: keys that sort and come back, dates as ISO-8601, long and strange names, what expires."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.activity import Activity, Key
from sync.core.document_kinds import key_of
from sync.core.music import Play, Song
from sync.core.notice import Pending
from sync.core.song_facts import Facts
from sync.core.user import Connection, Notice, User
from sync.ports import Conflict
from sync.stores.codec import decode, encode
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_items import (
    FIRST_TIME,
    NO_TIME,
    document_item,
    partition,
    play_range,
    run_item,
    run_of,
    run_row,
    stamp,
)
from sync.stores.dynamo_tables import KEYS
from sync.stores.dynamo_view import TickView
from tests.support.contract import dynamo, values
from tests.support.contract.values import NOON, activity, play

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
numbers = st.integers(0, 2**53)
moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC)) | values.times


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DynamoStore]:
    opened = dynamo.opened(tmp_path)
    yield opened
    opened.close()


# -- keys -----------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(st.lists(numbers, min_size=2), st.integers(0, 9))
def test_runs_of_garmin_sort_by_their_number(ids: list[int], leg: int) -> None:
    assert [run_row("garmin", str(one), leg) for one in sorted(ids)] == sorted(
        run_row("garmin", str(one), leg) for one in ids
    )


@settings(max_examples=200, deadline=None)
@given(values.keys, values.keys)
def test_no_two_runs_stand_in_one_place(one: Key, other: Key) -> None:
    places = {run_row(key.source, key.id, key.leg) for key in (one, other)}
    assert len(places) == len({(key.source, key.id, key.leg) for key in (one, other)})


def test_a_runs_key_can_be_read_by_a_person() -> None:
    assert run_row("garmin", "900000001", 2) == "run#p0000000000900000001#002"
    assert run_row("strava", "12", 0) == "run#n9999999999999999988#000"
    assert run_row("folder", "ab12", 0) == "run#folder#ab12#000"


@settings(max_examples=300, deadline=None)
@given(moments, moments)
def test_times_sort_as_texts_of_one_width(one: datetime, other: datetime) -> None:
    assert (one < other) == (stamp(one) < stamp(other))
    assert NO_TIME < FIRST_TIME < stamp(one)
    assert len(stamp(one)) == len("2026-03-14T12:00:00.000000Z")
    assert datetime.fromisoformat(stamp(one)) == one


@settings(max_examples=200, deadline=None)
@given(values.plays, values.plays)
def test_two_plays_have_one_key_only_if_they_are_one(one: Play, other: Play) -> None:
    keys = [play_range(p.ms, p.source, p.song.key) for p in (one, other)]
    same = (one.ms, one.source, one.song.key) == (other.ms, other.source, other.song.key)
    assert (keys[0] == keys[1]) == same
    if one.ms != other.ms:
        assert (one.ms < other.ms) == (keys[0] < keys[1])


@pytest.mark.parametrize("user", ["", "#Facts", "#Budget", "~", "~me", "me", "m#e"])
def test_every_user_has_a_partition_of_its_own_that_is_no_kinds(user: str) -> None:
    assert partition(user)
    assert not partition(user).startswith("#")
    assert partition(user).removeprefix("~" if user[:1] in ("", "#", "~") else "") == user


def test_songs_with_endless_names_are_told_apart(store: DynamoStore) -> None:
    def endless(end: str) -> Song:
        return Song("ö" * 3000 + end, "a")

    plays = [Play("me", "lastfm", NOON, endless(end)) for end in ("1", "2")]
    assert store.add_plays(plays) == plays
    assert store.add_plays(plays) == []
    assert store.plays("me", NOON, NOON) == plays
    facts = [store.put(Facts(endless(end).key, endless(end))) for end in ("1", "2")]
    assert [store.load(Facts, one.id) for one in facts] == facts


# -- values ---------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(values.activities | values.plays)
def test_dates_in_documents_are_iso_8601_and_come_back_to_the_microsecond(value: Any) -> None:
    text = encode(value)
    times = [value.start, value.due, value.sent_at] if isinstance(value, Activity) else [value.played_at]
    names = ["start", "due", "sent_at"] if isinstance(value, Activity) else ["played_at"]
    for at, name in zip(times, names, strict=True):
        written = json.loads(text)[name]
        assert (written is None) if at is None else ISO.fullmatch(written)
        assert at is None or datetime.fromisoformat(written) == at
    assert decode(text, type(value)) == value


@settings(max_examples=100, deadline=None)
@given(values.activities)
def test_a_run_as_an_item_has_the_columns_of_its_body(row: Activity) -> None:
    item = run_item(row)
    assert run_of(item) == row
    assert ("due" in item) == (row.due is not None)
    assert ("routeDue" in item) == (row.route_due is not None)
    waits = [at for at in (row.due, row.route_due) if at is not None]
    assert ("wake" in item) == bool(waits)
    if waits:
        assert datetime.fromisoformat(item["wake"]["S"]) == min(waits)
    assert all("" not in kind.values() for name, kind in item.items() if name != "run")


@settings(max_examples=25, deadline=None)
@given(values.activities, values.documents)
def test_whatever_is_stored_comes_back(row: Activity, document: Any) -> None:
    store = dynamo.opened(Path("round trips"))
    try:
        store.add([row])
        assert store.activity(row.key) == replace(row, version=1)
        saved = store.put(document)
        assert store.load(type(document), *key_of(document)) == saved
        assert store.all(type(document)) == [saved]
    finally:
        store.close()


@settings(max_examples=100, deadline=None)
@given(values.documents)
def test_every_key_attribute_is_a_text_that_is_not_empty(document: Any) -> None:
    item = document_item(document, 0)
    keys = [name for names in KEYS.values() for name in names if name in item]
    assert [name for name in [*keys, "wake"] if name in item and not 0 < len(item[name]["S"].encode()) <= 1024] == []


# -- the definitions ------------------------------------------------------------------------------


def test_the_stores_keys_are_those_of_the_terraform_file() -> None:
    defined = {
        one["TableName"]: tuple(key["AttributeName"] for key in one["KeySchema"]) for one in dynamo.definitions("")
    }
    assert defined == KEYS


def test_every_table_is_protected_recoverable_and_paid_by_request() -> None:
    for table in dynamo.resources().values():
        assert table["deletion_protection_enabled"] == "${var.protect}"
        assert table["point_in_time_recovery"] == [{"enabled": True}]
        assert table["billing_mode"] == "PAY_PER_REQUEST"
        assert table["name"].startswith("${local.prefix}")
    assert dynamo.resources()["ledger"]["ttl"] == [{"attribute_name": "expires", "enabled": True}]


def test_an_environments_prefix_keeps_its_rows_apart(tmp_path: Path) -> None:
    one, other = dynamo.opened(tmp_path / "production"), dynamo.opened(tmp_path / "dev")
    one.put(User("me", NOON))
    assert (one.users(), other.users()) == (["me"], [])
    one.close()
    other.close()


# -- what expires ---------------------------------------------------------------------------------

CLOSED = Notice("me", "garmin login", "log in", NOON, closed_at=NOON, pending=Pending.NOTHING)


def test_a_notice_long_closed_counts_as_absent_before_aws_deletes_it(tmp_path: Path) -> None:
    clock = [1_000_000_000.0]
    store = dynamo.opened(tmp_path, clock=lambda: clock[0])
    saved = store.put(CLOSED)
    lasting = store.put(replace(CLOSED, problem="other", closed_at=None))
    clock[0] += timedelta(days=90).total_seconds() - 1
    assert store.all(Notice, "me") == [saved, lasting]
    clock[0] += 1
    assert store.load(Notice, "me", "garmin login") is None
    assert store.all(Notice, "me") == store.all(Notice) == [lasting]
    assert TickView(store.tables).begin("me", NOON).all(Notice, "me") == [lasting]
    with pytest.raises(Conflict):
        store.put(replace(saved, text="late"))  # on top of what is gone
    assert store.put(CLOSED).version == 1
    store.close()


@pytest.mark.parametrize("notice", [replace(CLOSED, closed_at=None), replace(CLOSED, pending=Pending.OVER)])
def test_a_notice_that_is_open_or_still_to_be_sent_never_expires(notice: Notice) -> None:
    assert "expires" not in document_item(notice, 0)


# -- beyond the contract --------------------------------------------------------------------------


def test_users_are_named_for_the_fan_out(store: DynamoStore) -> None:
    for user in ("you", "me", "#strange"):
        store.put(User(user, NOON))
    store.put(Connection("nobody", "strava", ""))
    assert store.users() == ["#strange", "me", "you"]


def test_runs_are_known_by_source_and_id(store: DynamoStore) -> None:
    def of(source: str, id: str, user: str = "me", leg: int = 0) -> Activity:
        return replace(activity(), key=Key(user, source, id, leg))

    store.add(
        [of("strava", "5"), of("garmin", "7"), of("strava", "6", "you"), of("folder", "ab"), of("folder", "b", leg=1)]
    )
    assert store.known("me", "strava", ["4", "5", "6", "7"]) == {"5"}
    assert store.known("me", "garmin", ["4", "5", "6", "7"]) == {"7"}
    assert store.known("me", "folder", ["a", "ab", "abc", "b"]) == {"ab", "b"}


def test_next_due_is_found_behind_routes_that_wait_longer(store: DynamoStore) -> None:
    minute = timedelta(minutes=1)
    store.add(
        [
            replace(activity(1, due=NOON + 9 * minute), route_due=NOON),
            replace(activity(2, due=None), route_due=NOON + minute),
            activity(3, due=NOON + 5 * minute),
            replace(activity(4, due=NOON + 2 * minute), route_due=NOON + 3 * minute),
            activity(5, due=NOON + 4 * minute),
        ]
    )
    assert store.next_due("me") == NOON + 2 * minute


def test_plays_years_apart_are_looked_for_without_reading_all_that_lies_between(store: DynamoStore) -> None:
    year = timedelta(days=365)
    known = [play(NOON - year), play(NOON)]
    store.add_plays(known)
    with dynamo.requests_of(store) as asked:
        assert store.add_plays([*known, play(NOON, "new")]) == [play(NOON, "new")]
    assert asked == ["Query", "Query", "BatchWriteItem 1"]
