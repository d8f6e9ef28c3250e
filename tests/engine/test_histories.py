"""Random histories over sockets: ticks, faults, crashes, doubled schedules, a user who edits. 0 lost, 0 doubled.

`tests/histories` tries many more without sockets; these few show that it is not the missing sockets that let them
pass. A failing history is printed as a program; TEST_SEED, new in each run of the tests, chooses them.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from sync.sim.http import FAULTS
from tests.support.engine.history import History
from tests.support.engine.music_history import MusicHistory

SEED = int(os.environ["TEST_SEED"])
SHORT = settings(
    max_examples=4,
    stateful_step_count=28,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
    print_blob=True,
)
LONG = settings(SHORT, max_examples=200, stateful_step_count=60)


class Unchecked(History):
    """Strava accepts every file, and is quicker than the settle time."""

    duplicate_check = False
    slowest = 400.0


class Slow(History):
    """With the faults that take a while as well, and little patience."""

    faults = tuple(FAULTS)
    seconds = 1.0


class SlowUnchecked(Unchecked):
    """The same without Strava's duplicate check."""

    faults = tuple(FAULTS)
    seconds = 1.0


@pytest.mark.long
@pytest.mark.parametrize("machine", [History, Unchecked], ids=["duplicate check on", "duplicate check off"])
def test_whatever_happens_every_run_is_on_strava_once(machine: type[History]) -> None:
    run_state_machine_as_test(seed(SEED)(machine), settings=settings(SHORT, max_examples=12))


@pytest.mark.long
def test_whatever_happens_every_run_has_its_soundtrack_and_its_owner_s_words() -> None:
    run_state_machine_as_test(seed(SEED)(MusicHistory), settings=settings(SHORT, stateful_step_count=16))


@pytest.mark.soak
def test_whatever_happens_to_descriptions_for_much_longer() -> None:
    run_state_machine_as_test(seed(SEED)(MusicHistory), settings=settings(LONG, max_examples=100))


@pytest.mark.soak
@pytest.mark.parametrize("machine", [Slow, SlowUnchecked], ids=["duplicate check on", "duplicate check off"])
def test_whatever_happens_for_much_longer(machine: type[History]) -> None:
    run_state_machine_as_test(seed(SEED)(machine), settings=LONG)
