"""What playlists are made of: songs for a number of steps a minute, the experiment's list, whole or not at all, and a
group's week.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.insights.experiment import Ran
from sync.core.music import Song
from sync.core.song_facts import Facts
from sync.engine.asks import experiment
from sync.engine.asks.group_refusals import NotJoined
from sync.engine.asks.own_playlists import (
    NoCadence,
    NoListNow,
    NoneFits,
    cadence_playlist,
    cadence_songs,
    experiment_playlist,
)
from sync.engine.asks.playlists import NotAllKnown, week_playlist
from sync.engine.experiment import experiment_of
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.support.contract.values import NOON
from tests.support.engine.group_of_friends import HILL, group, sends
from tests.support.engine.playlist_kinds import in_its_order, ran_to, shuffled
from tests.support.music import MusicWorld

MIX = [Song(one.title, one.artist, one.seconds, uri=one.uri) for one in SONGS[:8]]
NAMED = Song("Elsewhere", "Nobody")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", playlists=True)
        yield world


def test_each_number_of_steps_has_a_playlist_of_its_own_named_by_it(world: MusicWorld) -> None:
    ran_to(world, MIX[:3])
    assert cadence_playlist(world.wired.app, ME, 170, world.now).new
    assert cadence_playlist(world.wired.app, ME, 171, world.now).new
    first, second = world.spotify.made
    assert first.name == "My songs for 170 steps a minute"
    assert second.name == "My songs for 171 steps a minute"
    assert first.uris == second.uris == [one.uri for one in MIX[:3]]


def test_what_is_known_by_its_names_is_put_in_by_the_page_that_its_facts_have(world: MusicWorld) -> None:
    ran_to(world, [*MIX[:2], NAMED])
    assert cadence_playlist(world.wired.app, ME, 170, world.now).left_out == 1
    known = world.store.load(Facts, NAMED.key)
    assert known is not None
    world.store.put(replace(known, song=replace(NAMED, link=f"https://open.spotify.com/track/{MIX[5].uri[14:]}")))
    made = cadence_playlist(world.wired.app, ME, 170, world.now)
    assert (made.left_out, world.spotify.made[0].uris[-1]) == (0, MIX[5].uri)


@pytest.mark.parametrize("steps", [119, 221, 0, -170])
def test_steps_that_nobody_takes_are_refused(world: MusicWorld, steps: int) -> None:
    with pytest.raises(NoCadence):
        cadence_songs(world.wired.app, ME, steps)


def test_without_songs_that_fit_nothing_is_asked(world: MusicWorld) -> None:
    with pytest.raises(NoCadence):
        cadence_playlist(world.wired.app, ME, None, world.now)  # nobody counted any steps
    ran_to(world, MIX[:3])
    with pytest.raises(NoneFits):
        cadence_playlist(world.wired.app, ME, 140, world.now)
    with pytest.raises(NoListNow):
        experiment_playlist(world.wired.app, ME, world.now)
    assert world.spotify.counts() == {}


def test_after_a_run_the_playlist_is_the_next_list_in_its_own_order(world: MusicWorld) -> None:
    shuffled(world, MIX)
    experiment_playlist(world.wired.app, ME, world.now)
    first = list(world.spotify.made[0].uris)
    assert first == in_its_order(world, MIX)
    kept = experiment_of(world.wired.app, ME)
    assert kept is not None
    world.store.put(replace(kept, ran=(Ran(1, "1", NOON, 8),)))
    assert not experiment_playlist(world.wired.app, ME, world.now).new
    (there,) = world.spotify.made
    assert there.uris == in_its_order(world, MIX) != first
    assert sorted(there.uris) == sorted(first)
    experiment.end(world.wired.app, ME, world.now)
    with pytest.raises(NoListNow):
        experiment_playlist(world.wired.app, ME, world.now)


@pytest.mark.parametrize("lacks", [NAMED, replace(MIX[0], title="By another name")])
def test_a_list_with_a_hole_is_none(world: MusicWorld, lacks: Song) -> None:
    """One that is not known there, or that is another of the list by its id: what counts would end at it."""
    shuffled(world, [*MIX[:4], lacks])
    with pytest.raises(NotAllKnown) as met:
        experiment_playlist(world.wired.app, ME, world.now)
    assert (met.value.left_out, world.spotify.made) == (1, [])


def test_another_person_s_songs_are_none_of_it(world: MusicWorld) -> None:
    ran_to(world, MIX[:3])
    assert cadence_songs(world.wired.app, "somebody-else", 170).songs == ()


def test_a_groups_week_is_a_playlist_of_what_its_member_sees(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        group(world, ben=Learns.FIGURES)
        world.connect("spotify", playlists=True, user="ben")
        sends(world, "anna", "50a1", MIX[0])
        world.clock.advance(60)
        sends(world, "cleo", "50a2", NAMED)
        sends(world, "cleo", "50a3", MIX[1])
        made = week_playlist(world.wired.app, "ben", HILL, world.now)
        (there,) = world.spotify.made
        assert (there.name, there.uris) == ("Songs of the week: Hill runners", [MIX[1].uri, MIX[0].uri])
        assert (made.songs, made.left_out, made.new) == (2, 1, True)
        world.clock.advance(timedelta(days=7).total_seconds() - 30)
        sends(world, "anna", "50a4", MIX[2])
        assert week_playlist(world.wired.app, "ben", HILL, world.now).new is False
        assert there.uris == [MIX[2].uri, MIX[1].uri]
        with pytest.raises(NotJoined):
            week_playlist(world.wired.app, ME, HILL, world.now)
