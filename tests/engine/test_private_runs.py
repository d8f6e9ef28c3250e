"""What the source says of a run's privacy is kept, and decides where a person wants that."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run, triathlon
from tests.support.world import HOUR, World

SAID = "it is private on Garmin, and such runs are skipped"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, RUNTRACK_PRIVATE_RUNS="skip", RUNTRACK_ACTIVITY_TYPES="all") as world:
        yield world


@pytest.mark.parametrize("privacy", ["private", "public"])
def test_it_is_kept_on_the_row_and_decides_nothing_by_itself(tmp_path: Path, privacy: str) -> None:
    with World(tmp_path) as world:
        world.garmin.add(run(1, world.now - HOUR, privacy=privacy))
        world.until_quiet()
        assert (world.row(1).privacy, world.row(1).state) == (privacy, State.UPLOADED)


def test_a_list_that_says_nothing_of_it_harms_nothing(world: World) -> None:
    world.garmin.add(
        run(1, world.now - HOUR, omitted=frozenset({"privacy"})),
        run(2, world.now - 3 * HOUR, nulled=frozenset({"privacy"})),
    )
    world.until_quiet()
    assert [(world.row(n).privacy, world.row(n).state) for n in (1, 2)] == [("", State.UPLOADED)] * 2


def test_private_runs_are_skipped_where_a_person_wants_that(world: World) -> None:
    world.garmin.add(
        run(1, world.now - HOUR, privacy="private"),
        run(2, world.now - 3 * HOUR, privacy="public"),
        triathlon(3, world.now - 9 * HOUR, privacy="private"),
    )
    world.until_quiet()
    assert [(world.row(n).state, world.row(n).reason) for n in (1, 3)] == [(State.SKIPPED, SAID)] * 2
    assert world.row(2).state is State.UPLOADED
    assert world.garmin.downloads[1] == world.garmin.downloads[3] == 0
    assert len(world.strava.posts) == 1


def test_one_that_is_made_public_goes_out(world: World) -> None:
    hidden = [run(1, world.now - HOUR), triathlon(3, world.now - 9 * HOUR)]
    world.garmin.add(*hidden)
    world.ticks(2)
    assert {row.state for row in world.rows()} == {State.SKIPPED}
    world.garmin.add(*(replace(one, privacy="public") for one in hidden))
    world.ticks(2)
    world.until_quiet()
    assert world.row(1).state is State.UPLOADED
    assert world.row(1).privacy == "public"
    assert world.row(3).state is not State.SKIPPED or world.row(3).reason != SAID


def test_one_that_is_made_private_while_it_waits_is_skipped(tmp_path: Path) -> None:
    with World(tmp_path, RUNTRACK_PRIVATE_RUNS="skip", RUNTRACK_UPLOAD_DELAY_MINUTES="600") as world:
        shown = run(1, world.now - HOUR, privacy="public")
        world.garmin.add(shown)
        world.ticks(2)
        assert world.row(1).state is State.DISCOVERED
        world.garmin.add(replace(shown, privacy="private"))
        world.ticks(2)
        assert (world.row(1).state, world.row(1).reason) == (State.SKIPPED, SAID)
