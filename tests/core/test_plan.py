"""The tasks of due rows: which step each gets, and why one has to wait; and calls as bounds."""

import pytest

from sync.core.activity import FINAL, State
from sync.core.plan import Calls, StepName, added, planned
from sync.core.role import Role
from sync.engine.table import PHASES, STATE_STEPS
from tests.support.core.rows import row


@pytest.mark.parametrize(
    ("state", "step", "services"),
    [
        (State.DISCOVERED, StepName.SUBMIT, ("garmin", "strava")),
        (State.SUBMITTING, StepName.SETTLE, ("strava",)),
        (State.SUBMITTED, StepName.CONFIRM, ("strava",)),
        (State.UPLOADED, StepName.ANNOTATE, ("strava",)),
        (State.ANNOTATED, StepName.ANNOTATE, ("strava",)),
    ],
)
def test_each_state_has_its_step_and_the_services_it_needs(
    state: State, step: StepName, services: tuple[str, ...]
) -> None:
    assert STATE_STEPS[state].name is step
    for blocked in ("garmin", "strava"):
        (task,) = planned([row(state)], STATE_STEPS.values(), "strava", {blocked: f"{blocked} is away"}.get)  # type: ignore[arg-type]  # `get` is overloaded
        assert (task.step, task.waits) == (step, f"{blocked} is away" if blocked in services else "")


def test_every_state_that_is_not_final_has_a_step() -> None:
    assert set(STATE_STEPS) == set(State) - FINAL
    assert planned([row(state) for state in FINAL], STATE_STEPS.values(), "strava", lambda service: "") == []
    rows = [row(state) for state in (State.SKIPPED, State.DISCOVERED, State.DELETED, State.SUBMITTED)]
    assert [task.row for task in planned(rows, STATE_STEPS.values(), "strava", lambda service: "")] == [
        rows[1],
        rows[3],
    ]


def test_the_music_comes_after_every_upload_of_new_runs() -> None:
    order = [step.name for phase in PHASES for step in phase.steps]
    last_upload = max(order.index(step) for step in (StepName.SUBMIT, StepName.SETTLE, StepName.CONFIRM))
    assert last_upload < order.index(StepName.ANNOTATE)


def test_every_step_of_a_run_needs_the_target_and_no_other_step_needs_a_row() -> None:
    for phase in PHASES:
        for step in phase.steps:
            assert bool(step.states) == (step.take is not None)
            assert not step.states or Role.TARGET in step.needs


def test_calls_add_up_and_what_nobody_can_tell_stays_so() -> None:
    one, some, any_number = (
        Calls("strava", "text", 1, 1),
        Calls("strava", "text", 0, 2),
        Calls("strava", "text", 0, None),
    )
    other, never = Calls("garmin", "recent", 1, 1), Calls("garmin", "original", 0, 0)
    assert added([one, other, some, never]) == (Calls("strava", "text", 1, 3), other)
    assert added([one, any_number, one]) == (Calls("strava", "text", 2, None),)
