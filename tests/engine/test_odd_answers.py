"""One odd answer loses no run: what is "not there" is looked for again, and a person hears of it when it stays so."""

from itertools import pairwise
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.sim.athlete import run
from sync.sim.faults import Fault
from tests.support.engine.invariants import nothing_lost_nothing_doubled
from tests.support.engine.keeping_notifier import keeping_notifier
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE, START, World

RUN = 900000001
ODD = [Fault("404", status=404), Fault("204", status=204, how="empty"), Fault("403", status=403)]


def has_run(world: World, original: str = "fit") -> None:
    world.garmin.add(run(RUN, START - HOUR, km=2, every=10, original=original))


@pytest.mark.parametrize("fault", ODD, ids=lambda fault: fault.name)
@pytest.mark.parametrize("times", [1, 4])
def test_a_download_that_is_refused_a_few_times_loses_no_run(tmp_path: Path, fault: Fault, times: int) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        has_run(world)
        world.garmin.inject("download", fault, times)
        world.until_quiet()
        assert world.garmin.armed() == 0
        nothing_lost_nothing_doubled(world, [RUN])
        assert notified.messages == []


@pytest.mark.parametrize(
    ("original", "ends"),
    [("404", State.SKIPPED), ("204", State.SKIPPED), ("empty zip", State.SKIPPED), ("403", State.FAILED)],
)
def test_a_download_that_stays_refused_is_given_up_with_a_notice_and_retry_takes_it_up(
    tmp_path: Path, original: str, ends: State
) -> None:
    with World(tmp_path, seconds=10) as world:
        notified = keeping_notifier(world)
        has_run(world, original)
        begun = world.now
        world.until_quiet()
        asked = [(call.at - begun) / MINUTE for call in world.garmin.calls if call.endpoint == "download"]
        apart = [round(later - earlier) for earlier, later in pairwise(asked)]
        assert [minutes - wanted for minutes, wanted in zip(apart, (2, 10, 60, 24 * 60), strict=True)] == [0] * 4
        assert world.row(RUN).state is ends
        (message,) = notified.messages
        assert str(RUN) in message
        assert f"runtrack retry {RUN}" in message
        has_run(world)
        world.store.save(world.row(RUN).again(world.now, "a person asked for it"))
        world.until_quiet()
        nothing_lost_nothing_doubled(world, [RUN])
        assert len(notified.messages) == 2
        assert notified.messages[1].startswith("Solved")


def test_one_404_on_a_runs_texts_deletes_nothing(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        on_strava_with_music(world)
        world.strava.inject("activity", Fault("404", status=404))
        world.until_quiet()
        assert world.strava.armed() == 0
        assert world.row(RUN).state is State.ANNOTATED
        assert world.row(RUN).music.standing


def test_a_run_whose_texts_are_never_shown_but_that_the_list_has_is_left_alone_and_not_deleted(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        on_strava_with_music(world)
        world.strava.inject("activity", Fault("404", status=404), times=100)
        world.until_quiet()
        row = world.row(RUN)
        assert (row.state, row.music.outcome) == (State.ANNOTATED, "left alone")
        assert row.reason == "its soundtrack was not written: Strava lists it but does not show it to Runtrack"
        assert world.strava.counts()["activity"] == 5


def on_strava_with_music(world: MusicWorld) -> None:
    """A run that somebody else sent to Strava, with a song that is to be written into it."""
    world.connect("spotify")
    made = run(RUN, world.now - HOUR, every=600)
    world.garmin.add(made)
    world.strava.add(made.start, made.elapsed, made.distance)
    world.plays(world.now - HOUR, 20 * MINUTE)
    world.tick()
