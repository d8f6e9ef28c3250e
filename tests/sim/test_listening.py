"""The made-up worlds of listening are what they say: the same for a seed, true to the second, as messy as announced."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sync.core.music import Habit, Play
from sync.sim.listening import HEARD_ENOUGH, WORLDS, Listened, Run, Service, World
from sync.sim.songbook import SONGS, Heard

START = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
SONG = next(song for song in SONGS if song.seconds > 240)
WORLD = {world.name: world for world in WORLDS}


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def told(service: Service, *listened: Listened, seed: int = 1) -> list[Play]:
    return list(replace(service, late=0.0).plays(list(listened), random.Random(seed), START))


def heard(seconds: float, paused: float = 0.0, at: float = 0.0) -> Listened:
    return Listened(Heard(SONG, after(at), seconds, paused), seconds / 2)


def listened(world: World, runs: int = 40) -> Iterator[tuple[Run, Listened]]:
    for run in world.some("test", runs):
        yield from ((run, item) for item in run.listened)


def test_a_seed_always_gives_the_same_runs_and_another_one_others() -> None:
    world = WORLD["skew 90 s, two sources"]
    assert list(world.some(1, 3)) == list(world.some(1, 3)) != list(world.some(2, 3))


def test_no_two_worlds_have_one_name_and_those_that_lack_plays_say_so() -> None:
    assert len(WORLD) == len(WORLDS)
    assert [world.name for world in WORLDS if world.missing] == [
        world.name for world in WORLDS if world.name.startswith("missing")
    ]


def test_silence_is_not_sound() -> None:
    item = heard(200.0, paused=60.0)  # sound until 100, silence until 160, sound until 260
    assert item.sound_between(after(0), after(260)) == 200.0
    assert item.sound_between(after(50), after(170)) == 60.0
    assert item.sound_between(after(110), after(150)) == 0.0
    assert item.sound_between(after(-50), after(20)) == 20.0
    assert item.sound_between(after(300), after(400)) == 0.0


@pytest.mark.parametrize("name", ["Spotify, END", "skew 90 s, END"])
def test_the_truth_is_what_was_heard_for_thirty_seconds_inside_the_real_run(name: str) -> None:
    for run in WORLD[name].some("truth", 20):
        start = run.start - timedelta(seconds=run.skew)
        end = start + timedelta(seconds=run.elapsed)
        enough = [item for item in run.listened if item.sound_between(start, end) >= HEARD_ENOUGH]
        assert run.truth == tuple(item.heard.song for item in enough)
        assert [item.heard.start for item in enough] == sorted(item.heard.start for item in enough)


def test_the_clock_is_off_by_no_more_than_the_world_says() -> None:
    skews = [run.skew for run in WORLD["skew 5 s, END"].some(1, 60)]
    assert min(skews) < -3
    assert max(skews) > 3
    assert max(map(abs, skews)) <= 5
    assert {run.skew for run in WORLD["Spotify, END"].some(1, 5)} == {0.0}


def test_songs_follow_each_other_without_overlap_with_skips_pauses_and_repeats() -> None:
    rows = list(listened(WORLD["Spotify, END"]))
    for (run, one), (other_run, other) in pairwise(rows):
        assert run is not other_run or one.heard.end <= other.heard.start
    songs = [item.heard for _, item in rows]
    skipped = sum(item.seconds < item.song.seconds - 1 for item in songs) / len(songs)
    paused = [item.paused for item in songs if item.paused]
    repeated = sum(a.song == b.song and a.end == b.start for a, b in pairwise(songs)) / len(songs)
    assert 0.12 < skipped < 0.20  # and the last of each sitting
    assert 0.02 < len(paused) / len(songs) < 0.06
    assert (min(paused) < 20, max(paused) > 300, max(paused) <= 600) == (True, True, True)
    assert 0.03 < repeated < 0.08


def test_a_service_stamps_the_end_or_the_start_and_counts_in_its_own_steps() -> None:
    item = heard(200.0, paused=60.0, at=0.4)
    assert [play.played_at for play in told(Service("spotify", Habit.END), item)] == [after(260.4)]
    assert [play.played_at for play in told(Service("spotify", Habit.START), item)] == [after(0.4)]
    (play,) = told(Service("lastfm", Habit.START, step=1.0, lengths=False), item)
    assert (play.played_at, play.song.seconds, play.song.uri, play.song.isrc) == (after(0), None, "", "")


def test_a_service_that_changes_by_day_keeps_to_one_habit_within_it() -> None:
    days = [heard(200.0, at=day * 86_400 + hour * 3600) for day in range(12) for hour in (0, 1, 2)]
    stamps = [
        (play.played_at - item.heard.start).total_seconds()
        for play, item in zip(told(Service("spotify", "by day"), *days), days, strict=True)
    ]
    by_day = [set(stamps[i : i + 3]) for i in range(0, len(stamps), 3)]
    assert all(len(day) == 1 for day in by_day)
    assert set().union(*by_day) == {0.0, 200.0}


@pytest.mark.parametrize(
    ("rule", "seconds", "reported"),
    [("30 s", 30.0, 0), ("30 s", 30.1, 1), ("half", 100.0, 0), ("half", SONG.seconds / 2, 1)],
)
def test_only_what_was_heard_long_enough_is_reported(rule: str, seconds: float, reported: int) -> None:
    service = Service("spotify", Habit.END, rule="half" if rule == "half" else "30 s")
    assert len(told(service, heard(seconds))) == reported


def test_plays_are_only_missing_where_the_world_says_so() -> None:
    for world in WORLDS:
        untold = sum(_untold(run) for run in world.some("missing", 12))
        assert (untold > 0) == world.missing, world.name


def _untold(run: Run) -> int:
    """How many listenings of more than 30 s no play tells of, counted by song."""
    names = [play.song.title for play in run.plays]
    songs = [item.heard.song.title for item in run.listened if item.heard.seconds > HEARD_ENOUGH]
    return sum(names.count(title) < songs.count(title) for title in set(songs))


def test_the_plays_of_an_hour_around_the_run_may_not_have_arrived() -> None:
    hours = [heard(200.0, at=600.0 * number) for number in range(-12, 13)]
    lost = [item.heard.end for item in hours]
    for play in told(Service("spotify", Habit.END, waits=1.0), *hours):
        lost.remove(play.played_at)
    assert len(lost) == 6
    assert lost[-1] - lost[0] == timedelta(minutes=50)


def test_a_play_told_twice_comes_again_within_five_seconds() -> None:
    plays = told(Service("spotify", Habit.END, echoes=1.0), heard(200.0))
    assert len(plays) == 2
    assert 0 < (plays[1].played_at - plays[0].played_at).total_seconds() < 5


def test_late_plays_arrive_behind_newer_ones() -> None:
    run = next(WORLD["Spotify, END"].runs(1))
    assert sorted(run.plays, key=lambda play: play.played_at) != list(run.plays)
