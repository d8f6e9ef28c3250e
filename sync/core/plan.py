"""What a tick would do with its due rows, as values: the same plan is acted on by the tick and printed by `plan`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sync.core.activity import Activity, State

StepName = Literal["submit", "settle", "confirm", "annotate"]
Needs = tuple[Literal["garmin", "strava"], ...]

STEPS: dict[State, tuple[StepName, Needs]] = {
    State.DISCOVERED: ("submit", ("garmin", "strava")),
    State.SUBMITTING: ("settle", ("strava",)),
    State.SUBMITTED: ("confirm", ("strava",)),
    State.UPLOADED: ("annotate", ("strava",)),
    State.ANNOTATED: ("annotate", ("strava",)),
}
"""The product: which step takes a row further, and which services it needs. Every other state is final."""


@dataclass(frozen=True, slots=True)
class Action:
    """One due row: the step that would be taken, or why it has to wait."""

    row: Activity
    step: StepName
    waits: str = ""


def planned(rows: Iterable[Activity], blocked: dict[str, str]) -> list[Action]:
    """One action per row, uploads before the music. `blocked`: service → why, "" if not."""
    actions: list[Action] = []
    for row in rows:
        if row.state not in STEPS:
            continue
        step, needs = STEPS[row.state]
        reasons = [blocked[service] for service in needs if blocked.get(service)]
        actions.append(Action(row, step, reasons[0] if reasons else ""))
    return sorted(actions, key=lambda action: action.step == "annotate")
