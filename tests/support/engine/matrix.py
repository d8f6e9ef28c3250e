"""Every fault at every endpoint that the sync uses, and what each cell may end in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sync.core.activity import State
from sync.core.user import Connection
from sync.sim.athlete import run
from sync.sim.http import FAULTS, SimService
from sync.wiring import ME
from tests.support.engine.invariants import logins_asked_for, nothing_lost_nothing_doubled
from tests.support.engine.secret_watch import leaks, listening
from tests.support.world import DAY, HOUR, START, World

Service = Literal["garmin", "strava"]

ENDPOINTS: tuple[tuple[Service, str], ...] = (
    ("garmin", "list"),
    ("garmin", "download"),
    ("garmin", "refresh"),
    ("strava", "token"),
    ("strava", "list"),
    ("strava", "upload"),
    ("strava", "result"),
)
"""The rows. A test holds them against the call log of a full run."""

AFTER_THE_EFFECT = tuple(name for name, fault in FAULTS.items() if fault.effect)
QUICK, SLOW = 2.0, 540.0
"""Seconds that Strava takes over a file. Without its duplicate check it must only be faster than the settle time: the
slowest that is allowed makes every send that comes too early a double."""
FIRST, SECOND = 900000001, 900000002


@dataclass(frozen=True)
class Ending:
    """What a cell may end in besides "both runs are on Strava once, and nobody was asked for anything"."""

    login: bool = False  # a person has to log in to the endpoint's service, and does


FINE = Ending()
LOGIN = Ending(login=True)


def ending(service: Service, endpoint: str, fault: str, times: int) -> Ending:
    """The exceptions, each with its reason; every other cell is `FINE`."""
    if endpoint in ("refresh", "token") and fault in AFTER_THE_EFFECT:
        return LOGIN  # the old refresh token is dead and the new one was never received: nothing but a login helps
    if endpoint not in ("refresh", "token") and fault == "401" and times > 1:
        return LOGIN  # refused again right after a refresh that worked
    return FINE


def play(
    folder: Path,
    service: Service,
    endpoint: str,
    fault: str,
    *,
    times: int,
    checked: bool,
    kind: type[World] = World,
) -> None:
    """One cell: two runs are synced from expired access tokens, and the endpoint's first calls meet the fault.

    Asserts that each injected fault really happened, that the cell ends as the table says, and that no secret shows."""
    expected = ending(service, endpoint, fault, times)
    patience = 0.4 if FAULTS[fault].slow else 10.0
    with listening() as heard, kind(folder, seconds=patience, start=START - DAY, strava=strava_that(checked)) as world:
        world.strava.rotate = True  # the harsher Strava: each refresh ends the token it used
        world.clock.set(START)
        meets = world.garmin if service == "garmin" else world.strava
        meets.inject(endpoint, fault, times)
        runs = [FIRST, SECOND]
        world.garmin.add(*(run(garmin_id, world.now - garmin_id % 10 * HOUR, km=1, every=20) for garmin_id in runs))
        work(world, runs)
        while (missing := times - happened(meets, endpoint, fault)) > 0:  # its effect has spared the call: more runs
            meets.inject(endpoint, fault, missing - meets.armed())
            runs.append(runs[-1] + 1)
            world.garmin.add(run(runs[-1], world.now - 10 * (runs[-1] % 10) * HOUR, km=1, every=20))
            expire(world, endpoint)
            work(world, runs)
        assert (happened(meets, endpoint, fault), meets.armed()) == (times, 0)
        assert logins_asked_for(world) == ({service} if expected.login else set())
        assert not world.garmin.sso_touched
        assert meets.strays == []
        spoiled = {int(row.key.id) for row in world.rows(State.FAILED, State.SKIPPED, State.DELETED)}
        assert not spoiled
        nothing_lost_nothing_doubled(world, runs)
        assert leaks(world, heard) == []


def strava_that(checks: bool) -> dict[str, Any]:
    """How Strava is set up with and without its duplicate check; see `SLOW`."""
    return {"duplicate_check": checks, "processing_seconds": QUICK if checks else SLOW}


def work(world: World, runs: list[int]) -> None:
    """Tick until every run has an end; log in when a person is asked to. Slower and slower, up to 10 min a tick."""
    end, step = world.now + 4 * DAY, 60.0
    while world.now < end:
        world.tick()
        log_in_where_asked(world)
        rows = world.rows()
        if len({int(row.key.id) for row in rows}) == len(runs) and all(row.due is None for row in rows):
            return
        world.clock.advance(step)
        step = min(step * 1.5, 600.0)
    raise AssertionError(f"still waiting: {[(a.key.short, a.state, a.reason) for a in world.rows() if a.due]}")


def log_in_where_asked(world: World) -> None:
    for service in ("garmin", "strava"):
        connection = world.store.load(Connection, ME, service)
        if connection is not None and connection.login_needed:
            world.log_in() if service == "garmin" else world.log_in_strava()


def expire(world: World, endpoint: str) -> None:
    """Let the clock run past the access tokens' lives, so that the next call needs a refresh."""
    if endpoint in ("refresh", "token"):
        world.clock.advance(DAY.total_seconds())


def happened(service: SimService, endpoint: str, fault: str) -> int:
    return sum(1 for call in service.calls if (call.endpoint, call.fault) == (endpoint, fault))
