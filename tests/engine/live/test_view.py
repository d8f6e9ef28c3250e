"""What is seen of a run in progress, whoever tells of it and whatever plays."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sync.core.live.now_playing import NowPlaying
from sync.core.music import Habit, Play, Song
from sync.engine.live.view import LiveView, live_view
from sync.ports import Store
from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
from tests.support.live.circles import DAY, HOUR, MINUTE, NOON, SECOND, point, points, told

BLUE, RED = Song("Blue", "Band", 240.0), Song("Red", "Other Band", 200.0)


def seen(store: Store, now: datetime) -> LiveView:
    view = live_view(store, "me", now)
    assert view is not None
    return view


def played(store: Store, song: Song, began: timedelta) -> None:
    store.add_plays([Play("me", "lastfm", NOON + began, song, habit=Habit.START)])


def plays_red(store: Store) -> NowPlaying:
    """Its run has begun: that somebody listens is noted."""
    known = store.load(NowPlaying, "me")
    assert known is not None
    playing = NowPlaying("me", "spotify", NOON + 500 * SECOND, RED, NOON + 480 * SECOND, NOON + 500 * SECOND, True)
    return store.put(replace(playing, version=known.version))


def test_nobody_runs(store: Store) -> None:
    assert live_view(store, "me", NOON) is None


@pytest.mark.parametrize("watch", [True, False])
def test_figures_of_now_are_those_of_the_last_minute(store: Store, watch: bool) -> None:
    told(store, points(600, watch=watch))
    view = seen(store, NOON + 605 * SECOND)
    assert view.figures.distance == pytest.approx(2000, rel=0.01)
    assert view.figures.pace == pytest.approx(300, rel=0.01)
    assert (view.figures.elapsed, view.figures.heart_rate) == (600, 150 if watch else None)
    assert (view.stale, view.over) == (False, False)


def test_a_phone_that_leaps_adds_no_way(store: Store) -> None:
    way = points(100, watch=False)
    way.insert(5, replace(point(45, watch=False), lat=61.0))
    told(store, way)
    assert seen(store, NOON + 100 * SECOND).figures.distance == pytest.approx(333, rel=0.15)


def test_who_stands_has_no_pace_and_no_more_way(store: Store) -> None:
    way = points(300)
    told(store, [*way, *(replace(way[-1], at=NOON + s * SECOND, speed=0.0) for s in range(310, 400, 10))])
    figures = seen(store, NOON + 400 * SECOND).figures
    assert figures.pace is None
    assert figures.distance == pytest.approx(1000)


@pytest.mark.parametrize(
    ("after", "stale", "over"),
    [(89 * SECOND, False, False), (91 * SECOND, True, False), (31 * MINUTE, True, True), (2 * DAY, True, True)],
)
def test_silence_is_said_and_ends_a_run_only_when_it_lasts(
    store: Store, after: timedelta, stale: bool, over: bool
) -> None:
    told(store, points(60))
    view = seen(store, NOON + 60 * SECOND + after)
    assert (view.stale, view.over) == (stale, over)


def test_the_watch_is_shown_before_a_phone_unless_it_is_silent(store: Store) -> None:
    told(store, points(600, watch=False), source="owntracks")
    told(store, points(500))
    assert seen(store, NOON + 560 * SECOND).run.source == "livetrack"
    assert seen(store, NOON + 650 * SECOND).run.source == "owntracks"


def test_the_songs_so_far_have_their_figures_and_the_song_of_now_has_no_end(store: Store) -> None:
    told(store, points(600))
    played(store, BLUE, 60 * SECOND)
    plays_red(store)
    view = seen(store, NOON + 605 * SECOND)
    assert [(one.song.title, one.begins, one.ends) for one in view.songs] == [("Blue", 60, 300), ("Red", 480, None)]
    assert view.songs[0].figures.pace == pytest.approx(300, rel=0.01)
    assert (view.playing, view.position) == (view.songs[1], 125)


def test_the_song_of_now_cuts_the_one_before_and_is_itself_told_once(store: Store) -> None:
    told(store, points(600))
    played(store, BLUE, 300 * SECOND)
    played(store, RED, 485 * SECOND)  # a service that tells of a song as it begins
    plays_red(store)
    songs = seen(store, NOON + 605 * SECOND).songs
    assert [(one.song.title, one.begins, one.ends) for one in songs] == [("Blue", 300, 480), ("Red", 480, None)]


def test_a_song_that_is_over_or_paused_does_not_play_for_eight_hours(store: Store) -> None:
    told(store, points(600))
    kept = plays_red(store)
    assert seen(store, NOON + 681 * SECOND).playing is None
    kept = store.put(replace(kept, song=replace(RED, seconds=None), began=None))
    assert seen(store, NOON + 510 * SECOND + 10 * MINUTE).playing is None
    store.put(replace(kept, playing=False))
    assert seen(store, NOON + 505 * SECOND).playing is None


def test_a_run_that_is_over_plays_nothing(store: Store) -> None:
    told(store, [*points(600), replace(point(610), ends=True)])
    plays_red(store)
    view = seen(store, NOON + 620 * SECOND)
    assert (view.over, view.playing, view.songs) == (True, None, ())
    assert seen(store, NOON + HOUR).over
