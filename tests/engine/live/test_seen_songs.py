"""Songs that no service told of, seen while they played: the runner's own, marked, and gone with the service's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.activity import Activity
from sync.core.live.now_playing import NowPlaying
from sync.core.music import Habit, Play
from sync.core.song_share import Share
from sync.core.user import User
from sync.engine.asks.disconnect import disconnect
from sync.engine.asks.share_run import share_run
from sync.engine.capture import woken
from sync.engine.context import TickContext
from sync.engine.shared_views import shared_view
from sync.engine.shares import heard_at
from sync.engine.song_figures import figures_of
from sync.engine.soundtrack import block_for
from sync.engine.soundtrack_views import lines
from sync.sim.athlete import run
from sync.sim.songbook import Heard, playlist
from sync.wiring import ME
from tests.support.entrypoints.commands import runtrack
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, START

NUMBER = 900000001


@pytest.fixture
def world(tmp_path: Path) -> Iterator[MusicWorld]:
    with MusicWorld(tmp_path, start=START - DAY, RUNTRACK_KEEP_PLAYS_DAYS="30") as world:
        world.connect("spotify", on_now=True)
        world.clock.set(START)
        world.log_in()
        yield world


def ran(world: MusicWorld) -> tuple[Activity, list[str], list[str]]:
    """A run whose first songs were told, whose others were only seen; it is on Strava."""
    activity = run(NUMBER, world.now - HOUR, elapsed=1800, km=5.0)
    world.garmin.add(activity)
    heard = playlist("seen", activity.start, activity.end)
    half = len(heard) // 2
    for one in heard[:half]:
        world.spotify.heard(one)
    world.store.add_plays([seen(one) for one in heard])
    world.ticks(6)
    return world.row(NUMBER), [one.song.title for one in heard[:half]], [one.song.title for one in heard[half:]]


def seen(one: Heard) -> Play:
    from tests.core.test_live_seen import as_song

    return Play(ME, "spotify-live", one.start, as_song(one.song), heard=one.seconds, habit=Habit.START)


def titles(world: MusicWorld, row: Activity) -> list[str]:
    return [line.song.title for line in lines(world.wired.app, row)]


def test_the_runner_sees_all_of_them_and_nobody_else_what_was_only_seen(world: MusicWorld) -> None:
    row, told, only = ran(world)
    shown = lines(world.wired.app, row)
    assert [line.song.title for line in shown] == [*told, *only]
    assert {line.sources for line in shown} == {("spotify", "spotify-live"), ("spotify-live",)}
    (there,) = world.strava.alive()
    assert [title for title in told if title not in (there.description or "")] == []
    assert [title for title in only if title in (there.description or "")] == []
    assert [part.song.title for part in block_for(world.wired.app, row).parts] == told
    link = share_run(world.store, row, "x" * 22, world.now)
    view = shared_view(world.wired.app, link)
    assert view is not None
    assert [song.song.title for song in view.songs] == told


def test_a_song_that_is_told_later_is_a_play_like_any_other(world: MusicWorld) -> None:
    row, told, only = ran(world)
    heard = playlist("seen", row.start, row.start + timedelta(seconds=row.elapsed))
    for one in heard[len(told) :]:
        world.spotify.heard(one)
    world.clock.advance(600)
    world.ticks(6)
    (there,) = world.strava.alive()
    assert [title for title in [*told, *only] if title not in (there.description or "")] == []
    assert titles(world, world.row(NUMBER)) == [*told, *only]


def test_what_was_seen_asks_nothing_of_the_target_and_has_its_figures_made(world: MusicWorld) -> None:
    row, _, _ = ran(world)
    world.until_quiet()
    row = world.row(NUMBER)
    fresh = [seen(one) for one in playlist("other", row.start, row.start + 10 * MINUTE)]
    context = TickContext(world.wired.app, ME, world.now, lambda: 50.0)
    (only,) = woken(context, fresh, told=False)
    assert (only.due, only.route_due) == (row.due, world.now)
    (both,) = woken(context, fresh)
    assert both.due == world.now


def test_what_was_only_seen_confirms_no_song_of_a_friend(world: MusicWorld) -> None:
    one = playlist("friend", world.now, world.now + 4 * MINUTE)[0]
    play = seen(one)
    share = Share(ME, "1", "anna", play.song, world.now - HOUR, world.now + DAY)
    world.store.add_plays([play])
    world.clock.advance(600)
    assert heard_at(world.store, share, world.now) is None
    world.store.add_plays([replace(play, source="spotify")])
    assert heard_at(world.store, share, world.now) is not None


def test_it_is_kept_as_long_as_the_plays_of_its_service(world: MusicWorld) -> None:
    row, _, only = ran(world)
    world.until_quiet()
    assert titles(world, row)[-1] == only[-1]
    world.clock.advance((40 * DAY).total_seconds())
    known = world.store.load(User, ME)
    assert known is not None
    world.store.put(replace(known, tidied_at=None))
    world.tick()
    assert world.store.plays(ME, START - HOUR, world.now, source="spotify-live") == []


def test_it_goes_with_the_login_of_its_service_and_with_no_other(world: MusicWorld) -> None:
    row, told, only = ran(world)
    world.until_quiet()
    world.connect("lastfm")
    songs = figures_of(world.wired.app, row.key)
    assert songs is not None
    assert len(songs.songs) == len([*told, *only])
    on = seen(playlist("on", world.now, world.now + HOUR)[0]).song
    world.store.put(NowPlaying(ME, "spotify", world.now, on, due=world.now))
    disconnect(world.wired.app, ME, "lastfm", world.now)
    known = world.store.load(NowPlaying, ME)
    assert known is not None
    assert known.song == on
    assert titles(world, row) == [*told, *only]
    gone = disconnect(world.wired.app, ME, "spotify", world.now)
    assert gone.plays == 2 * len(told) + len(only)
    assert titles(world, row) == []
    assert figures_of(world.wired.app, row.key) is None
    known = world.store.load(NowPlaying, ME)
    assert known is not None
    assert (known.song, known.service, known.due) == (None, "", world.now)


def test_the_command_line_says_which_were_seen_and_lists_them_alone(world: MusicWorld) -> None:
    _, told, only = ran(world)
    text = runtrack(world, "soundtrack", str(NUMBER)).out
    assert "spotify+spotify-live" in text
    assert f"{len(only)} of them seen while it played" in text
    listed = runtrack(world, "plays", "--source", "spotify-live").lines
    assert len(listed) == 1 + len(told) + len(only)
