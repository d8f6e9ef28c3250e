"""The figures of a run's songs, of its route and the plays laid onto it: what each has, and when they are stale."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.figures import Figures
from sync.core.key import Key
from sync.core.music import Play
from sync.core.route import CHANNELS, Route
from sync.core.song_figures import MOST_BYTES, fingerprint, song_figures
from sync.core.soundtrack import Part, soundtrack
from sync.stores.codec import encode
from tests.support.core.plays import START, at, play, row, song

KEY = Key("me", "garmin", "1")
ZERO = round(START.timestamp() * 1000)
FAST, SLOW = 4.0, 2.5  # m/s


def route(seconds: int, *, pause: tuple[int, int] = (0, 0), slow_from: int = 10**6, **absent: None) -> Route:
    """A point each second at 4 m/s, later at 2.5; 150 beats and 170 steps a minute."""
    far, distance = 0.0, []
    for second in range(seconds + 1):
        stands = pause[0] < second <= pause[1]
        far += 0.0 if second == 0 or stands else SLOW if second > slow_from else FAST
        distance.append(far)
    columns = {"distance": distance, "heart_rate": [150.0] * (seconds + 1), "cadence": [170.0] * (seconds + 1)}
    nothing = (None,) * (seconds + 1)
    return Route(
        tuple(ZERO + 1000 * second for second in range(seconds + 1)),
        *(tuple(columns[name]) if name in columns and name not in absent else nothing for name in CHANNELS),
        pauses=((ZERO + 1000 * pause[0], ZERO + 1000 * pause[1]),) if pause[1] else (),
    )


def of(seen: Route | None, plays: list[Play], elapsed: float) -> list[tuple[str, Figures]]:
    made = song_figures(KEY, START, soundtrack(START, elapsed, plays), seen)
    return [(one.title, one.figures) for one in made.songs]


def test_each_song_has_what_was_run_while_it_played() -> None:
    plays = row(0, "end", "One", "Two")  # 200 and 260 s
    assert of(route(460, slow_from=200), plays, 460) == [
        ("One", Figures(0.0, 250.0, 150.0, 170.0, 800.0)),
        ("Two", Figures(800.0, 400.0, 150.0, 170.0, 650.0)),
    ]


def test_a_pause_is_no_slow_running_and_the_song_goes_on_in_it() -> None:
    assert of(route(460, pause=(250, 350)), row(0, "end", "One", "Two"), 460) == [
        ("One", Figures(0.0, 250.0, 150.0, 170.0, 800.0)),
        ("Two", Figures(800.0, 250.0, 150.0, 170.0, 640.0)),
    ]


def test_a_treadmill_and_a_run_without_heart_rate_have_what_was_recorded() -> None:
    plays = row(0, "end", "One")
    assert of(route(200, heart_rate=None), plays, 200) == [("One", Figures(0.0, 250.0, None, 170.0, 800.0))]
    assert of(route(200, distance=None), plays, 200) == [("One", Figures(None, None, 150.0, 170.0, None))]


def test_a_song_that_outlasts_the_run_and_one_that_was_on_before_it_count_as_far_as_the_run_goes() -> None:
    plays = row(-100, "end", "One", "Two")  # from 100 s before the run to 360 s in it
    made = song_figures(KEY, START, soundtrack(START, 200, plays), route(200))
    assert [(one.title, one.start, one.end, one.inside, one.figures) for one in made.songs] == [
        ("One", at(-100), at(100), 100.0, Figures(0.0, 250.0, 150.0, 170.0, 400.0)),
        ("Two", at(100), at(360), 100.0, Figures(400.0, 250.0, 150.0, 170.0, 400.0)),
    ]


def test_a_song_that_is_heard_three_times_is_there_three_times() -> None:
    made = of(route(600, slow_from=400), row(0, "end", "One", "One", "One"), 600)
    assert [title for title, _ in made] == ["One"] * 3
    assert [figures.pace for _, figures in made] == [250.0, 250.0, 400.0]


def test_copies_of_several_sources_are_one_song_and_what_overlaps_is_told_once() -> None:
    plays = [*row(0, "end", "One", "Two"), *row(2, "start", "One", "Two", source="lastfm")]
    made = song_figures(KEY, START, soundtrack(START, 460, plays), route(460))
    assert [(one.title, one.sources) for one in made.songs] == [
        ("One", ("spotify", "lastfm")),
        ("Two", ("spotify", "lastfm")),
    ]
    assert sum(one.figures.metres or 0 for one in made.songs) == pytest.approx(1840, abs=20)


def test_without_a_route_a_song_keeps_what_it_had_and_a_new_one_has_nothing() -> None:
    early, late = row(0, "end", "One"), row(0, "end", "One", "Two")
    before = song_figures(KEY, START, soundtrack(START, 460, early), route(460))
    made = song_figures(KEY, START, soundtrack(START, 460, late), None, before)
    assert [one.figures for one in made.songs] == [before.songs[0].figures, Figures()]


def test_figures_are_of_these_songs_until_one_comes_goes_moves_or_is_told_by_another_source() -> None:
    parts = soundtrack(START, 460, row(0, "end", "One", "Two"))
    made = song_figures(KEY, START, parts, route(460))
    assert made.is_of(parts)
    moved = replace(parts[0], start=parts[0].start + timedelta(seconds=1))
    told = replace(parts[0], sources=("spotify", "lastfm"))
    for other in ((), parts[:1], (moved, parts[1]), (told, parts[1]), parts[::-1]):
        assert not made.is_of(other)
    assert not replace(made, recipe=0).is_of(parts)
    assert fingerprint(()) == ""


def test_the_songs_of_a_day_fit_a_row_also_with_the_longest_names() -> None:
    day = [
        Part(song("曲" * 300, artist="歌" * 300, uri="u" * 300), at(s), at(s + 30), 30.0, ("lastfm",), at(s))
        for s in range(0, 86_400, 30)
    ]
    made = song_figures(KEY, START, day, None)
    assert 100 < len(made.songs) < len(day)
    assert len(encode(made).encode()) <= MOST_BYTES
    usual = [replace(part, song=song("A Title of a Song", artist="The Artists")) for part in day[::6]]
    assert len(song_figures(KEY, START, usual, None).songs) == 480


@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["One", "Two", "Three"]), st.integers(-600, 1500), st.sampled_from(["spotify", "x"])),
        max_size=9,
    ),
    st.integers(60, 900),
)
def test_whatever_was_played_a_song_has_the_metres_of_its_time_inside_the_run(
    told: list[tuple[str, int, str]], elapsed: int
) -> None:
    plays = [play(title, stamp, source) for title, stamp, source in told]
    parts = soundtrack(START, elapsed, plays)
    made = song_figures(KEY, START, parts, route(elapsed))
    assert [one.place for one in made.songs] == [(part.song.key, part.start, part.end) for part in parts]
    for one in made.songs:
        inside = min(one.end, at(elapsed)) - max(one.start, START)
        assert one.figures.metres == pytest.approx(FAST * inside.total_seconds(), abs=0.1)
        assert one.figures.pace == 250.0
