"""Whatever was heard and however it is told: a copy adds no song, and no time is told by two sources."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.listenings import listenings
from sync.core.matching.likeness import name_of
from sync.core.music import Play
from sync.core.play_times import moment
from tests.core.test_soundtrack_any import SANE
from tests.support.core.plays import LENGTHS, START, play, row

WIRED = settings(max_examples=120, derandomize=True, database=None, deadline=None)
BEGIN = moment(START)
SOURCES = ("spotify", "listenbrainz", "lastfm")

HEARD = st.lists(
    st.tuples(
        st.sampled_from(sorted(LENGTHS)), st.sampled_from([1.0] * 6 + [0.4]), st.sampled_from([0] * 8 + [15, 400])
    ),
    min_size=1,
    max_size=20,
)
"""Songs in a row: the title, how much of it was heard, and for how many seconds it was paused."""


def as_told(heard: list[tuple[str, float, int]], habit: str, source: str) -> list[Play]:
    """After another sitting, from which the habit is seen."""
    at, plays = 0.0, row(-9000, habit, *sorted(LENGTHS), source=source)
    for title, share, pause in heard:
        end = at + LENGTHS[title] * share + pause
        plays.append(play(title, end if habit == "end" else at, source))
        at = end
    return plays


def copied(plays: list[Play], source: str, jitter: float, spelled: str, seed: int) -> list[Play]:
    """The same plays as another source would tell them, a little off and perhaps in other words."""
    dice = random.Random(seed)
    ways: dict[str, Callable[[str], str]] = {
        "same": lambda t: t,
        "marked": lambda t: f"{t} - Remastered",
        "other": lambda t: f"{t[::-1]} zz",
    }
    return [
        replace(
            one,
            source=source,
            played_at=one.played_at + timedelta(seconds=dice.uniform(-jitter, jitter)),
            song=replace(one.song, title=ways[spelled](one.song.title)),
        )
        for one in plays
    ]


def listed(plays: list[Play]) -> int:
    return len(listenings(plays, BEGIN, BEGIN + 6000))


@WIRED
@given(
    HEARD,
    st.sampled_from(["end", "start"]),
    st.permutations(SOURCES),
    st.sampled_from([0.0, 2.0, 8.0]),
    st.sampled_from(["same", "marked", "other"]),
    st.integers(0, 99),
)
def test_a_second_copy_of_a_source_never_adds_a_song(
    heard: list[tuple[str, float, int]], habit: str, sources: list[str], jitter: float, spelled: str, seed: int
) -> None:
    plays = as_told(heard, habit, sources[0])
    copy = copied(plays, sources[1], jitter, spelled, seed)
    assert listed([*plays, *copy]) <= max(listed(plays), listed(copy))


@WIRED
@given(HEARD, st.randoms(use_true_random=False), st.sampled_from([0.0, 3.0]))
def test_the_order_in_which_plays_come_does_not_matter(
    heard: list[tuple[str, float, int]], dice: random.Random, jitter: float
) -> None:
    plays = as_told(heard, "end", "spotify") + copied(as_told(heard, "start", "spotify"), "lastfm", jitter, "marked", 1)
    shuffled = list(plays)
    dice.shuffle(shuffled)
    assert listenings(shuffled, BEGIN, BEGIN + 6000) == listenings(plays, BEGIN, BEGIN + 6000)


@WIRED
@given(st.lists(SANE, max_size=20))
def test_no_two_listings_of_different_sources_share_more_than_half_of_the_shorter(plays: list[Play]) -> None:
    for one, other in combinations(listenings(plays, BEGIN, BEGIN + 4000), 2):
        if {item.source for item in one.plays}.isdisjoint(item.source for item in other.plays):
            shared = min(one.end, other.end) - max(one.begin, other.begin)
            assert shared <= 0.5 * min(one.seconds, other.seconds) + 0.001


@WIRED
@given(st.lists(SANE, max_size=20))
def test_every_listing_has_plays_of_its_own_and_songs_of_one_name_or_none_to_compare(plays: list[Play]) -> None:
    found = listenings(plays, BEGIN, BEGIN + 4000)
    for one in found:
        assert one.earliest <= one.begin < one.end <= one.latest
        assert len({name_of(item.song).core for item in one.plays}) <= 2
