"""Several people in one daemon: each has their turn, and one whose service hangs delays nobody."""

import io
import json
import logging
import time
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.entrypoints.daemon.loop import Daemon
from sync.entrypoints.logs import JsonLine
from sync.sim.athlete import run
from tests.support.folders import a_run, fit_of
from tests.support.people import PeopleWorld, Somebody
from tests.support.world import HOUR

ON_ITS_WAY = (State.SUBMITTED, State.UPLOADED, State.ANNOTATED)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[PeopleWorld]:
    with PeopleWorld(tmp_path, seconds=12.0) as world:
        yield world


def ticks_until_sent(daemon: Daemon, people: list[Somebody], most: int, *, hangs: str = "") -> dict[str, int]:
    """By person: after how many ticks the run was on its way to Strava. Whoever does not hang is waited for."""
    found = dict[str, int]()
    for number in range(1, most + 1):
        daemon._tick()
        wait([turn for name, turn in daemon._turns.under_way().items() if name != hangs], timeout=60)
        for one in people:
            if one.name not in found and any(row.state in ON_ITS_WAY for row in one.rows()):
                found[one.name] = number
        people[0].world.clock.advance(60)
    return found


def test_a_second_person_added_by_command_is_ticked_beside_the_first(world: PeopleWorld) -> None:
    anna = world.add("anna", "garmin", "strava")
    daemon = Daemon(world.wired, now=world.clock.now, every=60.0)
    for number, one in enumerate((world.me, anna)):
        one.garmin.add(run(100 + number, world.now - HOUR, title=f"Run of {one.name}"))
    assert ticks_until_sent(daemon, [world.me, anna], 2) == {"me": 1, "anna": 1}
    for _ in range(3):
        daemon._tick()
        world.clock.advance(60)
    for one in (world.me, anna):
        assert [each.name for each in one.strava.alive()] == [f"Run of {one.name}"]
        assert [row.state for row in one.rows()] == [State.UPLOADED]


def test_three_people_one_with_a_hanging_garmin_and_the_others_runs_arrive_within_two_ticks(
    world: PeopleWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    """The third has music alone. A minute lasts two seconds here, and the hanging one's patience twelve."""
    world.add("listener", "lastfm")
    hanging = world.add("hanging", "garmin", "strava")
    world.plays(world.now - HOUR, HOUR / 2, "lastfm")
    daemon = Daemon(world.wired, now=world.clock.now, every=2.0)
    for number, one in enumerate((world.me, hanging)):
        one.garmin.add(run(100 + number, world.now - HOUR))
    hanging.garmin.inject("list", "timeout before the effect", times=20)
    began = time.monotonic()
    sent = ticks_until_sent(daemon, [world.me, hanging], 2, hangs="hanging")
    seconds = time.monotonic() - began
    heard = len(world.store.plays("listener", world.now - 2 * HOUR, world.now))
    with capsys.disabled():
        print(
            f"\nme: sent in tick {sent['me']}; listener: {heard} plays; two ticks: {seconds:.1f} s; "
            f"hanging: {hanging.garmin.count('list')} call, still under way"
        )
    assert sent.keys() == {"me"}
    assert heard > 0
    assert "hanging" in daemon._turns.under_way(), "nobody has waited for it"
    assert hanging.garmin.count("list") == 1, "it has no second turn while the first is under way"
    hanging.garmin.clear_faults()
    world.until(lambda: bool(hanging.strava.posts), daemon)
    assert [row.state in ON_ITS_WAY for row in hanging.rows()] == [True]


def test_somebody_with_a_folder_alone_has_their_run_within_two_ticks_beside_one_who_hangs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two looks, a minute apart, find a file unchanged: so much is the least."""
    folders = tmp_path / "runs"
    for name in ("me", "hanging", "listener", "walker"):
        (folders / name).mkdir(parents=True)
    with PeopleWorld(tmp_path / "world", seconds=12.0, RUNTRACK_FOLDER=f"{folders}/{{user}}") as world:
        hanging, walker = world.add("hanging", "garmin", "strava"), world.add("walker", "strava")
        world.add("listener", "lastfm")
        world.plays(world.now - HOUR, HOUR / 2, "lastfm")
        daemon = Daemon(world.wired, now=world.clock.now, every=2.0)
        for number, one in enumerate((world.me, hanging)):
            one.garmin.add(run(100 + number, world.now - HOUR))
        (folders / "walker" / "morning.fit").write_bytes(fit_of(a_run(world.now - HOUR)))
        hanging.garmin.inject("list", "timeout before the effect", times=20)
        began = time.monotonic()
        sent = ticks_until_sent(daemon, [world.me, walker, hanging], 2, hangs="hanging")
        seconds = time.monotonic() - began
        heard = len(world.store.plays("listener", world.now - 2 * HOUR, world.now))
        with capsys.disabled():
            print(
                f"\nme: sent in tick {sent['me']}; walker, a folder alone: in tick {sent['walker']}; listener, music "
                f"alone: {heard} plays; two ticks: {seconds:.1f} s; hanging: {hanging.garmin.count('list')} call"
            )
        assert sent.keys() == {"me", "walker"}
        assert [row.key.source for row in walker.rows()] == ["folder"]
        assert (len(walker.strava.posts), walker.garmin.counts()) == (1, {})
        assert heard > 0
        assert "hanging" in daemon._turns.under_way(), "nobody has waited for it"
        hanging.garmin.clear_faults()
        world.until(lambda: bool(hanging.strava.posts), daemon)


def test_a_line_of_the_log_says_whose_it_is(world: PeopleWorld) -> None:
    anna = world.add("anna", "garmin", "strava")
    for number, one in enumerate((world.me, anna)):
        one.garmin.add(run(100 + number, world.now - HOUR))
    lines = io.StringIO()
    handler, ours = logging.StreamHandler(lines), logging.getLogger("runtrack")
    handler.setFormatter(JsonLine())
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        ticks_until_sent(Daemon(world.wired, now=world.clock.now, every=60.0), [world.me, anna], 1)
    finally:
        ours.removeHandler(handler)
        ours.setLevel(before)
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    said = {(line["activity"], line.get("user", "")) for line in found if line["event"] == "found"}
    assert said == {("100", ""), ("101", "anna")}
