"""What each stamp means: the end, the start or the half of a listening, by gaps, by what is usual, by other sources."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.matching.feed import END, HALF, START, Feed, by_source, feed_of
from sync.core.matching.meaning import decode
from sync.core.matching.pairing import align, alike
from sync.core.music import Play
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
