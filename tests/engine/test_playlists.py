"""A playlist is made once for what it is of and changed in place: killed anywhere, asked twice, answers lost.

Held for each thing that one can be of (`KINDS`).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.errors import RateLimited, SyncError, Unclear
from sync.core.music import Song
from sync.core.playlist import SETTLES, Playlist
from sync.engine.asks.playlists import (
    BeingMade,
    Made,
    NoPlaylists,
    NothingToPlay,
    PlaylistsNotAllowed,
    playlist,
)
from sync.sim.songbook import SONGS
from sync.sim.spotify_playlists import SimPlaylist
from sync.wiring import ME
from tests.support.engine.playlist_kinds import KINDS, Kind
from tests.support.engine.watched import Crash, Watch, WatchedMusicWorld
from tests.support.music import MusicWorld
from tests.support.world import RefusingHosts

MIX = [Song(one.title, one.artist, one.seconds, uri=one.uri) for one in SONGS[:120]]
ELSEWHERE = Song("Only elsewhere", "Nobody", link="https://www.deezer.com/track/1")
URIS = [song.uri for song in MIX]


def asks(world: MusicWorld, songs: list[Song] = MIX, id: str = "cadence:170") -> Made:
    return playlist(world.wired.app, ME, id, "Cadence 170", "For 170 steps a minute.", songs, world.now)


def listed(world: MusicWorld) -> list[SimPlaylist]:
    return [one for one in world.spotify.made if one.listed]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", playlists=True)
        yield world


def test_songs_are_put_in_once_each_in_their_order_and_those_without_an_id_are_counted(world: MusicWorld) -> None:
    made = asks(world, [MIX[2], ELSEWHERE, MIX[0], MIX[2]])
    (there,) = listed(world)
    assert there.uris == [URIS[2], URIS[0]]
    assert made == Made("spotify", f"https://open.spotify.com/playlist/{there.id}", 2, 1, new=True)
    assert (there.name, there.public) == ("Cadence 170", False)
    assert there.description.startswith("For 170 steps a minute. runtrack-")


def test_asked_again_it_is_changed_in_place_whatever_its_person_calls_it_by_now(world: MusicWorld) -> None:
    asks(world)
    (there,) = listed(world)
    there.name, there.description = "mine", "all mine"
    for minutes in (1, 60):
        world.clock.advance(60 * minutes)
        assert asks(world, MIX[:3]).new is False
        assert (there.uris, there.name, listed(world)) == (URIS[:3], "mine", [there])
    asks(world, id="cadence:180")
    assert len(listed(world)) == 2


def test_one_that_its_person_took_off_is_made_anew_when_they_ask_again(world: MusicWorld) -> None:
    asks(world)
    world.clock.advance(2 * SETTLES.total_seconds())
    world.spotify.made[0].listed = False
    assert asks(world, MIX[:2]).new is True
    assert [one.uris for one in world.spotify.made] == [URIS, URIS[:2]]
    world.spotify.made.pop().listed = False  # and one that is nowhere at all
    world.spotify.made[0].listed = True
    assert asks(world).new is False


@pytest.mark.parametrize("lists_after", [timedelta(0), timedelta(minutes=8)])
@pytest.mark.parametrize(
    "fault", ["timeout after the effect", "reset after the effect", "500", "truncated", "502 HTML"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_is_lost_makes_no_second_one(
    world: MusicWorld, kind: str, fault: str, lists_after: timedelta
) -> None:
    of, songs = KINDS[kind], MIX[:12]
    of.songs(world, songs)
    world.spotify.lists_after = lists_after
    world.spotify.inject("make_playlist", fault)
    with pytest.raises(Unclear):
        of.ask(world, songs)
    for _ in range(12):
        world.clock.advance(60)
        with suppress(BeingMade):
            of.ask(world, songs)
    assert [one.uris for one in listed(world)] == [of.holds(world, songs)]


@pytest.mark.parametrize("fault", ["403", "429", "reset before the effect", "Cloudflare 403"])
def test_what_was_certainly_not_made_may_be_asked_for_at_once(world: MusicWorld, fault: str) -> None:
    world.spotify.inject("make_playlist", fault)
    with pytest.raises(SyncError) as met:
        asks(world)
    if isinstance(met.value, Unclear):
        world.clock.advance(SETTLES.total_seconds())
    if isinstance(met.value, RateLimited):
        with pytest.raises(RateLimited):
            asks(world)  # what asks to wait is not asked
        world.clock.advance((met.value.until - world.now).total_seconds() + 1)
    assert asks(world).new is True
    assert [one.uris for one in listed(world)] == [URIS]


def prepared(folder: Path, of: Kind, songs: list[Song]) -> WatchedMusicWorld:
    world = WatchedMusicWorld(folder)
    world.__enter__()
    world.connect("spotify", playlists=True)
    of.songs(world, songs)
    return world


def watched_by(world: WatchedMusicWorld, watch: Watch) -> None:
    world.watch = watch
    world.restart()


def points(folder: Path, of: Kind, songs: list[Song]) -> int:
    world = prepared(folder, of, songs)
    try:
        watched_by(world, Watch())
        of.ask(world, songs)
        return len(world.watch.passed)
    finally:
        world.__exit__()


MANY: dict[str, tuple[int, int]] = {"any": (120, 101), "cadence": (8, 7), "experiment": (8, 7)}
"""Songs at first and then: a playlist of more than a hundred is filled by several calls."""


def each_point(folder: Path, kind: str, act: Callable[[WatchedMusicWorld, Watch], Callable[[str], None]]) -> list[str]:
    """Those at which something of it went wrong, an hour later at the latest."""
    bad, of = list[str](), KINDS[kind]
    first, then = (MIX[:many] for many in MANY[kind])
    for number in range(1, points(folder / "dry", of, first) + 1):
        world = prepared(folder / str(number), of, first)
        try:
            watch = Watch(number)
            watch.act = act(world, watch)
            watched_by(world, watch)
            with suppress(Crash, BeingMade):
                of.ask(world, first)
            watched_by(world, Watch())
            of.songs(world, then)
            for _ in range(12):
                world.clock.advance(60)
                with suppress(BeingMade):
                    of.ask(world, then)
            there = [one.uris for one in world.spotify.made]
            if there != [of.holds(world, then)] or len(world.store.all(Playlist, ME)) != 1:
                bad.append(f"{number}: {watch.passed[-1]}")
        finally:
            world.__exit__()
    return bad


@pytest.mark.parametrize("kind", KINDS)
def test_killed_anywhere_there_is_one_playlist_with_the_right_songs(tmp_path: Path, kind: str) -> None:
    assert each_point(tmp_path, kind, lambda world, watch: watch.crash) == []


@pytest.mark.parametrize("kind", KINDS)
def test_asked_for_twice_at_the_same_time_there_is_one_playlist(tmp_path: Path, kind: str) -> None:
    def another(world: WatchedMusicWorld, watch: Watch) -> Callable[[str], None]:
        def act(name: str) -> None:
            with suppress(BeingMade):
                asks_elsewhere(world)

        return act

    def asks_elsewhere(world: WatchedMusicWorld) -> None:
        wired = world.build_watched(Watch(), RefusingHosts(world))
        try:
            KINDS[kind].ask_by(wired.app, world.now, MIX[: MANY[kind][0]])
        finally:
            wired.close()

    assert each_point(tmp_path, kind, another) == []


def test_without_the_permission_or_a_song_that_is_known_nothing_is_asked(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        with pytest.raises(NoPlaylists):
            asks(world)
        world.connect("spotify")
        with pytest.raises(PlaylistsNotAllowed):
            asks(world)
        world.connect("spotify", playlists=True)
        with pytest.raises(NothingToPlay) as met:
            asks(world, [ELSEWHERE, ELSEWHERE])
        assert met.value.left_out == 2
        assert (world.spotify.counts(), world.store.all(Playlist)) == ({}, [])


def test_another_account_gets_a_playlist_of_its_own(world: MusicWorld) -> None:
    asks(world)
    (first,) = world.spotify.made
    known = world.store.load(Playlist, ME, "spotify", "cadence:170")
    assert known is not None
    world.store.put(
        Playlist(ME, "spotify", "cadence:170", "another account", known.ref, world.now, version=known.version)
    )
    first.listed = False
    assert asks(world, MIX[:1]).new is True
    assert [one.uris for one in world.spotify.made] == [URIS, URIS[:1]]


def test_what_was_forgotten_here_is_found_by_its_mark(world: MusicWorld) -> None:
    asks(world)
    for known in world.store.all(Playlist, ME):
        world.store.remove(known)
    assert asks(world, MIX[:5]).new is False
    assert [one.uris for one in world.spotify.made] == [URIS[:5]]
