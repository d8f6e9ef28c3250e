"""Two histories as one: which listenings are copies, whose ends count, and where there is room for another one."""

from typing import Any

import pytest

from sync.core.matching.joining import joined, told_once
from sync.core.matching.spans import Span
from tests.support.core.plays import play


def span(title: str, begin: float, end: float, stamped: str = "S", source: str = "spotify", **more: Any) -> Span:
    """Stamped to the second at one end; the other one is reckoned, and may be 4 seconds off."""
    offs = {"begin_off": 1.0, "end_off": 4.0} if stamped == "S" else {"begin_off": 4.0, "end_off": 1.0}
    at = {"earliest": begin, "latest": end, "length": None}
    return Span((play(title, begin, source),), begin, end, **(offs | at | more))


def other(title: str, begin: float, end: float, stamped: str = "S", **more: Any) -> Span:
    return span(title, begin, end, stamped, "lastfm", **more)


def told(found: list[Span]) -> list[tuple[str, float, float, int]]:
    return [(one.plays[0].song.title, one.begin, one.end, len(one.plays)) for one in found]


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        (span("One", 0, 8), other("One", 5, 13), True),
        (span("One", 0, 8), other("One", 5.25, 13.25), False),
        (span("One", 5, 13, "E"), other("One", 0, 8, "E"), True),
        (span("One", 5.25, 13.25, "E"), other("One", 0, 8, "E"), False),
        (span("One", 0, 8), other("Two", 0, 8), False),
        # a start here and an end there, with the song between them
        (span("One", 0, 100, latest=185, length=200), other("One", 180, 205, "E"), True),
        (span("One", 0, 100, latest=185), other("One", 180, 205, "E", length=200), True),
        (span("One", 0, 100, latest=185), other("One", 180, 205, "E"), False),
        (span("One", 0, 100, latest=185, length=200), other("One", 180, 205.25, "E"), False),
        (span("One", 180, 205, "E", length=200), other("One", 0, 100, latest=185), True),
        (span("One", 180, 205.25, "E", length=200), other("One", 0, 100, latest=185), False),
        # skipped
        (span("One", 0, 20, latest=85, length=200), other("One", 80, 100, "E"), True),
        (span("One", 0, 12, length=200), other("One", 10, 30, "E"), True),
        (span("One", 0, 12, length=200), other("One", 10, 29, "E"), False),
        # half of the shorter in common; pauses are allowed for between a start and an end
        (span("One", 0, 100), other("One", 50, 150), True),
        (span("One", 0, 100), other("One", 51, 151), False),
        (span("One", 0, 100), other("One", 60, 400, latest=500), False),
        (span("One", 0, 20, latest=100), other("One", 90, 110, "E", earliest=80), True),
    ],
)
def test_two_are_one_by_their_stamps_or_by_what_they_have_in_common(a: Span, b: Span, one: bool) -> None:
    found = joined([a], [b], gappy=False)
    assert any(len(each.plays) == 2 for each in found) is one


def test_of_several_the_one_that_has_most_in_common_is_the_copy() -> None:
    for less in (other("One", 50, 350), other("One", 120, 150)):
        most = other("One", 90, 190)
        (copy,) = (one for one in joined([span("One", 100, 200)], [less, most], gappy=False) if len(one.plays) == 2)
        assert copy.plays[1] is most.plays[0]


@pytest.mark.parametrize(("gappy", "end", "one"), [(False, 400, True), (True, 400, False), (True, 404, True)])
def test_a_start_and_an_end_two_lengths_apart_are_two_where_both_lack_some(gappy: bool, end: float, one: bool) -> None:
    a, b = span("One", 0, 200, latest=400, length=200), other("One", end - 200, end, "E", earliest=0, length=200)
    found = joined([a], [b], gappy=gappy)
    assert [len(each.plays) for each in found] == ([2] if one else [1, 1])


@pytest.mark.parametrize(
    ("b", "begin", "end"),
    [
        (other("One", 10, 198, "E"), 0, 198),
        (other("One", 10, 198, begin_off=0.5), 10, 200),
        (other("One", 10, 198, "E", end_off=4.0, begin_off=9.0), 0, 200),  # no surer
        (other("One", 10, 172, "E", end_off=9.0, begin_off=40.0), 0, 200),
        (other("One", 10, 171, "E", end_off=9.0, begin_off=40.0), 0, 171),
        (other("One", -10, 30, "E"), 0, 30),
        (other("One", -8, 29, "E"), 0, 200),  # they contradict each other
    ],
)
def test_each_end_is_told_by_the_copy_that_is_surer_of_it(b: Span, begin: float, end: float) -> None:
    a = span("One", 0, 200, end_off=4.0 if b.end_off == 4.0 else 25.0)
    (one,) = joined([a], [b], gappy=False)
    assert (one.begin, one.end, one.plays, one.length) == (begin, end, a.plays + b.plays, None)
    assert (one.earliest <= one.begin, one.latest >= one.end) == (True, True)


BESIDE = [span("Two", 0, 100), span("Three", 200, 300)]


@pytest.mark.parametrize(
    ("one", "room"),
    [
        (other("Four", 110, 190), (110, 190)),
        (other("Four", 93, 195), (100, 195)),
        (other("Four", 92, 195), None),  # its stamp is not there
        (other("Four", 110, 207, "E"), (110, 200)),
        (other("Four", 110, 208, "E"), None),
        (other("Four", 170, 200), (170, 200)),
        (other("Four", 171, 200), None),  # too little
        (other("Four", 180, 220, length=40), (180, 200)),
        (other("Four", 181, 221, length=40), None),
        (other("Four", 140, 261), None),  # less than its half
        (other("Four", 140, 260), (140, 200)),
        (other("Four", 310, 400), (310, 400)),
        (other("Four", -90, 10), (-90, 0)),
    ],
)
def test_what_has_no_copy_is_listed_where_there_is_room(one: Span, room: tuple[float, float] | None) -> None:
    expected = [("Two", 0, 100, 1), ("Three", 200, 300, 1)] + ([("Four", *room, 1)] if room else [])
    assert told(joined(BESIDE, [one], gappy=False)) == sorted(expected, key=lambda each: each[1])


@pytest.mark.parametrize(("ours", "against", "listed"), [(4, 2, 1), (4, 3, 0), (12, 3, 0), (13, 3, 1), (16, 4, 0)])
def test_a_source_that_tells_much_else_of_the_same_time_is_not_believed(ours: int, against: int, listed: int) -> None:
    merged = [span(f"No. {i}", 100 * i, 100 * i + 90) for i in range(ours)]
    strange = [other(f"Else {'abcd'[i]}", 100 * i + 5, 100 * i + 85) for i in range(against)]
    found = joined(merged, [*strange, other("Free", 5000, 5100)], gappy=False)
    assert len(found) == ours + listed


@pytest.mark.parametrize(
    ("one", "kept"),
    [(other("Two", 50, 150), 2), (other("Two", 49, 149), 1), (other("Two", 40, 80), 1), (span("Two", 10, 90), 2)],
)
def test_what_shares_more_than_half_with_a_better_source_is_told_once(one: Span, kept: int) -> None:
    best = span("One", 0, 100)
    assert told_once([one, best]) == [best, one][:kept]
