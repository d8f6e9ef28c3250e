"""A process that dies, and a second whole tick, at every change of the tick that sees a friend's song: seen, once."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sync.core.friends import Learns
from sync.core.song_share import Share, ShareState
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.engine.test_music_killed import another_tick
from tests.support.engine.dynamo_world import DynamoMusicWorld
from tests.support.engine.two_friends import befriend, listen, sends, share_of, told_of
from tests.support.engine.watched import Crash, Watch, WatchedMusicWorld
from tests.support.world import MINUTE

ACTS = ("put begins", "save begins", "add begins", "add_plays begins", "put_item begins", "batch_write_item begins")
WORLDS = pytest.mark.parametrize(
    "kind", [WatchedMusicWorld, pytest.param(DynamoMusicWorld, marks=pytest.mark.long)], ids=["SQLite", "DynamoDB"]
)


def prepared(folder: Path, kind: type[WatchedMusicWorld]) -> WatchedMusicWorld:
    """The next tick polls, and brings the song that Anna has sent."""
    world = kind(folder)
    world.__enter__()
    world.connect("lastfm")
    befriend(world, Learns.PLAYED)
    world.tick()
    sends(world, SONGS[1])
    listen(world, SONGS[1], world.now + MINUTE)
    world.clock.advance((20 * MINUTE).total_seconds())
    return world


def watched_by(world: WatchedMusicWorld, watch: Watch) -> None:
    world.watch = watch
    world.restart()


def changes(folder: Path, kind: type[WatchedMusicWorld]) -> list[int]:
    world = prepared(folder, kind)
    try:
        watched_by(world, Watch())
        world.tick()
        assert share_of(world).state is ShareState.HEARD
        passed = world.watch.passed
        return [number for number, name in enumerate(passed, 1) if name.endswith(ACTS)]
    finally:
        world.__exit__()


def troubles(world: WatchedMusicWorld) -> list[str]:
    """Within a quarter of an hour the net has what fell through."""
    world.ticks(17)
    share, told = share_of(world), told_of(world).learned
    right = (share.state, told.at) == (ShareState.HEARD, share.heard_at) and len(world.store.all(Share, ME)) == 1
    return [] if right else [f"{share.state}, told {told.seen}"]


@WORLDS
def test_killed_at_any_change_the_song_is_seen_all_the_same(tmp_path: Path, kind: type[WatchedMusicWorld]) -> None:
    bad, points = [], changes(tmp_path / "dry", kind)
    assert len(points) >= 4
    for number in points:
        world = prepared(tmp_path / str(number), kind)
        try:
            watch = Watch(number)
            watch.act = watch.crash
            watched_by(world, watch)
            with suppress(Crash):
                world.tick()
            assert watch.dead
            watched_by(world, Watch())
            bad += [f"{number}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    assert bad == []


@WORLDS
def test_a_second_tick_at_any_change_of_the_first_sees_it_once(tmp_path: Path, kind: type[WatchedMusicWorld]) -> None:
    bad = []
    for number in changes(tmp_path / "dry", kind):
        world = prepared(tmp_path / str(number), kind)
        try:
            act: Callable[[str], None] = another_tick(world)
            watched_by(world, Watch(number, act))
            world.tick()
            bad += [f"{number}: {trouble}" for trouble in troubles(world)]
        finally:
            world.__exit__()
    assert bad == []
