"""Whether `played_at` is the end or the start of a listening: found from gaps and lengths, else what is usual."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.habit import date_of, detected, detected_near, habit_of, length_of, lengths_in, moment, name_of, rank
from sync.core.music import Habit, Play, Song
from tests.core.plays import START, at, play, row, song

FIVE = ("One", "Two", "Three", "Four", "Five")


@pytest.mark.parametrize("habit", ["end", "start"])
@pytest.mark.parametrize("source", ["spotify", "lastfm", "listenbrainz"])
def test_a_row_of_songs_gives_the_habit_away(habit: Habit, source: str) -> None:
    assert habit_of(row(0, habit, *FIVE, source=source)) == habit


@pytest.mark.parametrize("habit", ["end", "start"])
def test_one_skipped_and_one_paused_song_of_four_pairs_do_not_hide_it(habit: Habit) -> None:
    first, *rest = row(0, habit, "One", "Two")
    after_a_skip = row(200 + 100, habit, "Three")
    after_a_pause = row(300 + 150 + 400, habit, "Four", "Five", "Six")
    assert habit_of([first, *rest, *after_a_skip, *after_a_pause]) == habit


@pytest.mark.parametrize(
    ("source", "client", "usual"),
    [
        ("spotify", "", "end"),
        ("spotify-history", "", "end"),
        ("lastfm", "", "start"),
        ("listenbrainz", "", "start"),
        ("listenbrainz", "spotify.com", "end"),
        ("somewhere", "", "start"),
    ],
)
def test_with_fewer_than_three_pairs_it_is_what_is_usual_there(source: str, client: str, usual: Habit) -> None:
    told = row(0, "end" if usual == "start" else "start", "One", "Two", "Three", source=source, client=client)
    assert habit_of(told) == usual
    assert habit_of(told[:1]) == usual


def test_three_pairs_are_enough_against_what_is_usual() -> None:
    assert habit_of(row(0, "start", "One", "Two", "Three", "Four")) == "start"
    assert habit_of(row(0, "end", "One", "Two", "Three", "Four", source="lastfm")) == "end"


def test_no_plays_have_spotifys_habit() -> None:
    assert habit_of([]) == "end"


def test_what_the_source_itself_says_is_believed() -> None:
    assert habit_of(row(0, "start", *FIVE, habit="end")) == "end"


def test_pairs_that_tell_nothing_are_left_out() -> None:
    apart = [play(title, 2000.0 * number) for number, title in enumerate(FIVE)]
    alike = [play("One", 200.0 * number) for number in range(6)]
    nameless = row(0, "start", *FIVE, seconds=None)
    assert [detected(plays) for plays in (apart, alike, nameless)] == [None, None, None]


def test_a_length_that_another_source_knows_helps_out() -> None:
    nameless = row(0, "end", *FIVE, source="lastfm", seconds=None)
    assert detected(nameless, lengths_in(row(0, "end", *FIVE))) == "end"


def test_the_plays_of_the_run_decide_before_those_of_another_day() -> None:
    today, yesterday = row(0, "start", *FIVE, "Six"), row(-40_000, "end", *FIVE, *FIVE, *FIVE)
    begin = moment(START)
    assert detected([*yesterday, *today]) == "end"
    assert detected_near([*yesterday, *today], begin, begin + 1500, {}) == "start"


def test_where_the_run_tells_too_little_the_nearest_plays_decide() -> None:
    begin = moment(START)
    few, evening, long_ago = row(0, "start", "One"), row(20_000, "start", *FIVE), row(-80_000, "end", *FIVE * 3)
    assert detected_near([*few, *evening, *long_ago], begin, begin + 300, {}) == "start"
    assert detected_near([*few, *long_ago], begin, begin + 300, {}) == "end"
    assert detected_near(few, begin, begin + 300, {}) is None


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(st.permutations(row(0, "start", *FIVE, "Six", "One")))
def test_the_order_of_the_plays_does_not_matter(plays: list[Play]) -> None:
    assert habit_of(plays) == "start"


@pytest.mark.parametrize("seconds", [None, 0.0, -3.0, float("nan"), float("inf"), 90_000.0])
def test_a_length_that_makes_no_sense_is_unknown(seconds: float | None) -> None:
    assert length_of(Song("One", "The Fartleks", seconds)) is None


def test_of_several_lengths_the_best_sources_counts() -> None:
    plays = [play("One", 0, "lastfm", seconds=100.0), play("One", 0, seconds=201.0), play("One", 0, seconds=205.0)]
    assert lengths_in(plays) == {("the fartleks", "one"): 201.0}


def test_a_name_of_signs_alone_stands_for_itself() -> None:
    assert name_of(song("???", artist="!!!")) == ("!!!", "???")
    assert name_of(song("Été (feat. Zone Two)", artist="Måns")) == ("mans", "ete")


def test_spotify_comes_first_and_an_unknown_source_last() -> None:
    told = ["somewhere", "lastfm", "spotify-history", "listenbrainz", "spotify"]
    assert sorted(told, key=rank) == ["spotify", "spotify-history", "listenbrainz", "lastfm", "somewhere"]


def test_a_time_without_a_zone_is_utc() -> None:
    assert moment(datetime(2026, 3, 14, 8, 0)) == moment(START)
    assert date_of(moment(at(0.123))) == at(0.123)
    assert date_of(-1e30) == datetime(1, 1, 1, tzinfo=UTC)
    assert date_of(1e30) == datetime(9999, 12, 31, tzinfo=UTC)
