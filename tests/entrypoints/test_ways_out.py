"""What `why` says a person can do, by what is so about a run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.core.annotation import RECIPE, Annotation, MusicOutcome
from sync.engine.story import WayOut, comes_next
from sync.entrypoints.cli.text.ways_out import COMMANDS, ways_out
from tests.support.contract.values import activity
from tests.support.world import World

PLAYS = "`runtrack plays` shows where plays are missing"
ANEW = "`runtrack annotate 900000001` writes its text anew"
OF_BEFORE = Annotation(outcome=MusicOutcome.COMPLETE, standing="a", ours=("a",), recipe=RECIPE - 1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        yield world


@pytest.mark.parametrize(
    ("state", "music", "expected"),
    [
        (State.FAILED, Annotation(), ["`runtrack retry 900000001` starts it over"]),
        (State.SKIPPED, Annotation(), ["`runtrack retry 900000001` starts it over"]),
        (State.DELETED, Annotation(), ["`runtrack retry --force 900000001` sends it anew"]),
        (State.UPLOADED, Annotation(), []),
        (State.ANNOTATED, Annotation(outcome=MusicOutcome.COMPLETE), []),
        (State.ANNOTATED, Annotation(outcome=MusicOutcome.PARTIAL), [PLAYS]),
        (State.ANNOTATED, Annotation(outcome=MusicOutcome.GAVE_UP), [PLAYS]),
        (State.ANNOTATED, OF_BEFORE, [ANEW]),
        (State.ANNOTATED, replace(OF_BEFORE, outcome=MusicOutcome.PARTIAL), [PLAYS, ANEW]),
        (State.ANNOTATED, replace(OF_BEFORE, closed="you removed it"), []),
        (State.ANNOTATED, replace(OF_BEFORE, recipe=RECIPE), []),
    ],
)
def test_the_way_out_fits_what_is_so(world: World, state: State, music: Annotation, expected: list[str]) -> None:
    row = replace(activity(state=state, due=None), music=music)
    assert ways_out(row, comes_next(world.wired.app, row, world.now)) == expected


def test_each_way_out_has_words() -> None:
    assert set(COMMANDS) == set(WayOut)
