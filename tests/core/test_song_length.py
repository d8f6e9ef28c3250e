"""Where a song's length comes from: its own play, a copy, another play of the song, or nowhere."""

from dataclasses import replace

import pytest

from sync.core.music import Play, Song
from sync.core.song_length import USUAL_LENGTH, by_name, filled, length_of, of_copies
from sync.core.soundtrack import soundtrack
from tests.support.core.plays import START, at, play


@pytest.mark.parametrize("seconds", [None, 0.0, -3.0, float("nan"), float("inf"), 90_000.0])
def test_a_length_that_makes_no_sense_is_unknown(seconds: float | None) -> None:
    assert length_of(Song("One", "The Fartleks", seconds)) is None


def test_a_length_of_its_own_stays_and_an_unknown_one_is_taken_by_name_from_the_first_that_knows() -> None:
    songs = [("one", None), ("one", 200.0), ("one", 210.0), ("two", None)]
    assert filled(songs, by_name(songs)) == [200.0, 200.0, 210.0, None]


def test_of_copies_the_first_that_knows_is_believed() -> None:
    copies = [play("One", 0, seconds=None), play("One", 3, "lastfm", seconds=190.0), play("One", 4, seconds=200.0)]
    assert of_copies(copies) == 190.0


def lasts(*plays: Play) -> float:
    """Seconds that the first song is taken to last, which begins at its stamp."""
    first = soundtrack(START, 3000, plays)[0]
    return (first.end - first.start).total_seconds()


def test_each_way_to_a_length_counts_where_those_before_it_say_nothing() -> None:
    own = play("One", 0, "listenbrainz", seconds=200.0)
    mute = replace(own, song=replace(own.song, seconds=None))
    copy = replace(own, source="lastfm", song=replace(own.song, seconds=190.0))
    another = replace(own, played_at=at(2000), song=replace(own.song, seconds=180.0))
    assert lasts(own, copy, another) == 200
    assert lasts(mute, copy, another) == 190
    assert lasts(mute, another) == 180
    assert lasts(mute) == USUAL_LENGTH
