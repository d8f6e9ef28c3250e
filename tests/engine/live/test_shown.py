"""What strangers see of a run in progress, point by point: nothing that lies in a zone, at no moment of the run, and
nothing beside it that tells how long somebody was in there."""

from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.live.now_playing import NowPlaying
from sync.core.live.point import LivePoint
from sync.core.live.run import LiveRun
from sync.core.music import Habit, Play, Song
from sync.core.privacy import Zone
from sync.core.shared_run import Shown
from sync.engine.live.shown import Row, ShownLive, shown
from sync.engine.live.view import LiveView, live_view
from sync.ports import Store
from sync.stores.sqlite import SqliteStore
from tests.support.contract.fixtures import factory as factory
from tests.support.contract.fixtures import store as store
from tests.support.live.circles import HOUR, MINUTE, NOON, SECOND, hears, place, point, points, told

HOME = Zone(*place(0), 150.0, 0.3, -0.2)
BLUE = Song("Blue", "Band", 240.0)


def view(store: Store, now: datetime) -> LiveView:
    found = live_view(store, "me", now)
    assert found is not None
    return found


def test_its_runner_sees_it_whole(store: Store) -> None:
    told(store, points(300))
    seen = shown(view(store, NOON + 301 * SECOND), NOON + 301 * SECOND)
    assert seen is not None
    assert (len(seen.line), seen.begun, seen.hidden, seen.over) == (31, NOON, False, False)
    assert seen.line[-1] == (300.0, *(round(each, 5) for each in place(1000)), 1000.0, 150.0)


@pytest.mark.parametrize("shows", [(Shown.SONGS,), (Shown.MAP,), (Shown.FIGURES,)])
def test_a_link_shows_what_it_names_and_nothing_else(store: Store, shows: tuple[Shown, ...]) -> None:
    told(store, points(600))
    store.add_plays([Play("me", "lastfm", NOON + MINUTE, BLUE, habit=Habit.START)])
    seen = shown(view(store, NOON + 601 * SECOND), NOON + 601 * SECOND, shows=shows)
    assert seen is not None
    assert any(row[1] for row in seen.line) is (Shown.MAP in shows)
    assert bool(seen.songs) is (Shown.SONGS in shows)
    figures = [seen.figures.pace, seen.figures.heart_rate, seen.line[-1][4], *(one.figures.pace for one in seen.songs)]
    assert any(figures) is (Shown.FIGURES in shows)


def test_nothing_is_seen_until_the_runner_has_left_the_zone(store: Store) -> None:
    told(store, points(60))
    assert shown(view(store, NOON + 61 * SECOND), NOON + 61 * SECOND, zones=[HOME]) is None


def test_when_it_began_and_that_it_is_over_are_not_told_where_they_are_hidden(store: Store) -> None:
    told(store, [*points(600), replace(point(610), ends=True)])  # once round: it ends where it began
    after = NOON + 611 * SECOND
    seen = shown(view(store, after), after, zones=[HOME])
    assert seen is not None
    assert (seen.begun, seen.over, seen.stale) == (None, False, True)  # as where a signal is lost
    assert seen.line[0][0] == 0.0
    assert seen.last < NOON + 560 * SECOND
    later = shown(view(store, after + 40 * MINUTE), after + 40 * MINUTE, zones=[HOME])
    assert later is not None
    assert later.over


def test_a_song_that_began_in_a_hole_begins_where_it_is_seen(store: Store) -> None:
    told(store, points(400))
    store.add_plays([Play("me", "lastfm", NOON + 5 * SECOND, BLUE, habit=Habit.START)])
    red = Song("Red", "Band", 200.0)
    hears(store, NowPlaying("me", "spotify", NOON + 390 * SECOND, red, NOON + 300 * SECOND, None, True))
    seen = shown(view(store, NOON + 401 * SECOND), NOON + 401 * SECOND, zones=[HOME])
    assert seen is not None
    first, now = seen.songs
    assert (first.begins, now.ends) == (0.0, None)
    assert first.ends is not None
    assert first.ends < 240  # what of it was played in the hole is not in its length
    assert {first.figures.pace, now.figures.pace} == {None}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_moment_of_a_run_shows_a_point_in_a_zone_nor_takes_back_what_it_showed(seed: int) -> None:
    chance = Random(seed)
    zones = [
        Zone(
            *place(chance.uniform(0, 2000)),
            chance.uniform(100, 300),
            chance.uniform(-0.7, 0.7),
            chance.uniform(-0.7, 0.7),
        )
        for _ in range(chance.randint(1, 3))
    ]
    way = points(900, every=chance.choice([5, 10, 30]), watch=chance.random() < 0.5)
    before: tuple[Row, ...] = ()
    for until in range(chance.randint(1, 10), len(way), chance.randint(1, 7)):
        seen = moment(way[:until], zones)
        if seen is None:
            continue
        for _, lat, lon, _, _ in seen.line:
            if lat is not None and lon is not None:
                assert not any(zone.hides((lat, lon)) for zone in zones)
        assert [row[:3] for row in seen.line[: len(before)]] == [row[:3] for row in before]
        before = seen.line


def moment(way: list[LivePoint], zones: list[Zone]) -> ShownLive | None:
    store = SqliteStore(":memory:", sleep=lambda _: None)
    try:
        run: LiveRun = told(store, way)
        return shown(view(store, run.last), run.last, zones=zones)
    finally:
        store.close()


def test_an_hour_later_nobody_is_taken_to_run(store: Store) -> None:
    told(store, points(600))
    seen = shown(view(store, NOON + HOUR), NOON + HOUR)
    assert seen is not None
    assert seen.over
