"""Grade, and the pace on the flat that costs as much: against the published costs, and against noise of altitude."""

from itertools import pairwise
from random import Random

import pytest

from sync.core.grade import SMOOTH, STEEPEST, cost, flat_pace, profile


@pytest.mark.parametrize(("grade", "published"), [(0.0, 3.6), (0.1, 5.97), (-0.1, 2.15), (0.2, 9.01), (-0.2, 1.79)])
def test_the_cost_is_that_of_the_published_polynomial(grade: float, published: float) -> None:
    """Minetti et al. 2002, J/(kg m): the least is near 20 % downhill."""
    assert cost(grade) == pytest.approx(published, abs=0.02)


def test_beyond_what_was_measured_the_cost_stays() -> None:
    assert cost(0.5) == cost(STEEPEST)
    assert cost(-2.0) == cost(-STEEPEST)


def test_uphill_the_pace_on_the_flat_is_faster_and_downhill_slower() -> None:
    assert flat_pace(360.0, 0.05) < 360.0 < flat_pace(360.0, -0.05)
    assert flat_pace(360.0, 0.0) == 360.0


def test_a_steady_hill_has_its_grade_everywhere() -> None:
    far = [float(each) for each in range(0, 1001, 5)]
    found = profile(far, [0.04 * each for each in far])
    assert found is not None
    assert found.window == SMOOTH
    inner = found.steps(100.0, 900.0)
    assert sum(metres for metres, _ in inner) == pytest.approx(800.0)
    assert {round(grade, 6) for _, grade in inner} == {0.04}


def test_the_steps_of_a_part_are_those_within_it() -> None:
    far = [float(each) for each in range(0, 1001, 5)]
    found = profile(far, [0.0] * len(far))
    assert found is not None
    assert found.steps(120.0, 180.0) == [(30.0, 0.0), (30.0, 0.0)]
    assert found.steps(2000.0, 3000.0) == []


def test_what_jumps_is_looked_at_over_200_metres() -> None:
    """Satellites give altitudes that are metres off; the polynomial would make each pace faster by them."""
    far = [float(each) for each in range(0, 3001, 5)]
    noise, seen, height = Random(1), 0.0, []
    for _ in far:
        seen = 0.97 * seen + noise.gauss(0, 1.2)
        height.append(seen)
    rough = profile(far, height)
    assert rough is not None
    assert rough.window == 200.0
    assert rough.climb < sum(max(0.0, after - before) for before, after in pairwise(height)) / 4


@pytest.mark.parametrize("metres", [0, 40, 150])
def test_too_short_a_way_has_no_profile_over_200_metres(metres: int) -> None:
    far = [float(each) for each in range(0, metres + 1, 5)]
    found = profile(far, [0.0] * len(far))
    assert (found is None) == (metres < SMOOTH)
