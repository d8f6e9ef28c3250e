"""The table of the tick: whole, in order, and on the page that explains it."""

from pathlib import Path

from sync.core.plan import StepName
from sync.engine.phase import PhaseName
from sync.engine.table import APART, PHASES, STEPS, as_page

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_page_shows_the_table_that_the_tick_runs() -> None:
    assert "\n".join(as_page()) in PAGE.read_text(), "\n".join(["copy this into docs/architecture.md:", *as_page()])


def test_each_phase_and_each_step_is_in_the_table() -> None:
    assert [phase.name for phase in (*PHASES, *APART)] == list(PhaseName)
    assert set(STEPS) == set(StepName)


def test_a_step_of_a_run_says_the_same_wherever_it_stands() -> None:
    for phase in (*PHASES, *APART):
        for step in phase.steps:
            assert step == STEPS[step.name]
