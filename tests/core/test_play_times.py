"""Moments as numbers, and whose word counts first."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sync.core.music import Habit
from sync.core.play_times import date_of, moment, rank, usual_habit
from tests.support.core.plays import START, at


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
    assert (
        moment(datetime(2026, 3, 14, 8, 0)) == moment(START) == moment(START.astimezone(timezone(timedelta(hours=2))))
    )
    assert date_of(moment(at(0.123))) == at(0.123)
    assert date_of(-1e30) == datetime(1, 1, 1, tzinfo=UTC)
    assert date_of(1e30) == datetime(9999, 12, 31, tzinfo=UTC)
