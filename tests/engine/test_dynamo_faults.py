"""The fault matrix with rows and files on AWS: 0 lost, 0 doubled, no secret seen, whatever services and DynamoDB do."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.core.activity import State
from sync.ports import StoreBroken
from sync.sim.http import FAULTS
from tests.engine.test_sigkill import astray, prepared
from tests.support.engine.dynamo_wire import TROUBLES, WRITES, disturbed
from tests.support.engine.dynamo_world import DynamoWorld, held_open
from tests.support.engine.matrix import ENDPOINTS, Service, play

MOST_TICKS = 60
AT_ONCE = ("no answer, but carried out", "no answer, and sent again by botocore")
"""Each takes another way through the store; the rest only under `make soak`."""
Cell = tuple[Service, str, str, bool]
EVERY_CELL: list[Cell] = [
    (*endpoint, fault, checked) for endpoint in ENDPOINTS for fault in FAULTS for checked in (True, False)
]
DIAGONAL: list[Cell] = [
    (*ENDPOINTS[(number + 2) % len(ENDPOINTS)], fault, number % 2 == 1) for number, fault in enumerate(FAULTS)
]


def marked(cell: Cell) -> tuple[pytest.MarkDecorator, ...]:
    """A third of the diagonal is tried each time, the rest of it in CI."""
    if cell in DIAGONAL:
        return () if DIAGONAL.index(cell) % 3 == 0 else (pytest.mark.long,)
    return (pytest.mark.soak,)


@pytest.fixture(scope="module", autouse=True)
def cloud() -> Iterator[None]:
    with held_open():
        yield


def test_the_diagonal_meets_every_endpoint_every_fault_and_strava_with_and_without_its_check() -> None:
    assert {cell[:2] for cell in DIAGONAL} == set(ENDPOINTS)
    assert {cell[2] for cell in DIAGONAL} == set(FAULTS)
    assert ("strava", "upload", "500 after the effect", False) in DIAGONAL
    assert ("strava", "upload", "reset before the effect", True) in DIAGONAL


@pytest.mark.parametrize(
    ("service", "endpoint", "fault", "checked"),
    [pytest.param(*cell, marks=marked(cell)) for cell in EVERY_CELL],
)
def test_a_fault_loses_doubles_and_betrays_nothing_on_aws(
    tmp_path: Path, service: Service, endpoint: str, fault: str, checked: bool
) -> None:
    play(tmp_path, service, endpoint, fault, times=1, checked=checked, kind=DynamoWorld)


# -- DynamoDB itself ------------------------------------------------------------------------------


def with_a_run(folder: Path) -> DynamoWorld:
    """A run waits to be found; Strava checks for no duplicates."""
    world = prepared(folder, duplicate_check=False, kind=DynamoWorld)
    assert isinstance(world, DynamoWorld)
    return world


def ticks_in_trouble(world: DynamoWorld, meets: Callable[[str], bool], trouble: str) -> tuple[int, list[str]]:
    """Tick as the schedule does until the run is there, whatever a tick ends in. How many ticks the store has broken,
    and the requests that met the trouble."""
    broken, met = 0, list[str]()
    for _ in range(MOST_TICKS):
        with disturbed(meets, trouble) as met_now:
            try:
                world.tick()
            except StoreBroken:
                broken += 1
        met += met_now
        world.clock.advance(60)
        if [row.state for row in world.rows()] == [State.UPLOADED] and world.store.next_due("me") is None:
            break
    return broken, met


def some(share: float, *operations: str) -> Callable[[str], bool]:
    """About this share of these operations, of all when none is named; the same ones each time."""
    dice = random.Random(7)
    return lambda operation: (not operations or operation in operations) and dice.random() < share


def only(number: int) -> Callable[[str], bool]:
    """One write alone."""
    seen = [0]

    def meets(operation: str) -> bool:
        seen[0] += operation in WRITES
        return operation in WRITES and seen[0] == number

    return meets


@pytest.mark.parametrize(
    "trouble", [name if name in AT_ONCE else pytest.param(name, marks=pytest.mark.soak) for name in TROUBLES]
)
def test_a_dynamodb_that_fails_many_a_write_loses_and_doubles_nothing(tmp_path: Path, trouble: str) -> None:
    world = with_a_run(tmp_path)
    try:
        broken, met = ticks_in_trouble(world, some(0.4, *WRITES), trouble)
        assert len(met) > 3
        assert (broken > 2) == ("but carried out" not in trouble and "sent again" not in trouble)
        assert astray(world, may_need_login=False) == []
    finally:
        world.__exit__()


@pytest.mark.parametrize("trouble", [pytest.param("throttled", marks=pytest.mark.soak), "no answer, not carried out"])
def test_a_dynamodb_that_fails_many_a_request_loses_and_doubles_nothing(tmp_path: Path, trouble: str) -> None:
    world = with_a_run(tmp_path)
    try:
        broken, met = ticks_in_trouble(world, some(0.15), trouble)
        assert broken > 3
        assert {"BatchGetItem", "Query", "PutItem"} <= set(met)
        assert astray(world, may_need_login=False) == []
    finally:
        world.__exit__()


@pytest.mark.soak
@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_trouble_at_any_single_write_loses_and_doubles_nothing(tmp_path: Path, trouble: str) -> None:
    number, bad = 0, []
    while True:
        number += 1
        world = with_a_run(tmp_path / str(number))
        try:
            _, met = ticks_in_trouble(world, only(number), trouble)
            if not met:
                break
            bad += [f"write {number}: {found}" for found in astray(world, may_need_login=False)]
        finally:
            world.__exit__()
    assert bad == []
    assert number > 10  # or nothing much was tried
