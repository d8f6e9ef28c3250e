"""Whatever plays come in: their order and copies change nothing, the window rule holds, and nothing raises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.music import Habit, Play, Song
from sync.core.play_times import moment
from sync.core.song_length import length_of
from sync.core.soundtrack import soundtrack
from tests.support.core.plays import START, play, row

TITLES = ("One", "Two", "Three", "Four", "Five", "Six")
SOURCES = st.sampled_from(["spotify", "spotify-history", "listenbrainz", "lastfm", "elsewhere"])
SANE = st.builds(
    play,
    st.sampled_from(TITLES),
    st.floats(-4000, 8000).map(lambda seconds: round(seconds, 3)),
    SOURCES,
    client=st.sampled_from(["", "spotify.com"]),
    habit=st.sampled_from([None, None, None, "end", "start"]),
    heard=st.sampled_from([None, None, None, 5.0, 60.0, 200.0]),
    seconds=st.sampled_from([None, 40.0, 150.0, 200.0, 260.0]),
)
NUMBERS = st.sampled_from([None, 0.0, -1.0, 1e-9, 1e300, float("nan"), float("inf"), float("-inf")])
DATES = st.datetimes(
    timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))])
)
EDGES = st.sampled_from([datetime.min, datetime.max, datetime.max.replace(tzinfo=timezone(-timedelta(hours=12)))])
ABSURD = st.builds(
    Play,
    st.just("me"),
    st.text(max_size=3) | SOURCES,
    DATES | EDGES,
    st.builds(Song, st.text(max_size=3), st.text(max_size=3), NUMBERS, st.text(max_size=2), st.text(max_size=2)),
    client=st.text(max_size=2),
    heard=NUMBERS,
    habit=st.sampled_from([None, "end", "start"]),
)
WIRED = settings(max_examples=80, derandomize=True, database=None, deadline=None)


@WIRED
@given(st.lists(SANE, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_the_plays_does_not_matter(plays: list[Play], dice: Random) -> None:
    shuffled = list(plays)
    dice.shuffle(shuffled)
    assert soundtrack(START, 4000, shuffled) == soundtrack(START, 4000, plays)


@WIRED
@given(st.lists(SANE, max_size=14))
def test_the_same_plays_again_change_nothing(plays: list[Play]) -> None:
    assert soundtrack(START, 4000, [*plays, *plays]) == soundtrack(START, 4000, plays)


@WIRED
@given(st.lists(SANE, max_size=14), st.floats(0, 6000))
def test_no_part_breaks_the_window_rule_and_none_has_more_copies_than_there_were_plays(
    plays: list[Play], elapsed: float
) -> None:
    parts = soundtrack(START, elapsed, plays)
    begin, end = moment(START), moment(START) + elapsed
    for part in parts:
        shared = min(moment(part.end), end) - max(moment(part.start), begin)
        length = length_of(part.song)
        assert shared > min(30.0, length / 2 if length else 30.0) - 0.001
        assert 0 < part.inside <= min(shared, length or shared) + 0.001
        assert part.played_at in {item.played_at for item in plays}
    assert [part.start for part in parts] == sorted(part.start for part in parts)
    assert len(parts) <= len(plays)


@WIRED
@given(st.lists(SANE, max_size=10))
def test_a_source_alone_loses_no_play_to_merging(plays: list[Play]) -> None:
    """But for a song that is told again within half a minute: nobody has heard it twice by then."""
    alone = [replace(item, source="lastfm", client="", habit=Habit.START, heard=60.0) for item in plays]
    kept: list[Play] = []
    for item in sorted(alone, key=lambda each: each.played_at):
        again = (
            abs(moment(item.played_at) - moment(each.played_at)) for each in kept if each.song.title == item.song.title
        )
        if 0 <= (item.played_at - START).total_seconds() <= 7000 and all(apart >= 30 for apart in again):
            kept.append(item)
    assert len(soundtrack(START, 7030, kept)) == len(kept)


@WIRED
@given(DATES | EDGES, st.floats(), st.lists(ABSURD, max_size=8))
def test_absurd_input_never_raises(start: datetime, elapsed: float, plays: list[Play]) -> None:
    for part in soundtrack(start, elapsed, plays):
        assert part.start <= part.end


def test_a_start_without_a_zone_is_taken_as_utc() -> None:
    plays = row(0, "end", *TITLES)
    assert soundtrack(START.replace(tzinfo=None), 1310, plays) == soundtrack(START, 1310, plays)
