"""Random histories without sockets: 10,000 minutes with each commit, 90,000 more in CI, two million under `make soak`.

Each run of the tests has a seed of its own, which is printed at its end; TEST_SEED=n tries the same again.
What fails is printed as the shortest story that fails so.
"""

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.histories.shortest import shortest
from tests.histories.story import KINDS, Event, kind_of, minutes_of, story
from tests.histories.telling import tell
from tests.support.engine.dynamo_world import held_open

SEED = os.environ["TEST_SEED"]
FEW = [pytest.param(5 * n, 5, id=f"part {n}") for n in range(4)]
IN_CI = [pytest.param(20 * n, 20, marks=pytest.mark.long, id=f"long part {n}") for n in range(1, 10)]
SOAK = [pytest.param(200 * n, 200, marks=pytest.mark.soak, id=f"soak part {n}") for n in range(1, 21)]
"""The first story of a part, and how many there are: twenty are 10,000 minutes."""


@pytest.fixture(scope="module", autouse=True)
def _quick() -> Iterator[None]:
    """The pretended cloud stays up between worlds, and nobody reads what is logged in them."""
    logging.disable(logging.CRITICAL)
    with held_open():
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(("first", "stories"), [*FEW, *IN_CI, *SOAK])
def test_whatever_happens_every_run_is_on_strava_once(
    first: int, stories: int, record_property: Callable[[str, object], None]
) -> None:
    told, began = Counter[str](), time.process_time()
    for number in range(first, first + stories):
        told += _told(f"{SEED} {number}", kind_of(number))
    told["CPU seconds"] = round(time.process_time() - began)
    record_property("histories", dict(told))


@pytest.mark.soak
@pytest.mark.parametrize("number", range(10))
def test_whatever_happens_on_aws_every_run_has_its_soundtrack(number: int) -> None:
    """moto takes a millisecond over each of the plays that a look reads: too slow for the others' share."""
    _told(f"{SEED} {number}", "dynamo music")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_tells_the_same_story(kind: str) -> None:
    assert story("7", kind) == story("7", kind) != story("8", kind)


def test_twenty_stories_are_ten_thousand_minutes_in_each_kind_of_world_but_two() -> None:
    assert sum(minutes_of(story(f"{SEED} {n}", kind_of(n))) for n in range(20)) >= 10_000
    assert {kind_of(n) for n in range(20)} == set(KINDS) - {"dynamo music", "dynamo leaving"}
    assert {kind_of(n) for n in range(200)} == set(KINDS) - {"dynamo music"}


def test_a_story_is_made_as_short_as_what_fails_in_it() -> None:
    events = [Event("begin", {}), *(Event("tick_each_minute", {"count": n}) for n in range(1, 20))]
    assert shortest(events, lambda left: sum(event.told.get("count", 0) == 7 for event in left) == 1) == [
        events[0],
        events[7],
    ]


def _told(seed: str, kind: str) -> Counter[str]:
    events = story(seed, kind)
    try:
        told = tell(kind, events)
    except Exception as error:
        pytest.fail(_report(seed, kind, events, error))
    minutes = minutes_of(events)
    return told + Counter({"minutes": minutes, f"minutes {kind}": minutes})


def _report(seed: str, kind: str, events: list[Event], error: Exception) -> str:
    short = shortest(events, lambda left: _fails(kind, left, type(error)))
    return "\n".join(
        [
            f"TEST_SEED={SEED}: the {kind} story {seed!r} of {len(events)} events fails. The shortest found that does, "
            f"for tests.histories.telling.tell({kind!r}, ...):",
            *(f"    {event}" for event in short),
            f"{type(error).__name__}: {error}",
        ]
    )


def _fails(kind: str, events: Sequence[Event], how: type[Exception]) -> bool:
    try:
        tell(kind, events)
    except Exception as error:
        return type(error) is how
    return False
