"""In a world that stands still, what `plan` lists is exactly what the tick then does, calls included.

Same rows, same moment, services that answer as the simulators do. What nobody can know before an answer is in the first
lines of `sync/engine/preview.py`: runs that an answer of this very tick made, woke or changed are left out of the
comparison, and a call without a number has bounds. TEST_SEED=n tries the same again.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.core.plan import StepName
from tests.histories.planning import Compared, Planning, PlanningMusicTeller, PlanningTeller
from tests.histories.story import story
from tests.histories.telling import FOLDERS

SEED = os.environ["TEST_SEED"]
PLAIN = {StepName.NEWEST, StepName.LOOK_BACK, StepName.SUBMIT, StepName.CONFIRM, StepName.FETCH_FILE}
A_FEW = {StepName.NEWEST, StepName.LOOK_BACK, StepName.FETCH_FILE}
"""What comes up in two stories, whatever the seed; the sets above and below are those of many."""
MUSIC = {StepName.NEWEST, StepName.POLL, StepName.PLAYS_OF_RUNS, StepName.ANNOTATE, StepName.ASK_FACTS}


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def told(kind: type[Planning], words: str, stories: range) -> Compared:
    compared = Compared()
    for number in stories:
        teller = kind(f"{SEED} {number}", compared)
        with tempfile.TemporaryDirectory(dir=FOLDERS) as folder:
            teller.set_up(Path(folder), {"duplicate_check": True})  # type: ignore[attr-defined]  # the mixed-in machine has it
            try:
                for event in story(f"{SEED} plan {number}", words):
                    getattr(teller, event.act)(**event.told)
            finally:
                teller.world.__exit__()  # type: ignore[attr-defined]  # as above
    return compared


def judged(compared: Compared, steps: set[StepName], record: object) -> None:
    """Enough was compared to believe it."""
    record("planned", vars(compared) | {"steps": dict(compared.steps)})  # type: ignore[operator]  # the fixture record_property
    assert steps <= compared.steps.keys(), compared
    assert compared.in_trouble < compared.moments / 5, compared
    assert compared.bounded > compared.moments / 3, compared
    assert compared.exact > compared.moments / 10, compared


def test_a_tick_does_what_the_plan_lists(record_property: object) -> None:
    judged(told(PlanningTeller, "plain", range(2)), A_FEW, record_property)


def test_a_tick_with_music_does_what_the_plan_lists(record_property: object) -> None:
    judged(told(PlanningMusicTeller, "music", range(1)), {StepName.NEWEST, StepName.POLL}, record_property)


@pytest.mark.long
def test_a_tick_does_what_the_plan_lists_in_many_histories(record_property: object) -> None:
    judged(
        told(PlanningTeller, "plain", range(100, 140)),
        PLAIN | {StepName.SETTLE},  # what a backfill does comes up in most runs of these, not in all
        record_property,
    )
    judged(told(PlanningMusicTeller, "music", range(100, 120)), MUSIC, record_property)
