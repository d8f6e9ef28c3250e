"""Moments and lengths as numbers, and whose word counts first."""

from datetime import UTC, datetime

import pytest

from sync.core.music import Habit, Song
from sync.core.play_times import date_of, length_of, moment, rank, usual_habit
from tests.support.core.plays import START, at


@pytest.mark.parametrize("seconds", [None, 0.0, -3.0, float("nan"), float("inf"), 90_000.0])
def test_a_length_that_makes_no_sense_is_unknown(seconds: float | None) -> None:
    assert length_of(Song("One", "The Fartleks", seconds)) is None


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
def test_what_is_usual_at_a_source(source: str, client: str, usual: Habit) -> None:
    assert usual_habit(source, client) == usual


def test_spotify_comes_first_and_an_unknown_source_last() -> None:
    told = ["somewhere", "lastfm", "spotify-history", "listenbrainz", "spotify"]
    assert sorted(told, key=rank) == ["spotify", "spotify-history", "listenbrainz", "lastfm", "somewhere"]


def test_a_time_without_a_zone_is_utc() -> None:
    assert moment(datetime(2026, 3, 14, 8, 0)) == moment(START)
    assert date_of(moment(at(0.123))) == at(0.123)
    assert date_of(-1e30) == datetime(1, 1, 1, tzinfo=UTC)
    assert date_of(1e30) == datetime(9999, 12, 31, tzinfo=UTC)
