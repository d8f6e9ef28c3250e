"""The shuffle experiment is begun of one's own songs, its runs are known by their songs, and it is analysed apart."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.insights.experiment import SHUFFLE, Experiment
from sync.core.insights.findings import Effect, Lack
from sync.core.insights.kept import Insights
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.engine import insights_made
from sync.engine.asks.experiment import NoLists, UnderWay, begin, end
from sync.engine.experiment import experiment_of
from sync.engine.insights import insights_of, start_over
from sync.wiring import ME
from tests.insights.test_experiment import SONGS, run
from tests.support.insights.lists import follow
from tests.support.world import DAY, HOUR, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A runner who has run to twenty songs."""
    with World(tmp_path, seconds=10) as world:
        for one in SONGS:
            world.store.put(Facts(f"uri:{one.title}", Song(one.title, one.artist), bpm=one.tempo))
        world.store.put(replace(run(-9, *SONGS), began=world.now - DAY))
        yield world


def made(world: World) -> Insights:
    insights_made.make(world.wired.app, ME, world.now + 90 * DAY, 60.0)
    found = world.store.load(Insights, ME, SHUFFLE)
    assert found is not None
    return found


def effect(of: Insights) -> Effect:
    assert of.findings is not None
    found = of.findings.features[0].in_all.effect
    assert found is not None
    return found


def test_an_effect_that_is_there_is_found_and_none_is_not(world: World) -> None:
    begun = begin(world.wired.app, ME, 7, world.now)
    assert set(begun.songs) == set(SONGS)
    follow(world.store, begun, 24, effect=-2.0)
    there = effect(made(world))
    assert there.claimed
    assert there.low <= -2.0 <= there.high
    assert there.runs == 24
    kept = experiment_of(world.wired.app, ME)
    assert kept is not None
    assert [one.number for one in kept.ran] == list(range(1, 25))
    assert kept.next_number == 25


def test_without_an_effect_nothing_is_claimed(world: World) -> None:
    follow(world.store, begin(world.wired.app, ME, 7, world.now), 24, effect=0.0)
    assert not effect(made(world)).claimed


def test_a_few_runs_are_counted_and_say_nothing(world: World) -> None:
    follow(world.store, begin(world.wired.app, ME, 7, world.now), 6, effect=-9.0)
    found = made(world).findings
    assert found is not None
    first = found.features[0].in_all.missing[0]
    assert (first.lack, first.have, first.need) == (Lack.RUNS, 6, 20)


def test_all_runs_stay_in_the_insights_of_all_runs(world: World) -> None:
    follow(world.store, begin(world.wired.app, ME, 7, world.now), 6, effect=0.0)
    made(world)
    all_runs = insights_of(world.wired.app, ME)
    assert all_runs is not None
    assert all_runs.findings is not None
    assert all_runs.findings.runs == 7  # and the one before


def test_there_is_one_at_a_time_and_what_was_found_stays_when_it_ends(world: World) -> None:
    app = world.wired.app
    follow(world.store, begin(app, ME, 7, world.now), 6, effect=0.0)
    with pytest.raises(UnderWay):
        begin(app, ME, 8, world.now)
    ended = end(app, ME, world.now + 3 * DAY + HOUR)
    assert ended is not None
    assert ended == end(app, ME, world.now + 9 * DAY)
    found = made(world).findings
    assert found is not None
    assert found.runs == 3  # those that began before its end
    assert begin(app, ME, 8, world.now + 9 * DAY).ran == ()
    assert world.store.load(Insights, ME, SHUFFLE) is None


def test_without_songs_of_ones_own_none_is_begun(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        with pytest.raises(NoLists) as refused:
            begin(world.wired.app, ME, 7, world.now)
        assert [(one.lack, one.have) for one in refused.value.missing] == [(Lack.SONGS, 0)]
        assert end(world.wired.app, ME, world.now) is None
        assert world.store.all(Experiment, ME) == []


def test_it_goes_with_the_plays_that_its_lists_were_made_of(world: World) -> None:
    begin(world.wired.app, ME, 7, world.now)
    made(world)
    start_over(world.wired.app, ME, world.now)
    assert experiment_of(world.wired.app, ME) is None
    assert world.store.load(Insights, ME, SHUFFLE) is None
