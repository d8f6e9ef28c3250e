"""Which of several rows owns the text of the activity that they have in common."""

from dataclasses import replace
from itertools import permutations

import pytest

from sync.core.activity import Activity, Decision, Key, State
from sync.core.annotation import Annotation
from sync.core.ownership import alone, leaves_it, left_to, owner
from sync.core.states import How
from tests.support.core.rows import MINUTE, NOW, row

WRITTEN, BEGUN = Annotation(ours=("a",), standing="a"), Annotation(ours=("a",))


def on_target(number: int, *, minutes: int = 0, **changes: object) -> Activity:
    """A row that came to the activity so many minutes after `NOW`."""
    since = (Decision(NOW + minutes * MINUTE, State.UPLOADED, "there"),)
    made = replace(
        row(),
        key=Key("me", "garmin", str(number)),
        state=State.UPLOADED,
        history=since,
        target_id=7,
        how=How.ALREADY_THERE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # whatever the test gives it


FIRST = on_target(5)
CASES: list[tuple[str, Activity]] = [
    ("a later one", on_target(1, minutes=1)),
    ("one of the same moment with a higher number", on_target(6)),
    ("one whose text was only begun, of another's upload", on_target(1, minutes=1, music=BEGUN)),
    ("one that leaves it to another", left_to(on_target(1, minutes=-5), on_target(3))),
    ("one that was deleted", on_target(1, minutes=-5, state=State.DELETED, music=WRITTEN)),
]


@pytest.mark.parametrize("other", [pytest.param(other, id=name) for name, other in CASES])
def test_the_first_that_came_owns_the_text_rather_than(other: Activity) -> None:
    assert owner([FIRST, other]) == owner([other, FIRST]) == FIRST


def test_a_text_that_stands_wins_over_one_that_went_out_and_that_over_the_first() -> None:
    stands = on_target(3, minutes=9, music=WRITTEN, state=State.ANNOTATED)
    went_out = on_target(2, minutes=5, music=BEGUN, how=How.UPLOADED)
    for rows in permutations([FIRST, went_out, stands]):
        assert owner(rows) == stands
    for rows in permutations([FIRST, went_out]):
        assert owner(rows) == went_out


def test_one_that_leaves_it_has_no_text_until_it_is_alone() -> None:
    left = left_to(on_target(1, due=NOW), FIRST)
    assert (left.due, left.music.closed, leaves_it(left)) == (None, "its soundtrack is kept as 5", True)
    assert owner([left]) is None
    assert alone(left) == replace(left, music=Annotation())
    closed = replace(FIRST, music=FIRST.music.left_alone("you removed our text from its description"))
    assert alone(closed) == closed
