"""What a run's annotation remembers: blocks that were written, when it is looked at again, and how it ended."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from sync.core.annotation import LOOKS, OFF, RECIPE, REMEMBERED, Annotation, MusicOutcome, as_told, digest, looked
from sync.core.music import Sure
from tests.support.core.plays import play
from tests.support.core.rows import HOUR, NOW

ASKED: dict[str, Any] = {"asked": True, "bulk": True, "removing": True}


# -- blocks ---------------------------------------------------------------------------------------


def test_the_latest_block_comes_last_once_and_only_so_many_are_remembered() -> None:
    known = Annotation()
    for number in range(12):
        known = known.beginning(f"block {number}")
    assert known.ours == tuple(f"block {number}" for number in range(12 - REMEMBERED, 12))
    assert known.beginning("block 6").ours == (*(f"block {n}" for n in (4, 5, 7, 8, 9, 10, 11)), "block 6")
    assert known.standing == "", "a write that has begun has not arrived yet"


def test_a_block_that_stands_answers_what_was_asked_for_and_keeps_its_title() -> None:
    stands = Annotation(ours=("new", "old"), **ASKED).stands("new", "\n\n", titled=False)
    assert stands == Annotation(ours=("old", "new"), standing="new", lead="\n\n", removing=True)
    titled = Annotation().stands("new", "", titled=True)
    assert titled.titled is True
    assert titled.stands("newer", "", titled=False).titled is True, "the emoji went out with the first"


def test_a_run_that_is_left_alone_says_why_and_is_asked_for_no_longer() -> None:
    before = Annotation(outcome=MusicOutcome.COMPLETE, songs=3, ours=("a",), **ASKED)
    assert before.left_alone(OFF) == Annotation(outcome=MusicOutcome.LEFT_ALONE, songs=3, ours=("a",), closed=OFF)


@pytest.mark.parametrize(
    ("changes", "plays", "old"),
    [
        ({}, "p", True),
        ({"plays": ""}, "p", True),
        ({"plays": "others"}, "p", False),
        ({"recipe": RECIPE}, "p", False),
        ({"standing": ""}, "p", False),
        ({"asked": True}, "p", False),
    ],
)
def test_an_upgrade_alone_writes_no_text_anew(changes: dict[str, Any], plays: str, old: bool) -> None:
    known = replace(Annotation(standing="block", recipe=RECIPE - 1, plays="p"), **changes)
    assert known.made_before(plays) is old
    now = known.made_of("q")
    assert (now.recipe, now.plays, now.made_before("q")) == (RECIPE, "q", False)


def test_the_digest_of_plays_is_of_what_they_are_in_any_order() -> None:
    plays = [play("One", 0), play("Two", 300), play("One", 600)]
    assert {digest(order) for order in permutations(plays)} == {"2af3313b71828220"}, "kept in rows: it may not change"
    others = [plays[:2], [*plays[:2], play("One", 601)], [*plays[:2], play("One", 600, "lastfm")], []]
    assert len({digest(plays), *map(digest, others)}) == 5
    assert digest([play("\ud83d", 0)]) != digest([]), "half of a sign that a service cut"


# -- looks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "looks", "due"),
    [
        (0, 0, 2),
        (1.99, 0, 2),
        (2, 1, 8),
        (8, 2, 20),
        (19, 2, 20),
        (20, 3, 44),
        (44, 4, 68),
        (68, 5, 92),
        (91, 5, 92),
        (92, 6, None),
        (500, 6, None),
    ],
)
def test_it_is_looked_at_again_2_to_92_hours_after_the_first_look(hours: float, looks: int, due: int | None) -> None:
    first, _, _ = looked(Annotation(), NOW, songs=0, gap=None)
    assert first.first_at == NOW
    after, again, _ = looked(first, NOW + hours * HOUR, songs=0, gap=None)
    assert (after.first_at, after.looks) == (NOW, looks)
    assert again == (None if due is None else NOW + timedelta(hours=due))


MAY, ARE = "plays may be missing there", "plays are missing there"


@pytest.mark.parametrize("final", [False, True])
@pytest.mark.parametrize(
    ("songs", "gap", "outcomes", "words"),
    [
        (1, None, ("complete",) * 2, ("its soundtrack has 1 song, as Spotify reported",) * 2),
        (7, None, ("complete",) * 2, ("its soundtrack has 7 songs, as Spotify reported",) * 2),
        (2, Sure.POSSIBLE, ("partial (gap)",) * 2, (f"its soundtrack has 2 songs, as Spotify reported; {MAY}",) * 2),
        (2, Sure.CERTAIN, ("partial (gap)",) * 2, (f"its soundtrack has 2 songs, as Spotify reported; {ARE}",) * 2),
        (
            0,
            None,
            ("waiting", "nothing played"),
            (
                "no music is known for it yet: plays may still arrive",
                "no music was played during it, as Spotify reported",
            ),
        ),
        (
            0,
            Sure.POSSIBLE,
            ("waiting", "gave up after 92 h"),
            (f"no music is known for it yet, and {MAY}", f"no music is known for it, and {MAY}"),
        ),
        (
            0,
            Sure.CERTAIN,
            ("waiting", "gave up after 92 h"),
            (f"no music is known for it yet, and {ARE}", f"no music is known for it, and {ARE}"),
        ),
    ],
)
def test_how_a_look_ended_is_said_by_what_it_found_and_what_may_be_missing(
    songs: int, gap: Sure | None, outcomes: tuple[str, str], words: tuple[str, str], final: bool
) -> None:
    known = Annotation(first_at=NOW - LOOKS[-1] if final else None, ours=("a",), songs=9)
    after, _, said = looked(known, NOW, songs=songs, gap=gap, told_by="spotify")
    assert (after.outcome, said) == (outcomes[final], words[final])
    assert (after.songs, after.told_by, after.ours) == (songs, "spotify", ("a",))


def test_where_more_than_one_source_was_asked_nobody_is_named() -> None:
    assert as_told("") == ""
    after, _, said = looked(Annotation(told_by="spotify"), NOW, songs=2, gap=None)
    assert (after.told_by, said) == ("", "its soundtrack has 2 songs")
