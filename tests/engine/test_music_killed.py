"""SIGKILL, and a whole second tick, at every port call while a run gets its soundtrack: the text stands once.

The run reached Strava by another way, with words of its owner: reading, saving the intent, writing and the look
afterwards all happen in one tick.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from sync.wiring import ME
from tests.engine.test_music_matrix import log_in_where_asked
from tests.support.engine.killed import Process, integrity, kill_at_service, points_of_a_full_run, run_and_kill
from tests.support.engine.watched import Watch, WatchedMusicWorld
from tests.support.world import DAY, HOUR, MINUTE, START, RefusingHosts

OVER_SOCKETS = True

SEED = int(os.environ["TEST_SEED"])
RUN = 900000001
OWN = "Mine\r\n👟"
AT_SERVICES = (("spotify", "recent"), ("lastfm", "recent"), ("strava", "activity"), ("strava", "update"))
ACTS = ("leaves", "put begins", "save begins", "add begins", "add_plays begins", "remove begins")


def prepared(folder: Path, heard: timedelta = 15 * MINUTE) -> WatchedMusicWorld:
    """The next tick finds the plays (of the run's first minutes), and the run due; what was before is of no interest
    here."""
    world = WatchedMusicWorld(folder, seconds=10.0, start=START - DAY)
    world.__enter__()
    world.strava.rotate = world.spotify.rotates = True
    world.connect("spotify", "lastfm")
    world.clock.set(START)
    world.log_in()
    world.tick()
    made = run(RUN, world.now - HOUR, elapsed=900, km=3.0, title="Morning Run")
    there = world.strava.add(made.start, made.elapsed, made.distance, name="Morning Run", description=OWN)
    world.garmin.add(made)
    world.tick()
    assert world.row(RUN).target_id == there
    world.clock.advance((16 * MINUTE).total_seconds())
    world.plays(made.start, heard, "spotify", "lastfm")
    return world


def troubles(world: WatchedMusicWorld, *, may_need_login: bool = False) -> list[str]:
    """Go on until nothing waits; everything that is not as it should be."""
    found = []
    for wait in (1, 3, 20, 20, 500):  # minutes
        world.tick()
        links = [world.connection(service) for service in ("spotify", "lastfm")]
        if any(link.login_needed for link in links) and not may_need_login:
            found.append("a login was needed")
        log_in_where_asked(world)
        world.clock.advance(wait * 60)
    row, (there,) = world.row(RUN), world.strava.alive()
    text = there.description or ""
    marks = (text.count("♫ "), text.count("— Runtrack #"))
    if not text.startswith(f"{OWN}\n\n♫ ") or marks != (1, 1):
        found.append(f"the description is {text!r}")
    if there.name != "Morning Run 🎵":
        found.append(f"the title is {there.name!r}")
    if (row.state, row.music.outcome) != (State.ANNOTATED, "complete"):
        found.append(f"the row is {row.state}, {row.music.outcome}: {row.reason}")
    plays = world.store.plays(ME, row.start - DAY, world.now)
    if len(plays) != 2 * len({play.ms for play in plays if play.source == "spotify"}):
        found.append(f"{len(plays)} plays are kept")
    if (verdict := integrity(world)) != "ok":
        found.append(verdict)
    return found


def points_of(folder: Path) -> list[str]:
    world = prepared(folder)
    try:
        return points_of_a_full_run(world, ticks=1)
    finally:
        world.__exit__()


def changes(points: list[str]) -> list[int]:
    return [number for number, name in enumerate(points, 1) if name.endswith(ACTS) or number == len(points)]


def a_third(points: list[str]) -> list[int]:
    return changes(points)[SEED % 3 :: 3]


def calls(points: list[str]) -> list[int]:
    return [number for number, name in enumerate(points, 1) if not name.endswith("is done") or number == len(points)]


HOW_MANY = pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(a_third, id="a third of the changes"),
        pytest.param(changes, id="every change", marks=pytest.mark.long),
        pytest.param(calls, id="every call", marks=pytest.mark.soak),
    ],
)


@HOW_MANY
def test_killed_while_a_run_gets_its_soundtrack(tmp_path: Path, chosen: Callable[[list[str]], list[int]]) -> None:
    points = points_of(tmp_path / "dry")
    assert [name for name in points if name.startswith("PUT ")] == ["PUT /api/v3/activities/12000000001 leaves"]
    bad = []
    for number in chosen(points):
        world = prepared(tmp_path / str(number))
        try:
            assert run_and_kill(world, number), f"point {number} ({points[number - 1]}) was not reached"
            bad += [f"{number} {points[number - 1]}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    assert bad == []


@pytest.mark.parametrize("effect", [False, True], ids=["before it is carried out", "after it was carried out"])
@pytest.mark.parametrize(("service", "endpoint"), AT_SERVICES)
def test_killed_while_a_request_of_the_soundtrack_is_under_way(
    tmp_path: Path, service: str, endpoint: str, effect: bool
) -> None:
    world = prepared(tmp_path)
    try:
        process = Process()
        kill_at_service(getattr(world, service), endpoint, process, effect=effect)
        assert run_and_kill(world, process=process)
        assert process.killed_at == [f"{service} {endpoint}"]
        assert troubles(world) == []
    finally:
        world.__exit__()


def test_songs_that_are_heard_of_after_a_killed_write_take_the_place_of_what_it_wrote(tmp_path: Path) -> None:
    """What it wrote is known for ours although nobody saw it stand: else it would be left alone as somebody's words."""
    world = prepared(tmp_path, heard=6 * MINUTE)
    try:
        process = Process()
        kill_at_service(world.strava, "update", process, effect=True)
        assert run_and_kill(world, process=process)
        (there,) = world.strava.alive()
        written = there.description or ""
        world.plays(world.row(RUN).start + 9 * MINUTE, 5 * MINUTE, "spotify", "lastfm", seed=2)
        world.clock.advance(20 * 60)  # both sources are asked before the run is looked at again
        assert troubles(world) == []
        (there,) = world.strava.alive()
        assert (there.description or "").count("\n") > written.count("\n") > OWN.count("\n")
    finally:
        world.__exit__()


@pytest.mark.parametrize("effect", [False, True], ids=["before it is carried out", "after it was carried out"])
def test_killed_while_spotify_renews_its_token(tmp_path: Path, effect: bool) -> None:
    """Only a kill between Spotify's answer and our save may cost a login, as Spotify rotates; never a play."""
    world = prepared(tmp_path)
    try:
        world.clock.advance((2 * HOUR).total_seconds())
        process = Process()
        kill_at_service(world.spotify, "token", process, effect=effect)
        assert run_and_kill(world, process=process)
        assert troubles(world, may_need_login=effect) == []
    finally:
        world.__exit__()


@pytest.mark.long
@HOW_MANY
def test_a_second_tick_at_any_port_call_of_the_first_writes_one_soundtrack(
    tmp_path: Path, chosen: Callable[[list[str]], list[int]]
) -> None:
    points = points_of(tmp_path / "dry")
    bad = []
    for number in chosen(points):
        world = prepared(tmp_path / str(number))
        world.watch = Watch(number, another_tick(world))
        world.restart()
        world.tick()
        bad += [f"{number} {points[number - 1]}: {trouble}" for trouble in troubles(world)]
        world.__exit__()
    assert bad == []


def another_tick(world: WatchedMusicWorld) -> Callable[[str], None]:
    """What a second process does at the present moment, from its start to its end."""

    def act(_: str) -> None:
        first, second = world.wired, world.build_watched(Watch(), RefusingHosts(world))
        world.wired = second
        try:
            world.tick()
        finally:
            world.wired = first
            second.close()

    return act
