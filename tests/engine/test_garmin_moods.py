"""When Garmin refuses or blocks us: tokens are never thrown away, nobody logs in, and a pause costs no run."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import Connection
from sync.sim.athlete import run
from sync.sim.http import Fault
from sync.wiring import ME
from tests.support.engine.invariants import logins_asked_for, nothing_lost_nothing_doubled
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.world import DAY, HOUR, MINUTE, START, World

RUN = 900000001


def a_run(world: World) -> None:
    world.garmin.add(run(RUN, world.now - 2 * HOUR, km=2, every=10))


def connection(world: World) -> Connection:
    found = world.store.load(Connection, ME, "garmin")
    assert found is not None
    return found


def test_one_401_is_cured_by_one_refresh_and_nobody_hears_of_it(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        a_run(world)
        world.garmin.expire_access()
        world.ticks(2)
        assert (world.garmin.count("list"), world.garmin.count("refresh")) == (3, 1)
        assert (notified.messages, notified.beats) == ([], 0)
        nothing_lost_nothing_doubled(world, [RUN])


def test_a_dead_login_stops_every_call_to_garmin_until_a_person_logs_in(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        a_run(world)
        world.garmin.revoke_all()
        reports = world.ticks(100)
        assert world.garmin.counts() == {"list": 1, "refresh": 1}
        assert all(report.needs_person for report in reports)
        assert notified.messages == [
            "Garmin needs a login: garmin no longer accepts the stored login (invalid_grant). "
            "Run `runtrack login garmin`. Nothing is lost meanwhile."
        ]
        assert world.garmin.sso_touched == []
        world.log_in()
        world.ticks(2)
        assert notified.titles == ["Runtrack needs you", "Runtrack: solved"]
        nothing_lost_nothing_doubled(world, [RUN])


@pytest.mark.parametrize("status", [403, 427, 429])
def test_a_block_on_the_list_is_waited_for_with_the_tokens_untouched(tmp_path: Path, status: int) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        sealed = connection(world).sealed
        world.garmin.inject("list", Fault(str(status), status=status))
        world.ticks(15)
        assert world.garmin.counts() == {"list": 1}
        assert connection(world).blocked_until == START + 15 * MINUTE
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN])
        assert connection(world).sealed == sealed
        assert connection(world).blocked_until is None
        assert logins_asked_for(world) == set()


def test_garmins_retry_after_is_honoured(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.garmin.inject("list", Fault("429", status=429, retry_after="2400"))
        world.ticks(40)
        assert world.garmin.counts() == {"list": 1}
        world.ticks(3)
        nothing_lost_nothing_doubled(world, [RUN])


def test_a_retry_after_of_a_month_is_believed_for_a_day(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        world.garmin.inject("list", Fault("429", status=429, retry_after="2592000"))
        world.tick()
        assert connection(world).blocked_until == START + DAY


def test_a_blocked_token_desk_is_left_alone_twice_as_long_each_time(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.clock.advance(19 * 3600)
        world.garmin.inject("refresh", "429", times=5)
        begun, waits = world.now, list[timedelta]()
        for _ in range(5):
            world.tick()
            until = connection(world).blocked_until
            assert until is not None
            waits.append(until - world.now)
            world.clock.set(until)
        assert [wait / HOUR for wait in waits] == [2, 4, 8, 16, 24]
        a_run(world)
        world.ticks(2)
        assert world.garmin.count("refresh") == 6
        assert world.now - begun > 54 * HOUR
        nothing_lost_nothing_doubled(world, [RUN])


@pytest.mark.parametrize("fault", ["500", "502 HTML", "200 HTML", "204", "refused", "reset before the effect"])
def test_an_outage_of_a_day_never_asks_for_a_login_and_is_told_once(tmp_path: Path, fault: str) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        a_run(world)
        world.garmin.inject("list", fault, times=1000)
        world.ticks(96, every=15 * MINUTE)
        world.garmin.clear_faults()
        assert len(notified.messages) == 1
        assert notified.messages[0].startswith("Garmin has not answered since 14 Mar 09:00 UTC (garmin: ")
        world.ticks(2)
        assert notified.titles == ["Runtrack needs you", "Runtrack: solved"]
        nothing_lost_nothing_doubled(world, [RUN])
        assert logins_asked_for(world) == set()


def test_a_list_that_names_another_owner_is_refused_as_a_whole(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        stranger = run(RUN + 1, world.now - 4 * HOUR, km=2, every=10, owner_id=4711)
        world.garmin.add(stranger)
        reports = world.ticks(3)
        assert world.rows() == []
        assert len(reports[0].failed) == 1
        assert "Garmin's list holds activities of another account: nothing of it is used" in reports[0].failed[0]
        world.garmin.remove(RUN + 1)
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN])


@pytest.mark.parametrize("null_keys", [False, True], ids=["keys left out", "explicit nulls of 2021"])
def test_list_items_with_missing_or_null_keys_are_understood(tmp_path: Path, null_keys: bool) -> None:
    gone = frozenset({"activityName", "ownerId", "startTimeLocal", "manualActivity", "parent", "elapsedDuration"})
    with World(tmp_path, seconds=10) as world:
        world.garmin.null_keys = null_keys
        bare = run(RUN, world.now - 2 * HOUR, km=2, every=10)
        world.garmin.add(replace(bare, nulled=gone) if null_keys else replace(bare, omitted=gone))
        world.garmin.add(run(RUN + 1, world.now - 5 * HOUR, km=2, every=10))
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN, RUN + 1])


def test_an_item_that_cannot_be_read_stops_no_other(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        a_run(world)
        nothing = frozenset({"startTimeGMT", "beginTimestamp"})
        world.garmin.add(run(RUN + 1, world.now - 5 * HOUR, omitted=nothing))
        world.ticks(2)
        assert [row.state for row in world.rows()] == [State.UPLOADED]
        nothing_lost_nothing_doubled(world, [RUN])


def test_the_login_is_refreshed_daily_although_no_call_needs_it(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.garmin.access_seconds = 90 * 24 * 3600
        world.log_in()
        world.ticks(24 * 5, every=HOUR)
        assert world.garmin.count("refresh") == 4


def test_a_rotated_login_is_stored_before_the_call_that_needs_it_and_survives_its_failure(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.clock.advance(19 * 3600)
        world.garmin.inject("list", "500")
        world.tick()
        assert world.garmin.counts() == {"refresh": 1, "list": 1}
        world.restart()
        kept = world.wired.keepers["garmin"].usable(ME, world.now).fields
        assert kept["di_refresh_token"] == world.garmin.issued[-1]
        assert world.garmin.count("refresh") == 1
        world.clock.advance(19 * 3600)
        a_run(world)
        world.ticks(2)
        nothing_lost_nothing_doubled(world, [RUN])
        assert logins_asked_for(world) == set()
