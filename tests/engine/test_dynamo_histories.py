"""Random histories with rows and files on AWS: 0 lost, 0 doubled, deleted stays so, every run has its soundtrack.

A failing history is printed as a program; TEST_SEED, new in each run of the tests, chooses them."""

from collections.abc import Iterator

import pytest
from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.test_histories import LONG, SEED, SHORT
from tests.support.engine.dynamo_history import DynamoHistory, DynamoMusicHistory
from tests.support.engine.dynamo_world import held_open
from tests.support.engine.history import History


class DynamoUnchecked(DynamoHistory):
    """Strava accepts every file, and is quicker than the settle time."""

    duplicate_check = False
    slowest = 400.0


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


@pytest.mark.long
def test_whatever_happens_on_aws_every_run_is_on_strava_once() -> None:
    run_state_machine_as_test(
        seed(SEED)(DynamoUnchecked), settings=settings(SHORT, max_examples=1, stateful_step_count=14)
    )


@pytest.mark.soak
@pytest.mark.parametrize(
    ("machine", "examples", "steps"),
    [(DynamoHistory, 12, 60), (DynamoUnchecked, 12, 60), (DynamoMusicHistory, 3, 8)],
    ids=["duplicate check on", "duplicate check off", "with music"],
)
def test_whatever_happens_on_aws_for_much_longer(machine: type[History], examples: int, steps: int) -> None:
    """With music moto is slow: it takes a millisecond and more over each of the plays that a look reads."""
    how = settings(LONG, max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(seed(SEED)(machine), settings=how)
