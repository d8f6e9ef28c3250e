"""When Strava refuses the application, the login or the pace: nothing burnt, one notice, and it resumes."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from sync.adapters.tokens import Bundle
from sync.core.activity import State
from sync.core.budget import Budget
from sync.core.user import Connection
from sync.sim.athlete import run
from sync.sim.strava import Limits
from sync.wiring import ME
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.world import HOUR, MINUTE, START, World

RUN = 900000001


def some_runs(world: World, count: int = 1) -> list[int]:
    runs = [run(RUN + n, world.now - timedelta(hours=1, minutes=30 * n), km=2, every=10) for n in range(count)]
    world.garmin.add(*runs)
    return [r.garmin_id for r in runs]


def budget(world: World) -> Budget:
    found = world.store.load(Budget, "strava", world.strava.client_id)
    assert found is not None
    return found.at(world.now)


def scopes(world: World, *granted: str) -> None:
    """As a login would leave it for which the person ticked only these boxes."""
    given = world.strava.tokens(frozenset(granted))
    fields = {name: str(given[name]) for name in ("access_token", "refresh_token")}
    expires = datetime.fromtimestamp(float(given["expires_at"]), world.now.tzinfo)
    world.wired.keepers["strava"].save_login(ME, Bundle(fields, expires), world.now, scopes=granted, account="")


# -- the application ----------------------------------------------------------------------------------


def test_an_inactive_application_burns_no_attempt_and_is_probed_once_an_hour_until_it_is_back(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        ids = some_runs(world, 2)
        world.strava.inactive = True
        world.ticks(6 * 12, every=5 * MINUTE)
        assert world.strava.counts() == {"list": 6}
        assert [(r.state, r.attempt, r.tries) for r in world.rows()] == [(State.DISCOVERED, 0, 0)] * 2
        assert notified.messages == [
            "Strava has deactivated this API application. Since June 2026 the owner of the API "
            "application needs a paid Strava subscription. No run is lost; it is tried again every hour."
        ]
        assert notified.beats == 0
        world.strava.inactive = False
        world.ticks(14, every=5 * MINUTE)
        nothing_lost_nothing_doubled(world, ids)
        assert notified.titles == ["Runtrack needs you", "Runtrack: solved"]


def test_an_application_that_becomes_inactive_at_the_upload_leaves_the_run_unsent(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world)
        world.strava.inject("upload", "403")
        world.tick()
        row = world.row(RUN)
        assert (row.state, row.attempt, row.tries) == (State.DISCOVERED, 0, 0)
        world.ticks(15, every=5 * MINUTE)
        nothing_lost_nothing_doubled(world, ids)


def test_a_wrong_client_secret_is_the_applications_trouble_and_not_the_users_login(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        world.restart(STRAVA_CLIENT_SECRET="wrong")
        notified = keeping_notifier(world)
        world.clock.advance(7 * 3600)
        ids = some_runs(world)
        world.ticks(3)
        assert budget(world).inactive
        assert len(notified.messages) == 1
        assert "Strava does not accept this client id and secret" in notified.messages[0]
        world.restart(STRAVA_CLIENT_SECRET=world.strava.client_secret)
        world.ticks(14, every=5 * MINUTE)
        nothing_lost_nothing_doubled(world, ids)


# -- the login ----------------------------------------------------------------------------------------


def test_a_revoked_login_stops_every_call_to_strava_until_a_person_logs_in(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        ids = some_runs(world, 2)
        world.strava.revoke_all()
        reports = world.ticks(100)
        assert world.strava.counts() == {"list": 1, "token": 1}
        assert all(report.needs_person for report in reports)
        assert len(notified.messages) == 1
        assert "Run `runtrack login strava`" in notified.messages[0]
        assert [(r.state, r.attempt, r.tries) for r in world.rows()] == [(State.DISCOVERED, 0, 0)] * 2
        world.log_in_strava()
        world.ticks(2)
        nothing_lost_nothing_doubled(world, ids)
        assert notified.titles == ["Runtrack needs you", "Runtrack: solved"]


@pytest.mark.parametrize(
    ("granted", "calls"),
    [(("read", "activity:read_all"), {"list": 1, "upload": 1}), (("read", "activity:write"), {"list": 1})],
    ids=["not allowed to upload", "not allowed to list"],
)
def test_a_missing_permission_asks_for_a_login_once_and_is_not_refreshed(
    tmp_path: Path, granted: tuple[str, ...], calls: dict[str, int]
) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        scopes(world, *granted)
        ids = some_runs(world)
        world.ticks(30)
        assert world.strava.counts() == calls
        assert (world.row(RUN).state, world.row(RUN).attempt) == (State.DISCOVERED, 0)
        assert len(notified.messages) == 1
        assert "the consent lacks a permission that is needed" in notified.messages[0]
        world.log_in_strava()
        world.ticks(2)
        nothing_lost_nothing_doubled(world, ids)


def test_a_notice_that_could_not_be_sent_is_sent_an_hour_later(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        notified.works = False
        some_runs(world)
        world.strava.revoke_all()
        world.ticks(30)
        notified.works = True
        world.ticks(20)
        assert notified.messages == []
        world.ticks(20)
        assert len(notified.messages) == 1


# -- the rate limits ----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", ["all", "none"])
def test_our_count_of_calls_is_stravas_with_and_without_its_headers(
    tmp_path: Path, headers: Literal["all", "none"]
) -> None:
    """With them, the answer to an upload shows the reads as a lone comma."""
    with World(tmp_path, seconds=10) as world:
        world.strava.rate_headers = headers
        some_runs(world, 3)
        world.ticks(2)
        ours, theirs = budget(world), world.strava.buckets
        assert (ours.overall.quarter_used, ours.overall.day_used) == (theirs.quarter, theirs.day) == (7, 7)
        assert (ours.reads.quarter_used, ours.reads.day_used) == (theirs.read_quarter, theirs.read_day) == (4, 4)


def test_limits_that_differ_from_a_new_applications_are_learned_from_the_headers(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, strava={"limits": Limits(400, 4000, 200, 2000)}) as world:
        some_runs(world)
        world.ticks(2)
        assert (budget(world).overall.quarter_limit, budget(world).overall.day_limit) == (400, 4000)
        assert (budget(world).reads.quarter_limit, budget(world).reads.day_limit) == (200, 2000)


@pytest.mark.parametrize("headers", ["all", pytest.param("none", marks=pytest.mark.long)])
def test_a_limit_that_is_used_up_is_waited_for_and_never_run_into(
    tmp_path: Path, headers: Literal["all", "none"]
) -> None:
    """Forty runs under a new application's limits, with another program that takes most of them."""
    with World(tmp_path, seconds=10) as world:
        world.strava.rate_headers = "all"
        some_runs(world, 1)
        world.ticks(2)  # the headers have been seen once
        world.strava.rate_headers = headers
        if headers == "all":
            world.strava.spend(60)
        ids = some_runs(world, 40)
        world.ticks(36, every=2 * MINUTE)
        assert world.strava.refused_429 == 0
        assert {row.tries for row in world.rows()} == {0}
        nothing_lost_nothing_doubled(world, ids)


@pytest.mark.long
def test_a_tiny_daily_limit_is_waited_for_until_midnight_utc_and_never_run_into(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10, strava={"limits": Limits(200, 2000, 100, 12)}) as world:
        some_runs(world, 1)
        world.ticks(2)
        ids = some_runs(world, 20)
        world.ticks(70, every=HOUR)
        assert world.strava.refused_429 == 0
        nothing_lost_nothing_doubled(world, ids)


def test_after_a_429_strava_is_left_alone_until_the_next_quarter_hour(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world, 2)
        world.strava.inject("list", "429")
        world.ticks(1)
        assert budget(world).blocked_until == datetime(2026, 3, 14, 9, 15, 5, tzinfo=START.tzinfo)
        world.ticks(13)
        assert world.strava.counts() == {"list": 1}
        assert {(row.state, row.tries) for row in world.rows()} == {(State.DISCOVERED, 0)}
        world.ticks(4)
        nothing_lost_nothing_doubled(world, ids)


def test_after_a_429_with_the_day_used_up_strava_is_left_alone_until_midnight_utc(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world)
        world.strava.spend(1000)  # another program has used up the day's reads
        world.tick()
        assert world.strava.refused_429 == 1
        assert budget(world).blocked_until == datetime(2026, 3, 15, 0, 0, 5, tzinfo=START.tzinfo)
        world.ticks(18, every=HOUR)
        nothing_lost_nothing_doubled(world, ids)
        assert world.strava.refused_429 == 1


def test_a_connection_is_well_again_after_the_first_answer(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        ids = some_runs(world)
        world.strava.inject("list", "502 HTML")
        world.tick()
        away = world.store.load(Connection, ME, "strava")
        assert away is not None
        assert (away.unavailable_since, away.last_error) == (START, "strava: HTTP 502: a web page")
        world.ticks(5)
        back = world.store.load(Connection, ME, "strava")
        assert back is not None
        assert (back.unavailable_since, back.last_error) == (None, "")
        nothing_lost_nothing_doubled(world, ids)
