"""The small pieces that the model is made of, each against what it must be."""

import re
from pathlib import Path

import numpy as np
import pytest

from sync.adapters.statistics.columns import independent, spread_inside, without_means
from sync.adapters.statistics.folding import folded
from sync.adapters.statistics.song_model import fit
from sync.adapters.statistics.student import quantile

SYNC = Path(__file__).parents[2] / "sync"
TABLE = {4: 2.776445, 6: 2.446912, 10: 2.228139, 30: 2.042272, 100: 1.983972}
"""Student's t, 97.5 %, by degrees of freedom (any textbook)."""


@pytest.mark.parametrize(("free", "value"), TABLE.items())
def test_the_quantiles_are_students(free: int, value: float) -> None:
    assert quantile(0.975, free) == pytest.approx(value, rel=0.003)
    assert quantile(0.025, free) == pytest.approx(-value, rel=0.003)


def test_without_end_it_is_the_normal_one() -> None:
    assert quantile(0.975, float("inf")) == pytest.approx(1.959964, abs=1e-6)


def test_means_are_taken_out_of_each_run() -> None:
    run = np.array([0, 0, 1, 1, 1])
    assert without_means(np.array([1.0, 3.0, 10.0, 20.0, 60.0]), run).tolist() == [-1, 1, -20, -10, 30]
    assert spread_inside(np.array([1.0, 3.0, 10.0, 10.0, 10.0]), run) == pytest.approx(np.sqrt(2 / 3))


def test_columns_that_add_nothing_are_left_out() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 50))
    assert independent(np.column_stack([first, np.zeros(50), second, 3 * first - second])) == [0, 2]


def test_tempos_are_folded_by_one_rule() -> None:
    given = np.array([45.0, 89.9, 90.0, 128.0, 179.9, 180.0, 340.0, 0.0, np.nan])
    assert folded(given)[:7].tolist() == [90.0, 179.8, 90.0, 128.0, 179.9, 90.0, 170.0]
    assert np.isnan(folded(given)[7:]).all()


def test_one_package_knows_numpy() -> None:
    knows = {
        path.parent.relative_to(SYNC).as_posix()
        for path in SYNC.rglob("*.py")
        if re.search(r"^\s*(import|from) numpy\b", path.read_text(), re.MULTILINE)
    }
    assert knows == {"adapters/statistics"}


def test_an_estimate_is_as_uncertain_as_the_songs_that_it_rests_on() -> None:
    """Twelve songs that differ by themselves, however often each is played."""
    run, place = np.repeat(np.arange(40), 6), np.arange(240)
    found, said = [], []
    for seed in range(120):
        rng = np.random.default_rng((3, seed))
        song = rng.permuted(np.tile(np.arange(12), 20))
        tempo, own = rng.normal(0, 1, 12), rng.normal(0, 3, 12)
        made = fit(own[song] + rng.normal(0, 1, len(place)), tempo[song][:, None], run, song)
        assert made is not None
        found.append(made.estimate)
        said.append(made.variance)
    assert np.sqrt(np.mean(said)) == pytest.approx(np.std(found), rel=0.25)
