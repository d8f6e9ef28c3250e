"""Which row stands where a run comes back from an archive and the ledger has a row of it already."""

from dataclasses import replace
from typing import Any

import pytest

from sync.core.activity import Activity, Decision, Key, State
from sync.core.archive.merging import as_of, winner
from tests.support.core.rows import HOUR, NOW, row


def test_a_run_becomes_another_users_and_was_never_saved() -> None:
    assert as_of(row(version=5), "anna") == replace(row(), key=Key("anna", "garmin", "900000001"), version=0)


def decided(state: State, after: int = 0, **changes: Any) -> Activity:
    return row(state, history=(Decision(NOW, state, "first"), Decision(NOW + after * HOUR, state, "last")), **changes)


UPLOADED, SKIPPED, SENDING = State.UPLOADED, State.SKIPPED, State.SUBMITTING


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"),
    [
        (decided(UPLOADED), decided(UPLOADED, version=9), True),
        (decided(SENDING), decided(UPLOADED, 9), True),
        (decided(State.SUBMITTED), decided(State.DELETED, 9), True),
        (decided(UPLOADED), decided(SKIPPED, 9), True),
        (decided(State.DELETED), decided(SENDING, 9), True),
        (decided(SKIPPED, 9), decided(State.ANNOTATED), False),
        (decided(State.DISCOVERED, 9), decided(State.DELETED), False),
        (decided(SKIPPED), decided(SENDING), False),
        (decided(SKIPPED, 9), decided(State.SUBMITTED), False),
        (decided(UPLOADED), decided(State.ANNOTATED, 1), False),
        (decided(UPLOADED, 1), decided(State.ANNOTATED), True),
        (decided(SKIPPED, 1), decided(State.FAILED, 1), True),
        (row(SKIPPED, history=()), decided(State.FAILED), False),
        (decided(SKIPPED), row(State.FAILED, history=()), True),
        (row(SKIPPED, history=()), row(State.FAILED, history=()), True),
    ],
)
def test_of_two_rows_the_one_that_is_on_the_target_stands_else_the_later(
    ours: Activity, theirs: Activity, stays: bool
) -> None:
    ours = replace(ours, version=3)
    assert winner(ours, theirs) == (ours if stays else replace(theirs, version=3))
