"""A function of the version before beside this one: each reads what the other wrote, and no run gets a second row.

That version knew a run by one number, Garmin's id or Strava's as a negative, and rewrote a row without what it did not
know. Its reading and writing of runs stands here as it was.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, fields, make_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sync.core.activity import Activity, Key, State
from sync.core.run_list import summary_of
from sync.core.user import Looked, User
from sync.ports import Conflict
from sync.sim.athlete import run
from sync.stores.codec import decode, encode
from sync.stores.dynamo import DynamoStore
from sync.stores.dynamo_errors import Item
from sync.stores.dynamo_items import partition, row_key, stamp
from sync.stores.dynamo_tables import LEDGER, USERS, Tables
from sync.wiring import ME
from tests.support.contract import dynamo
from tests.support.contract.values import activity
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.world import HOUR, MINUTE

RUN = 900000001


# -- the version before ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class OldKey:
    user: str
    garmin_id: int
    leg: int = 0


_KEPT = [field for field in fields(Activity) if field.name not in ("key", "forgotten")]
_ITS_NAMES = {"target_id": "strava_id"}
OldActivity: Any = make_dataclass(
    "OldActivity",
    [
        ("key", OldKey),
        *((_ITS_NAMES.get(each.name, each.name), Activity.__annotations__[each.name], copy(each)) for each in _KEPT),
    ],
    frozen=True,
)


def old_row(garmin_id: int, leg: int) -> str:
    return f"run#{f'p{garmin_id:019d}' if garmin_id >= 0 else f'n{10**19 + garmin_id:019d}'}#{leg:03d}"


def old_item(one: Any) -> Item:
    row, times = old_row(one.key.garmin_id, one.key.leg), {"due": one.due, "routeDue": one.route_due}
    item: Item = {
        **row_key(partition(one.key.user), row),
        "run": {"S": msgspec.json.encode(one).decode()},
        "state": {"S": one.state.value},
        "backfill": {"BOOL": one.backfill},
        "tries": {"N": str(one.tries)},
        "start": {"S": f"{stamp(one.start)}#{row}"},
        **{name: {"S": stamp(at)} for name, at in times.items() if at is not None},
    }
    waits = [item[name]["S"] for name in times if name in item]
    return item | ({"wake": {"S": min(waits)}} if waits else {})


def old_add(tables: Tables, one: Any) -> None:
    tables.save(LEDGER, old_item(replace(one, version=1)), 0, "a run", insert=True)


def old_load(tables: Tables, garmin_id: int, leg: int = 0, user: str = ME) -> Any:
    item = tables.get(LEDGER, row_key(partition(user), old_row(garmin_id, leg)))
    return msgspec.json.decode(item["run"]["S"], type=OldActivity) if item else None


def old_save(tables: Tables, one: Any) -> None:
    tables.save(LEDGER, old_item(replace(one, version=one.version + 1)), one.version, "a run", insert=False)


def old(new: Activity) -> Any:
    """What the version before would have made of it."""
    number = int(new.key.id) if new.key.source == "garmin" else -int(new.key.id)
    kept = {_ITS_NAMES.get(field.name, field.name): getattr(new, field.name) for field in _KEPT}
    return OldActivity(key=OldKey(new.key.user, number, new.key.leg), **kept)


# -- beside this one ------------------------------------------------------------------------------

FROM_GARMIN = replace(
    activity(RUN, leg=2, state=State.UPLOADED), target_id=77, multisport=True, failing_for=timedelta(seconds=90)
)
FROM_STRAVA = replace(activity(state=State.ANNOTATED, due=None), key=Key(ME, "strava", "12345"), target_id=12345)
FORGOTTEN = replace(FROM_STRAVA, elapsed=0.0, distance=0.0, offset=None, forgotten=True)
ROWS = [FROM_GARMIN, FROM_STRAVA, FORGOTTEN]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DynamoStore]:
    opened = dynamo.opened(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_version_before_is_read_listed_found_and_saved(store: DynamoStore, row: Activity) -> None:
    old_add(store.tables, old(row))
    expected = replace(row, version=1)
    assert store.activity(row.key) == expected
    assert store.activities(ME) == [expected]
    assert store.page(ME).runs == (summary_of(expected),)
    assert store.on_target(ME, row.target_id or 0) == [expected]
    assert store.known(ME, row.key.source, [row.key.id, "1"]) == {row.key.id}
    assert store.add([row]) == 0
    assert store.save(expected) == replace(row, version=2)


@pytest.mark.parametrize("row", ROWS)
def test_the_version_before_reads_a_row_of_this_one_and_each_goes_on_where_the_other_stopped(
    store: DynamoStore, row: Activity
) -> None:
    assert store.add([row]) == 1
    number, tables = old(row).key.garmin_id, store.tables
    seen = old_load(tables, number, row.key.leg)
    assert seen == replace(old(row), version=1)
    with pytest.raises(Conflict):
        old_add(tables, old(row))
    old_save(tables, replace(seen, title="Moved by the other"))
    with pytest.raises(Conflict):
        store.save(replace(row, version=1))
    mine = store.activity(row.key)
    assert mine == replace(row, title="Moved by the other", version=2)
    assert mine is not None
    store.save(replace(mine, title="And by this one"))
    with pytest.raises(Conflict):
        old_save(tables, seen)
    assert old_load(tables, number, row.key.leg).title == "And by this one"


def test_what_each_remembers_of_a_user_is_read_by_the_other_or_no_harm_to_it(store: DynamoStore) -> None:
    before = (
        '{"id":"me","since":"2026-03-07T09:00:30Z","newest":[900000001,900000002],"garmin_owner":7,'
        '"strava_looked_at":"2026-03-08T09:00:30Z","version":1}'
    )
    store.tables.save(USERS, {"userId": {"S": ME}, "doc": {"S": before}}, 0, "a user", insert=True)
    user = store.load(User, ME)
    assert user is not None
    assert (user.looks, user.source_owner, user.target_looked_at) == ((), 7, user.since + timedelta(days=1))
    store.put(replace(user, looks=(Looked("garmin", newest_ids=("900000001",)),), source_owner=8))
    item = store.tables.get(USERS, {"userId": {"S": ME}})
    assert item is not None
    old_user: Any = make_dataclass(
        "OldUser", [("id", str), ("strava_looked_at", str), ("newest", tuple[int, ...], ()), ("garmin_owner", int, 0)]
    )
    seen = msgspec.json.decode(item["doc"]["S"], type=old_user)
    assert seen == old_user(ME, "2026-03-08T09:00:30Z", garmin_owner=8)


def test_a_text_that_looks_like_the_name_of_a_field_stays_as_it_is() -> None:
    row = replace(FROM_GARMIN, title='"strava_id":1,"target_id":', reason='{"garmin_owner":')
    assert decode(encode(row), Activity) == row


def test_where_both_work_by_turns_no_run_is_lost_or_doubled(tmp_path: Path) -> None:
    """After each tick every row is as the version before would have left it."""
    ids = [RUN + number for number in range(4)]
    with DynamoWorld(tmp_path, strava={"duplicate_check": False}) as world:
        tables = dynamo.Shared(world.prefix, dynamodb=dynamo.enter(world.prefix))
        for number, id in enumerate(ids):
            world.garmin.add(run(id, world.now - HOUR + number * 10 * MINUTE, km=1))
            world.tick()
            for row in DynamoStore(tables).activities(ME):
                old_save(tables, old(row))
            world.clock.advance(60)
        world.ticks(5)
        nothing_lost_nothing_doubled(world, ids)
        assert all(row.key.source == "garmin" for row in DynamoStore(tables).activities(ME))
        tables.close()
