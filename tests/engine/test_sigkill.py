"""A real SIGKILL at every port call of one full run, and while every request is under way: once on Strava, always."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.user import Connection
from sync.sim.athlete import run
from sync.sim.http import SimService
from sync.wiring import ME
from tests.support.engine.killed import Process, integrity, kill_at_service, points_of_a_full_run, run_and_kill
from tests.support.engine.watched import WatchedWorld
from tests.support.world import DAY, HOUR

OVER_SOCKETS = True

RUN = 900000001
SEED = int(os.environ.get("TEST_SEED", "0"))
PARTS, PAIRS = range(10), 500  # for each of the two Stravas: 10,000 pairs in all
AT_SERVICES = (
    ("garmin", "list"),
    ("garmin", "download"),
    ("garmin", "refresh"),
    ("strava", "token"),
    ("strava", "list"),
    ("strava", "upload"),
    ("strava", "result"),
)


def prepared(
    folder: Path, *, duplicate_check: bool, expired: bool = False, kind: type[WatchedWorld] = WatchedWorld
) -> WatchedWorld:
    """A world with one run that is not on Strava yet. `expired`: both logins have to be refreshed on the way."""
    world = kind(folder, seconds=10.0, strava={"duplicate_check": duplicate_check})
    world.__enter__()
    world.tick()  # the very first start is over: the since-date is fixed
    if expired:
        world.clock.advance(DAY.total_seconds() / 2 + 8 * 3600)
    world.garmin.add(run(RUN, world.now - HOUR, every=600))
    return world


def troubles(world: WatchedWorld, *, may_need_login: bool) -> list[str]:
    """Go on with a fresh process until nothing waits; everything that is not as it should be."""
    found = astray(world, may_need_login=may_need_login)
    return found if (verdict := integrity(world)) == "ok" else [*found, verdict]


def astray(world: WatchedWorld, *, may_need_login: bool) -> list[str]:
    """The same without a look into the database file."""
    world.clock.advance(60)
    world.tick()
    found = []
    if any(waits_for_login(world, service) for service in ("garmin", "strava")):
        if not may_need_login:
            found.append("a login was needed")
        world.log_in()
    world.until_quiet()
    world.ticks(2)
    row = world.row(RUN)
    (alive, ever) = len(world.strava.alive()), world.strava.ever
    if (alive, ever) != (1, 1):
        found.append(f"{alive} activities on Strava, {ever} ever")
    if (row.state, row.route) != (State.UPLOADED, "read"):
        found.append(f"the row is {row.state}, its route {row.route!r}: {row.reason}")
    return found


def waits_for_login(world: WatchedWorld, service: str) -> bool:
    connection = world.store.load(Connection, ME, service)
    return connection is not None and bool(connection.login_needed)


def every_call(points: list[str]) -> list[int]:
    """The number of the point before each call, and of the very last one. The point after a call would say nothing
    new: until the next call begins, the process touches nothing."""
    return [n for n, name in enumerate(points, 1) if not name.endswith("is done") or n == len(points)]


def every_act(points: list[str]) -> list[int]:
    """Only the calls that change something: from one of them to the next, a kill leaves the same world behind."""
    acts = ("leaves", "put begins", "save begins", "add begins", "remove begins", "delete begins")
    return [n for n, name in enumerate(points, 1) if name.endswith(acts) or n == len(points)]


def all_points(folder: Path, *, expired: bool) -> list[str]:
    world = prepared(folder, duplicate_check=True, expired=expired)
    try:
        return points_of_a_full_run(world)
    finally:
        world.__exit__()


@pytest.mark.parametrize(
    ("duplicate_check", "chosen"),
    [
        pytest.param(False, every_act, id="every change, duplicate check off"),
        pytest.param(False, every_call, id="every call, duplicate check off", marks=pytest.mark.long),
        pytest.param(True, every_act, id="every change, duplicate check on", marks=pytest.mark.long),
        pytest.param(True, every_call, id="every call, duplicate check on", marks=pytest.mark.soak),
    ],
)
def test_killed_at_any_port_call_the_run_is_on_strava_once(
    tmp_path: Path, duplicate_check: bool, chosen: Callable[[list[str]], list[int]]
) -> None:
    points = all_points(tmp_path / "dry", expired=False)
    assert len([name for name in points if name.startswith("POST ") and name.endswith("/uploads leaves")]) == 1
    bad = []
    for number in chosen(points):
        world = prepared(tmp_path / str(number), duplicate_check=duplicate_check)
        try:
            assert run_and_kill(world, number), f"point {number} ({points[number - 1]}) was not reached"
            bad += [f"{number} {points[number - 1]}: {trouble}" for trouble in troubles(world, may_need_login=False)]
        finally:
            world.__exit__()
    assert bad == []


@pytest.mark.long
def test_killed_around_the_refresh_of_a_login(tmp_path: Path) -> None:
    """Only a kill between the service's answer and our save may cost a login; never a run."""
    points = all_points(tmp_path / "dry", expired=True)
    refreshes = [number for number, name in enumerate(points, 1) if "oauth/token" in name]
    assert [points[number - 1] for number in refreshes] == [
        "POST /di-oauth2-service/oauth/token leaves",
        "POST /oauth/token leaves",
    ]
    bad = []
    for refresh in refreshes:
        for number in range(refresh - 4, refresh + 5):
            world = prepared(tmp_path / str(number), duplicate_check=False, expired=True)
            try:
                assert run_and_kill(world, number), f"point {number} ({points[number - 1]}) was not reached"
                at_risk = number == refresh + 1  # the service has answered, the save has not begun
                bad += [
                    f"{number} {points[number - 1]}: {trouble}" for trouble in troubles(world, may_need_login=at_risk)
                ]
            finally:
                world.__exit__()
    assert bad == []


@pytest.mark.parametrize("effect", [False, True], ids=["before it is carried out", "after it was carried out"])
@pytest.mark.parametrize(("service", "endpoint"), AT_SERVICES)
def test_killed_while_a_request_is_under_way(tmp_path: Path, service: str, endpoint: str, effect: bool) -> None:
    refresh = endpoint in ("token", "refresh")
    world = prepared(tmp_path, duplicate_check=False, expired=refresh)
    try:
        process = Process()
        simulator: SimService = getattr(world, service)
        kill_at_service(simulator, endpoint, process, effect=effect)
        assert run_and_kill(world, process=process)
        assert process.killed_at == [f"{service} {endpoint}"]
        assert troubles(world, may_need_login=refresh and effect) == []
    finally:
        world.__exit__()


@pytest.mark.soak
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("duplicate_check", [True, False], ids=["duplicate check on", "duplicate check off"])
def test_killed_twice_at_any_two_port_calls(tmp_path: Path, duplicate_check: bool, part: int) -> None:
    points = all_points(tmp_path / "dry", expired=False)
    dice = random.Random(f"{SEED} {duplicate_check} {part}")
    print(f"TEST_SEED={SEED}")
    bad = []
    for pair in range(PAIRS):
        first, second = dice.randint(1, len(points)), dice.randint(1, len(points))
        world = prepared(tmp_path / str(pair), duplicate_check=duplicate_check)
        try:
            assert run_and_kill(world, first)
            world.clock.advance(dice.choice((0, 60, 700)))
            run_and_kill(world, second)
            bad += [f"{first}, {second}: {trouble}" for trouble in troubles(world, may_need_login=False)]
        finally:
            world.__exit__()
    assert bad == []
