"""A real SIGKILL at every port call while a run from a folder is met, read, sent and confirmed, alone and with the same
run on the watch: once on Strava, always."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.core.activity import State
from sync.core.folder import Fate
from tests.engine.test_sigkill import every_act, every_call
from tests.support.engine.killed import Process, integrity, kill_at_service, points_of_a_full_run, run_and_kill
from tests.support.engine.watched import WatchedWorld
from tests.support.folders import FolderWorld, a_run, fit_of, gpx_of
from tests.support.world import HOUR

OVER_SOCKETS = True


class Killed(WatchedWorld, FolderWorld):
    """A folder, and a process that is watched."""


def prepared(folder: Path, *, garmin: bool, checked: bool) -> Killed:
    """A world whose folder has just been given a run, and something that is none."""
    world = Killed(folder, garmin=garmin, seconds=10.0, strava={"duplicate_check": checked})
    world.__enter__()
    world.tick()
    activity = a_run(world.now - HOUR, every=600)
    world.put("run.fit", fit_of(activity))
    world.put("copy of run.fit", fit_of(activity))
    world.put("noise.fit", b"noise")
    if garmin:
        world.garmin.add(activity)
        world.put("run.gpx", gpx_of(activity))
    return world


def troubles(world: Killed) -> list[str]:
    """Go on with a fresh process until nothing waits; everything that is not as it should be."""
    world.clock.advance(60)
    world.ticks(4)
    world.until_quiet()
    world.ticks(2)
    found = [] if integrity(world) == "ok" else ["the database is damaged"]
    alive = world.strava.alive()
    if (len(alive), world.strava.ever) != (1, 1):
        found.append(f"{len(alive)} activities on Strava, {world.strava.ever} ever")
    rows = world.rows()
    if len(rows) != (3 if world._with_garmin else 1):
        found.append(f"{len(rows)} rows")
    found += [f"{row.key.short} is {row.state}: {row.reason}" for row in rows if row.state is not State.UPLOADED]
    found += [f"{row.key.short} is {row.target_id}" for row in rows if row.target_id != alive[0].id]
    fates = [world.fate(name).fate for name in ("run.fit", "copy of run.fit", "noise.fit")]
    return found if fates == [Fate.COPY, Fate.RUN, Fate.UNREADABLE] else [*found, f"{fates}"]


def killed_at_each(folder: Path, chosen: Callable[[list[str]], list[int]], **how: Any) -> list[str]:
    world = prepared(folder / "dry", **how)
    try:
        points = points_of_a_full_run(world)
    finally:
        world.__exit__()
    assert [name for name in points if name.endswith("/uploads leaves")] == ["POST /api/v3/uploads leaves"]
    assert len([name for name in points if name.startswith("source.original begins")]) >= 1
    bad, numbers = [], chosen(points)
    for number in numbers:
        world = prepared(folder / str(number), **how)
        try:
            assert run_and_kill(world, number), f"point {number} ({points[number - 1]}) was not reached"
            bad += [f"{number} {points[number - 1]}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    print(f"killed at {len(numbers)} of {len(points)} points: {len(bad)} wrong")
    return bad


@pytest.mark.parametrize("checked", [False, pytest.param(True, marks=pytest.mark.long)], ids=["check off", "check on"])
@pytest.mark.parametrize(
    "garmin", [False, pytest.param(True, marks=pytest.mark.long)], ids=["alone", "beside the watch"]
)
def test_killed_at_any_change_the_run_is_on_strava_once(tmp_path: Path, garmin: bool, checked: bool) -> None:
    assert killed_at_each(tmp_path, every_act, garmin=garmin, checked=checked) == []


@pytest.mark.long
@pytest.mark.parametrize("garmin", [False, True], ids=["alone", "beside the watch"])
def test_killed_at_any_port_call_the_run_is_on_strava_once(tmp_path: Path, garmin: bool) -> None:
    assert killed_at_each(tmp_path, every_call, garmin=garmin, checked=False) == []


@pytest.mark.parametrize("effect", [False, True], ids=["before it is carried out", "after it was carried out"])
@pytest.mark.parametrize("endpoint", ["list", "upload", "result"])
def test_killed_while_a_request_is_under_way(tmp_path: Path, endpoint: str, effect: bool) -> None:
    world = prepared(tmp_path, garmin=False, checked=False)
    try:
        process = Process()
        kill_at_service(world.strava, endpoint, process, effect=effect)
        assert run_and_kill(world, process=process)
        assert troubles(world) == []
    finally:
        world.__exit__()
