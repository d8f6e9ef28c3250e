"""A play confirms a song that was sent before it only where it certainly began after that, and lasted."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.core.listenings import listenings
from sync.core.matching.spans import Span
from sync.core.music import Habit, Play, Song
from sync.core.play_times import moment
from sync.core.sure_begin import began_after, was_skipped

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SONG, OTHER = Song("Wet Mile", "Lactate", 180.0), Song("Long Train", "VO2", 200.0)


def play(song: Song, at: float, source: str = "spotify", habit: Habit | None = None) -> Play:
    return Play("me", source, NOON + timedelta(seconds=at), song, habit=habit)


def span(of: Play, begin: float, seconds: float, *, starts: bool) -> Span:
    """As it is believed, the stamp being exact."""
    at = moment(NOON) + begin
    offs = (1.0, 26.0) if starts else (26.0, 1.0)
    return Span((of,), at, at + seconds, *offs, at, at + seconds, of.song.seconds)


def row(count: int) -> list[Span]:
    """Songs one after the other, whose starts are stamped."""
    return [span(play(OTHER, 200.0 * n), 200.0 * n, 200.0, starts=True) for n in range(-count, 0)]


@pytest.mark.parametrize(
    ("one", "starts", "neighbours", "sure"),
    [
        (play(SONG, 60), True, 0, False),  # an end just as well: then it began two minutes before
        (play(SONG, 60), True, 4, False),
        (play(SONG, 60), True, 7, True),
        (play(SONG, 200), True, 0, True),
        (play(SONG, 60, habit=Habit.START), True, 0, True),
        (play(SONG, 60, source="lastfm"), True, 0, True),
        (play(SONG, 200), False, 0, True),
    ],
    ids=["alone", "few say so", "all say so", "long after", "told by its source", "scrobbled", "an end"],
)
def test_a_stamp_that_may_be_an_end_is_taken_for_one(one: Play, starts: bool, neighbours: int, sure: bool) -> None:
    at = (one.played_at - NOON).total_seconds()
    own = span(one, at if starts else at - 180.0, 180.0, starts=starts)
    assert began_after(moment(NOON), one, own, [*row(neighbours), own]) is sure


def test_one_end_among_the_others_makes_every_start_doubtful() -> None:
    own = span(one := play(SONG, 60), 60.0, 180.0, starts=True)
    end = span(play(OTHER, -2000), -2200.0, 200.0, starts=False)
    assert not began_after(moment(NOON), one, own, [end, *row(7), own])


@pytest.mark.parametrize(
    ("beside", "starts", "skipped"),
    [(-15, False, True), (15, False, False), (-40, False, False), (15, True, True), (-40, True, False)],
)
def test_a_song_that_was_left_after_seconds_is_known_by_the_stamp_beside_it(
    beside: float, starts: bool, skipped: bool
) -> None:
    own = span(one := play(SONG, 0), 0.0 if starts else -180.0, 180.0, starts=starts)
    assert was_skipped(one, own, [one, play(OTHER, beside)]) is skipped
    assert not was_skipped(one, own, [one, play(SONG, beside)])  # told twice


def test_a_start_that_may_be_an_end_was_skipped_where_the_stamp_before_says_so() -> None:
    own = span(one := play(SONG, 0), 0.0, 180.0, starts=True)
    beside = [one, play(OTHER, -28)]
    assert was_skipped(one, own, beside)
    assert not was_skipped(one, own, beside, [*row(7), own])  # all say that it is a start
    one, other = play(SONG, 0, source="lastfm"), play(OTHER, -28, source="lastfm")
    assert not was_skipped(one, own, [one, other])


def test_a_song_left_after_seconds_counts_for_nothing_among_listenings_of_half_a_minute_at_least() -> None:
    plays = [play(OTHER, 0), play(SONG, 15), play(OTHER, 300)]
    told = listenings(plays, moment(NOON), moment(NOON))
    (own,) = (one for one in told if plays[1] in one.plays)
    assert was_skipped(plays[1], own, plays)
