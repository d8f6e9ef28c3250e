"""Many users, each with a turn every five minutes: Spotify is asked in each, and what says nothing new is not saved."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.music import Gap
from sync.core.user import Connection
from sync.ports import Store
from sync.wiring import ME
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE

TURN = 5 * MINUTE


class Counting:
    """A store that counts how often a connection is saved."""

    def __init__(self, store: Store) -> None:
        self._store, self.saves = store, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def put(self, document: object) -> object:
        self.saves += isinstance(document, Connection)
        return self._store.put(document)  # type: ignore[type-var]  # handed on as it came


def many_users(world: MusicWorld, **timing: timedelta) -> Counting:
    """As the batch function on AWS is wired."""
    app = world.wired.app
    counting = Counting(app.store)
    how = replace(app.timing, **({"turn": TURN, "note_every": HOUR} | timing))  # type: ignore[arg-type]  # whatever the test gives it
    world.wired = replace(world.wired, app=replace(app, store=counting, timing=how))  # type: ignore[arg-type]  # it hands on the rest by __getattr__
    return counting


def test_a_poll_that_brings_nothing_new_saves_nothing_but_once_an_hour(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        counting = many_users(world)
        world.ticks(2, every=TURN)
        counting.saves = 0
        before = world.spotify.count("recent")
        world.ticks(24, every=TURN)
        assert world.spotify.count("recent") - before == 24, "it is asked in each turn"
        links = len(world.store.all(Connection, ME))
        assert counting.saves <= 2 * 2 * links, "in two hours: that it was asked, and that it answered"


def test_no_play_is_missed_and_no_gap_made_up(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        many_users(world)
        heard = world.plays(world.now, 10 * HOUR)
        world.ticks(125, every=TURN)
        assert len(world.store.plays(ME, world.now - 24 * HOUR, world.now)) == len(heard)
        assert world.store.all(Gap, ME) == []


def test_after_a_long_wait_of_one_machine_the_next_turn_asks_at_once(tmp_path: Path) -> None:
    """The same row as before the move to many users: its next time is forgotten, not waited for."""
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        world.tick()
        assert world.connection("spotify").poll_at is not None
        many_users(world)
        world.clock.advance(400)
        world.tick()
        assert world.connection("spotify").poll_at is None
        world.ticks(3, every=TURN)
        assert world.spotify.count("recent") == 5


@pytest.mark.parametrize("fault", ["500", "429", "401"])
def test_a_source_in_trouble_is_asked_no_more_often_than_once_a_turn(tmp_path: Path, fault: str) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        many_users(world)
        world.tick()
        world.spotify.inject("recent", fault, times=99)
        world.clock.advance(300)
        before = world.spotify.count("recent")
        world.ticks(6, every=TURN)
        assert world.spotify.count("recent") - before <= 7


def test_sources_that_are_asked_less_often_still_wait_for_their_time(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("lastfm")
        many_users(world)
        world.ticks(24, every=TURN)
        assert 6 <= world.lastfm.count("recent") <= 10
