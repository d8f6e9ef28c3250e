"""What each stamp means: the end, the start or the half of a listening, by gaps, by what is usual, by other sources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.matching.feed import END, HALF, START, Feed, by_source, feed_of
from sync.core.matching.meaning import decode
from sync.core.matching.pairing import align, alike
from sync.core.music import Habit, Play
from tests.support.core.plays import LENGTHS, play, row

FIVE = ("One", "Two", "Three", "Four", "Five")
LETTERS = {"E": END, "S": START, "H": HALF}


def fed(plays: list[Play]) -> Feed:
    (told,) = by_source(plays)
    return feed_of(told)


def meant(plays: list[Play]) -> str:
    feed = fed(plays)
    decode(feed)
    return "".join("ESH"[state] for state in feed.states)


def halves(begin: float, *titles: str) -> list[Play]:
    """Stamped when half of the song had been heard, by a program that says no more."""
    plays = []
    for title in titles:
        plays.append(play(title, begin + LENGTHS[title] / 2, "lastfm"))
        begin += LENGTHS[title]
    return plays


@pytest.mark.parametrize("source", ["spotify", "lastfm", "listenbrainz"])
def test_a_row_of_songs_gives_it_away(source: str) -> None:
    assert meant(row(0, "end", *FIVE, source=source)) == "EEEEE"
    assert meant(row(0, "start", *FIVE, source=source)) == "SSSSS"
    assert meant(halves(0, *FIVE, *FIVE)) == "H" * 10


@pytest.mark.parametrize(("habit", "expected"), [("end", "EEEEEE"), ("start", "SSSSSS")])
def test_one_skipped_and_one_paused_song_do_not_hide_it(habit: str, expected: str) -> None:
    first, *rest = row(0, habit, "One", "Two")
    after_a_skip, after_a_pause = row(300, habit, "Three"), row(850, habit, "Four", "Five", "Six")
    assert meant([first, *rest, *after_a_skip, *after_a_pause]) == expected


@pytest.mark.parametrize(
    ("source", "client", "usual"), [("spotify", "", "E"), ("lastfm", "", "S"), ("listenbrainz", "spotify.com", "E")]
)
def test_where_nothing_tells_it_is_what_is_usual_there(source: str, client: str, usual: str) -> None:
    nameless = row(0, "start" if usual == "E" else "end", *FIVE, source=source, client=client, seconds=None)
    assert meant(nameless) == usual * 5
    assert meant(nameless[:1]) == usual


def test_it_may_change_from_sitting_to_sitting_and_within_one() -> None:
    assert meant(row(0, "start", *FIVE) + row(9000, "end", *FIVE)) == "SSSSSEEEEE"
    change = row(0, "start", *FIVE, "Six", *FIVE) + row(2330, "end", *FIVE, "Six", *FIVE)
    assert meant(change) == "S" * 11 + "E" * 11


def test_what_the_source_itself_says_is_believed() -> None:
    assert meant(row(0, "start", *FIVE, habit="end")) == "EEEEE"


@settings(max_examples=50, derandomize=True, database=None, deadline=None)
@given(st.permutations(row(0, "start", *FIVE, "Six", "One")))
def test_the_order_of_the_plays_does_not_matter(plays: list[Play]) -> None:
    assert meant(plays) == "S" * 7


@pytest.mark.parametrize("letter", "ES")
def test_a_copy_in_another_source_tells_of_a_song_that_stands_alone(letter: str) -> None:
    one = fed([play("One", 200 if letter == "E" else 0)])
    other = fed([play("One", 0, "lastfm", seconds=None)])
    align(one, other, alike(one, other))
    decode(one, [other])
    assert one.states == [LETTERS[letter]]


def test_a_change_within_a_row_is_believed_when_three_gaps_speak_for_it() -> None:
    three = FIVE[:3]
    begin = sum(LENGTHS[title] for title in three)
    assert meant(row(0, "start", *three) + row(begin, "end", *three)) == "SSSEEE"


def test_a_gap_beside_a_song_of_unknown_length_tells_nothing() -> None:
    assert meant([play("Nameless", 0, seconds=None), play("One", 50)]) == "EE"
    assert meant([play("One", 0, "lastfm"), play("Nameless", 50, "lastfm", seconds=None)]) == "SS"


@pytest.mark.parametrize(
    ("of_copy", "apart", "expected"),
    [
        ("S", 100, "E"),  # skipped in its middle
        ("S", 200, "E"),
        ("S", 0, "S"),
        ("H", 50, "E"),
        ("H", 100, "E"),
        ("H", -100, "S"),
        ("E", -200, "S"),
        ("E", -120, "S"),
        ("E", 0, "E"),
        ("S", 400, "S"),  # it fits nothing, so that what is usual stands
    ],
)
def test_from_a_copy_any_time_up_to_the_songs_length_will_do(of_copy: str, apart: float, expected: str) -> None:
    one, other = fed([play("One", 300 + apart, "lastfm")]), fed([play("One", 300)])
    other.states = [LETTERS[of_copy]]
    align(one, other, alike(one, other))
    decode(one, [other])
    assert one.states == [LETTERS[expected]]


def test_a_feed_without_a_copy_tells_nothing() -> None:
    one, other = fed([play("One", 200)]), fed(row(0, "start", "Two", source="lastfm"))
    decode(one, [other])
    assert one.states == [END]


def test_stamps_that_fit_whatever_each_means_are_without_noise() -> None:
    begin, plays = 0.0, list[Play]()
    for i, length in enumerate([200.0, 260.0, 150.0, 230.0, 180.0, 290.0, 210.0, 240.0, 170.0]):
        habit = Habit.END if i % 4 < 2 else Habit.START
        plays.append(play(f"No. {i}", begin + (length if habit is Habit.END else 0), seconds=length, habit=habit))
        begin += length
    told = fed(plays)
    decode(told)
    assert (told.states, told.noise) == ([END, END, START, START] * 2 + [END], 0.0)
    few = fed(plays[:4])
    decode(few)
    assert few.noise == 1.0
