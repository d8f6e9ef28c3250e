"""The song of now of who runs: seen while they run and at no other time, by one service, kept once, and shown to who
listens alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sync.core.live.now_playing import NowPlaying
from sync.core.live.point import LivePoint
from sync.core.live.run import LiveRun
from sync.core.notice import Notice
from sync.core.play_times import moment
from sync.core.user import Connection
from sync.engine.live.arriving import arrived
from sync.engine.live.song_of_now import SELDOM, people_due
from sync.engine.tick import see_song
from sync.sim.songbook import SONGS, Heard, playlist
from sync.wiring import ME
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.music import MusicWorld
from tests.support.world import HOUR, MINUTE, START

SECOND = timedelta(seconds=1)
ALL = ("spotify", "listenbrainz", "lastfm")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path) as world:
        world.connect(*ALL, on_now=True)
        yield world


def runs(world: MusicWorld, *, ends: bool = False) -> LiveRun:
    point = LivePoint(world.now, 48.0 + moment(world.now) % 1000 / 1e5, 11.5, ends=ends)
    (run,) = arrived(world.store, ME, "livetrack", [point], world.now, id="run")
    return run


def look(world: MusicWorld) -> None:
    see_song(world.wired.app, ME, world.now, lambda: 50.0)


def goes_on(world: MusicWorld, length: timedelta, *, each: Callable[[], None] = lambda: None) -> None:
    """The fast job of one machine, each ten seconds, and a point with it."""
    end = world.now + length
    while world.now < end:
        runs(world)
        if ME in people_due(world.store, world.now):
            look(world)
        each()
        world.clock.advance(10)


def hears(world: MusicWorld, length: timedelta, *services: str) -> list[Heard]:
    """From now on, in these players, and nobody reports any of it."""
    heard = playlist("now", world.now, world.now + length)
    for service in services or ("spotify",):
        getattr(world, service).player.plays(heard)
    return heard


def seen(world: MusicWorld, source: str = "spotify-live") -> list[str]:
    return [play.song.title for play in world.store.plays(ME, START - HOUR, world.now, source=source)]


def now(world: MusicWorld) -> NowPlaying:
    found = world.store.load(NowPlaying, ME)
    assert found is not None
    return found


def counted(world: MusicWorld) -> dict[str, int]:
    return {
        "spotify": world.spotify.count("on_now"),
        "listenbrainz": world.listenbrainz.count("on_now"),
        "lastfm": world.lastfm.count("recent"),
    }


NOBODY = {"spotify": 0, "listenbrainz": 0, "lastfm": 0}


def test_who_does_not_run_is_looked_for_by_nobody(world: MusicWorld) -> None:
    hears(world, HOUR, *ALL)
    before = counted(world)
    for _ in range(5):
        look(world)
        world.tick()
        world.clock.advance(60)
    assert people_due(world.store, world.now) == []
    assert world.spotify.count("on_now") == world.listenbrainz.count("on_now") == before["spotify"] == 0


def test_the_songs_of_a_run_are_kept_each_once_as_seen_and_one_service_is_asked(world: MusicWorld) -> None:
    heard = hears(world, 25 * MINUTE, *ALL)
    goes_on(world, 20 * MINUTE)
    assert now(world).song is not None
    runs(world, ends=True)
    whole = [one for one in heard if one.start + MINUTE < world.now]
    world.clock.advance(30)
    look(world)
    assert seen(world) == [one.song.title for one in whole]
    plays = world.store.plays(ME, START - HOUR, world.now, source="spotify-live")
    for play, one in zip(plays[:-1], whole[:-1], strict=True):
        assert abs((play.played_at - one.start).total_seconds()) < 1
        assert play.heard == pytest.approx(one.seconds, abs=1)
    calls = counted(world)
    assert (calls["listenbrainz"], calls["lastfm"]) == (0, 0)
    assert 40 <= calls["spotify"] <= 40 + 2 * len(heard)
    assert (now(world).song, now(world).due) == (None, None)
    before = counted(world)
    world.ticks(5)
    assert world.spotify.count("on_now") == before["spotify"]


def test_a_tick_looks_as_well_where_there_is_no_other_job(world: MusicWorld) -> None:
    hears(world, HOUR)
    runs(world)
    world.tick()
    assert now(world).song is not None
    assert world.spotify.count("on_now") == 1
    world.tick()  # not due yet
    assert world.spotify.count("on_now") == 1


def test_what_a_turn_has_taken_before_is_no_position(world: MusicWorld) -> None:
    (song, *_) = hears(world, HOUR)
    runs(world)
    left = iter([50.0, 50.0, *[30.0] * 50])
    began = world.now
    world.clock.advance(20)  # what the phases before took
    see_song(world.wired.app, ME, began, lambda: next(left))
    assert now(world).began == song.start


def test_a_login_that_may_not_tell_says_so_once_and_the_next_service_tells(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify", "lastfm")
        world.spotify.heard(Heard(SONGS[3], world.now - HOUR, 200.0))
        hears(world, HOUR, "lastfm")
        goes_on(world, 3 * MINUTE)
        assert world.spotify.count("on_now") == 0
        assert now(world).service == "lastfm"
        (notice,) = world.store.all(Notice, ME)
        assert (notice.problem, notice.service) == ("now:spotify", "spotify")
        assert "which song plays now" in notice.text
        world.tick()
        assert not world.connection("spotify").login_needed
        assert world.spotify.count("recent") == 1
        world.connect("spotify", on_now=True)
        hears(world, HOUR, "spotify")
        world.clock.advance(30)
        goes_on(world, MINUTE)
        (notice,) = world.store.all(Notice, ME)
        assert notice.closed_at is not None


def test_a_consent_that_says_more_than_it_allows_stops_nothing_else(world: MusicWorld) -> None:
    world.connect("spotify")
    link = world.connection("spotify")
    world.store.put(replace(link, scopes=()))
    hears(world, HOUR, "listenbrainz")
    goes_on(world, MINUTE)
    assert world.spotify.count("on_now") >= 1
    assert now(world).service == "listenbrainz"
    assert not world.connection("spotify").login_needed
    assert [notice.problem for notice in world.store.all(Notice, ME)] == ["now:spotify"]


def test_hours_of_waiting_are_waited_and_the_next_service_tells_meanwhile(world: MusicWorld) -> None:
    hears(world, 8 * HOUR, *ALL)
    world.spotify.refuses = "quota, hours"
    goes_on(world, 5 * MINUTE)
    assert world.spotify.count("on_now") == 1
    assert world.connection("spotify").is_blocked(world.now + 5 * HOUR)
    assert now(world).song is not None
    assert world.listenbrainz.count("on_now") >= 8
    world.ticks(3)
    assert world.spotify.count("recent") == 0  # what it asks for holds for everything
    world.spotify.refuses = ""
    world.clock.set(world.connection("spotify").blocked_until or world.now)
    before = world.spotify.count("on_now")
    goes_on(world, 2 * MINUTE)
    assert world.spotify.count("on_now") > before


@pytest.mark.parametrize("fault", ["500", "timeout before the effect", "truncated", "reset before the effect"])
def test_a_service_that_does_not_answer_is_made_up_for_and_asked_less_and_less(world: MusicWorld, fault: str) -> None:
    hears(world, HOUR, "spotify")
    for service in ("listenbrainz", "lastfm"):
        link = world.store.load(Connection, ME, service)
        assert link is not None
        world.store.remove(link)
    world.spotify.inject("on_now", fault, 3)
    runs(world)
    look(world)
    assert (now(world).failures, now(world).song) == (1, None)
    assert now(world).why
    waits = [now(world).due]
    for _ in range(2):
        world.clock.set(now(world).due or world.now)
        runs(world)
        look(world)
        waits.append(now(world).due)
    gaps = [(b - a).total_seconds() for a, b in pairwise(waits) if a and b]
    assert gaps == [60, 120]
    world.clock.set(now(world).due or world.now)
    runs(world)
    look(world)
    assert (now(world).failures, now(world).why) == (0, "")
    assert now(world).song is not None


def test_a_long_run_is_looked_at_seldom(world: MusicWorld) -> None:
    hears(world, 8 * HOUR)
    goes_on(world, 3 * MINUTE)
    for _ in range(40):
        world.clock.advance(180)
        runs(world)
    look(world)
    hours = world.spotify.count("on_now")
    goes_on(world, 30 * MINUTE)
    calls = world.spotify.count("on_now") - hours
    assert calls <= 30 * MINUTE / SELDOM * 2.5


def test_a_machine_that_slept_makes_up_no_song_of_eight_hours(world: MusicWorld) -> None:
    hears(world, 3 * MINUTE)
    goes_on(world, 2 * MINUTE)
    world.clock.advance(8 * 3600)
    look(world)
    for play in world.store.plays(ME, START - HOUR, world.now, source="spotify-live"):
        assert play.heard is not None
        assert play.heard <= 130
    assert now(world).song is None


def test_of_two_processes_at_once_one_looks(world: MusicWorld) -> None:
    hears(world, HOUR)
    runs(world)
    other = world.wired.another()
    asked = world.spotify.on_now

    def meanwhile(request: object) -> object:
        world.spotify.on_now = asked  # type: ignore[method-assign]  # in its place
        see_song(other.app, ME, world.now, lambda: 50.0)
        return asked(request)  # type: ignore[arg-type]  # in its place

    world.spotify.on_now = meanwhile  # type: ignore[method-assign,assignment]  # in its place
    look(world)
    assert world.spotify.count("on_now") == 1
    assert now(world).song is not None


def test_whoever_is_killed_at_any_write_loses_no_song_and_keeps_none_twice(tmp_path: Path) -> None:
    killed = 0
    for number in range(14):
        with MusicWorld(tmp_path / str(number)) as world:
            world.connect("spotify", on_now=True)
            heard = [Heard(SONGS[n], world.now + n * 90 * SECOND, 90.0) for n in range(6)]  # each left for the next one
            world.spotify.player.plays(heard)
            dying = DyingStore(world.store)
            app = replace(world.wired.app, store=dying)
            dying.left, end = number, world.now + 7 * MINUTE
            while world.now < end:
                runs(world)
                try:
                    see_song(app, ME, world.now, lambda: 50.0)
                except Killed:
                    killed += 1
                    dying.left = 10**9
                world.clock.advance(10)
            whole = [one.song.title for one in heard if one.end < world.now - 30 * SECOND]
            assert seen(world)[: len(whole)] == whole
            assert len(seen(world)) == len(set(seen(world)))
    assert killed == 14
