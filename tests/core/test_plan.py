"""The plan of a tick: which step each due row gets, and why one has to wait."""

import pytest

from sync.core.activity import FINAL, State
from sync.core.plan import STEPS, planned
from tests.support.core.rows import row


@pytest.mark.parametrize(
    ("state", "step", "needs"),
    [
        (State.DISCOVERED, "submit", ("garmin", "strava")),
        (State.SUBMITTING, "settle", ("strava",)),
        (State.SUBMITTED, "confirm", ("strava",)),
        (State.UPLOADED, "annotate", ("strava",)),
        (State.ANNOTATED, "annotate", ("strava",)),
    ],
)
def test_each_state_has_its_step_and_the_services_it_needs(state: State, step: str, needs: tuple[str, ...]) -> None:
    assert STEPS[state] == (step, needs)
    for blocked in ("garmin", "strava"):
        (action,) = planned([row(state)], {blocked: f"{blocked} is away"})
        assert (action.step, action.waits) == (step, f"{blocked} is away" if blocked in needs else "")


def test_every_state_that_is_not_final_has_a_step() -> None:
    assert set(STEPS) == set(State) - FINAL
    assert planned([row(state) for state in FINAL], {}) == []
    rows = [row(state) for state in (State.SKIPPED, State.DISCOVERED, State.DELETED, State.SUBMITTED)]
    assert [action.row for action in planned(rows, {})] == [rows[1], rows[3]]


def test_the_music_comes_after_every_upload() -> None:
    order = [State.UPLOADED, State.DISCOVERED, State.UPLOADED, State.SUBMITTED, State.SUBMITTING]
    actions = planned([row(state) for state in order], {"garmin": "", "strava": ""})
    assert [a.step for a in actions] == ["submit", "confirm", "settle", "annotate", "annotate"]
    assert [a.waits for a in actions] == [""] * 5
