"""Which plays of two feeds are one listening, and the order of two of one moment."""

import pytest

from sync.core.matching.feed import END, START, Feed, feed_of
from sync.core.matching.pairing import best_first, share_lengths, untie
from tests.support.core.plays import play


def test_the_likeliest_pair_comes_first_and_of_equal_ones_the_earlier() -> None:
    assert best_first([(1, 0, 0.5), (1, 1, 0.9), (0, 0, 0.2)]) == [(1, 1), (0, 0)]
    assert best_first([(1, 1, 0.5), (1, 0, 0.5), (0, 1, 0.5)]) == [(0, 1), (1, 0)]
    assert best_first([]) == []


def tied(apart: float, *more: dict[int, int]) -> Feed:
    """Three plays, the second and the third so many seconds apart, and where their copies stand in other feeds."""
    feed = feed_of([play("One", 0), play("Two", 300), play("Three", 300 + apart)])
    feed.states = [START, END, START]
    feed.partners = {feed_of([play("Other", 0)]): known for known in more}
    return feed


@pytest.mark.parametrize(
    ("apart", "known"),
    [(0, [{1: 1, 2: 0}]), (3, [{1: 1, 2: 0}]), (0, [{}, {1: 7, 2: 5}]), (0, [{0: 0, 1: 2, 2: 1}])],
)
def test_two_plays_of_one_moment_take_the_order_of_another_feed(apart: float, known: list[dict[int, int]]) -> None:
    feed = tied(apart, *known)
    assert untie(feed)
    assert [one.song.title for one in feed.plays] == ["One", "Three", "Two"]
    assert (feed.lengths, feed.states) == ([200.0, 150.0, 260.0], [START, START, END])
    assert feed.stamps == [play("", 0).played_at.timestamp() + after for after in (0, 300, 300 + apart)]


@pytest.mark.parametrize(
    ("apart", "known"),
    [
        (4, [{1: 1, 2: 0}]),
        (0, [{1: 0, 2: 1}]),
        (0, [{1: 1}, {2: 0}]),
        (0, []),
        (0, [{0: 1, 1: 0}]),
        (0, [{0: 3, 2: 0}]),
    ],
)
def test_they_stay_where_no_other_feed_knows_better(apart: float, known: list[dict[int, int]]) -> None:
    feed = tied(apart, *known)
    assert not untie(feed)
    assert [one.song.title for one in feed.plays] == ["One", "Two", "Three"]


def test_of_two_copies_both_get_the_length_that_the_better_one_knows() -> None:
    a = feed_of([play("One", 0), play("Two", 300, seconds=None), play("Three", 700, seconds=None)])
    b = feed_of([play("One", 0, seconds=1.0), play("Two", 300), play("Three", 700, seconds=None)])
    share_lengths(a, b, [(0, 0), (1, 1), (2, 2)])
    assert a.lengths == b.lengths == [200.0, 260.0, None]
