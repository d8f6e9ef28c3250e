"""Runs of intervals are told from others: fast and slow by turns, by plan."""

from collections.abc import Callable

import pytest

from sync.core.insights.steadiness import is_steady
from sync.core.insights.stretch import Measured
from tests.support.insights.routes import ran

type Speed = Callable[[int], float] | float


def turns(fast: int, slow: int, quick: float = 5.0, easy: float = 2.8, times: int = 99) -> Callable[[int], float]:
    """So many seconds of each, as often, after ten minutes; then easy."""

    def speed(at: int) -> float:
        inside = at - 600
        if inside < 0 or inside >= times * (fast + slow):
            return 3.2
        return quick if inside % (fast + slow) < fast else easy

    return speed


UNSTEADY: dict[str, Speed] = {
    "400 m repeats": turns(80, 90),
    "minutes": turns(60, 60),
    "long ones": turns(240, 180),
}
STEADY: dict[str, Speed] = {
    "one pace": 3.3,
    "strides at the end": lambda at: 5.5 if at > 2500 and at % 100 < 15 else 3.2,
    "a tempo block": lambda at: 4.2 if 900 < at < 2100 else 3.0,
    "a little up and down": turns(60, 60, 3.5, 3.0),
    "two fast laps": turns(240, 180, times=2),
    "it gets faster": lambda at: 2.8 + at / 2400,
}


@pytest.mark.parametrize("name", UNSTEADY)
def test_turns_of_fast_and_slow_are_intervals(name: str) -> None:
    assert not is_steady(Measured(ran(2700, UNSTEADY[name])))


@pytest.mark.parametrize("name", STEADY)
def test_everything_else_is_steady(name: str) -> None:
    assert is_steady(Measured(ran(2700, STEADY[name])))


def test_a_few_minutes_are_too_short_to_say() -> None:
    assert is_steady(Measured(ran(680, lambda at: 5.0 if at // 40 % 2 else 2.8)))


def test_a_pause_between_repeats_is_no_running() -> None:
    """Standing at the lights every few minutes is no interval."""
    stops = tuple((at, at + 60) for at in range(600, 2600, 300))
    assert is_steady(Measured(ran(2700, 3.3, pauses=stops)))
